// Cosignatures that external witnesses have given over this ledger's checkpoints: shown to whoever
// wants them, and counted by nobody here. The quorum is the policy's (DESIGN.md 3).
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "crypto/note.h"
#include "crypto/result.h"
#include "crypto/vkey.h"
#include "node/journal.h"

namespace kuboluk::node::witness {

// Longest answer of a witness that is read: it has a few lines for us. Stops one that never ends.
inline constexpr std::size_t kCosignatureAnswerBytesMax = 32'768;

struct ExternalCosignature {
  std::string checkpoint;  // note text
  std::uint64_t size = 0;  // of that checkpoint
  std::uint64_t time = 0;  // as signed, POSIX seconds
  crypto::NoteSignature line;
};

struct ExternalStatus {
  std::string name;                           // of its key
  std::optional<ExternalCosignature> newest;  // nothing: it has cosigned none yet
};

// The line by `key` in the answer of a witness to add-checkpoint; lines by other keys are ignored.
// Pure. Errors: C2SP.note, C2SP.cosignature (no line by the key, it does not verify, time 0 or
// beyond `latest`, POSIX seconds), C2SP.checkpoint.
Result<ExternalCosignature> read_cosignature(std::string_view checkpoint_text,
                                             std::string_view answer,
                                             const crypto::VerifierKey& key, std::uint64_t latest);

// The newest of each witness, in memory and in one small file each. May be used by several threads.
class ExternalCosignatures {
 public:
  // Files: `<folder>/external-<key id, hex>`; `origin`: of this ledger's checkpoints. What is no
  // valid cosignature by its key is told to `journal` and left out: it is asked for again.
  ExternalCosignatures(std::vector<crypto::VerifierKey> keys, std::filesystem::path folder,
                       const std::string& origin, const Journal& journal);

  // Durable on return; an older one than the one held changes nothing. `key` is one of the keys
  // (checked). Error: X.FILE.
  Result<void> put(const crypto::VerifierKey& key, ExternalCosignature cosignature);
  std::optional<ExternalCosignature> newest(const crypto::VerifierKey& key) const;
  // A checkpoint note with the lines over exactly its text added behind its own, as far as a note
  // may have lines.
  std::string with_lines(std::string note) const;
  std::vector<ExternalStatus> list() const;  // in the order of the keys

 private:
  std::filesystem::path file_of(const crypto::VerifierKey& key) const;

  const std::vector<crypto::VerifierKey> keys_;
  const std::filesystem::path folder_;
  mutable std::mutex mutex_;
  std::map<std::string, ExternalCosignature> newest_;  // by key text
};

}  // namespace kuboluk::node::witness
