// C2SP tlog-checkpoint: three lines, origin, size, root. Kuboluk allows no extension lines: nobody
// re-executes them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "crypto/bytes.h"
#include "crypto/ed25519.h"
#include "crypto/note.h"
#include "crypto/result.h"
#include "crypto/vkey.h"

namespace kuboluk::log {

struct Checkpoint {
  std::string origin;      // a key name (crypto::is_key_name): the log's key bears it
  std::uint64_t size = 0;  // at most kTreeSizeMax
  Hash root{};
  bool operator==(const Checkpoint&) const = default;
};

// The note text: "<origin>\n<size>\n<base64 root>\n".
std::string print_checkpoint(const Checkpoint& checkpoint);
// Accepts exactly what print_checkpoint prints; size 0 only with the empty tree's root. Error:
// C2SP.checkpoint. Proves nothing: see verify_checkpoint in policy.h.
Result<Checkpoint> parse_checkpoint(std::string_view text);

// The note with the log's signature. The key's name is the origin and its type kEd25519 (checked).
// Sign only what is stored, and never two roots for one size (DESIGN.md 5, law 2).
crypto::Note sign_checkpoint(const Checkpoint& checkpoint, const crypto::VerifierKey& key,
                             const crypto::SecretKey& secret);

}  // namespace kuboluk::log
