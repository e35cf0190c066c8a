// C2SP tlog-witness, `add-checkpoint`: the request as text, and the checks of a witness in the
// order of the specification. Pure: no state, clock or file.
//
//     old <size>
//     <base64 hash>                  (at most 63 lines: RFC 6962 2.1.2, from old to new)
//
//     <checkpoint note>
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "crypto/note.h"
#include "crypto/result.h"
#include "crypto/vkey.h"
#include "ledger/log/merkle.h"

namespace kuboluk::node::witness {

// Whole request: 63 proof lines, and a note with 32 signatures of which several are post-quantum
// (3.3 kB each). Stops bodies that are all padding.
inline constexpr std::size_t kAddCheckpointBytesMax = 65'536;
// tlog-witness: "The client MUST NOT send more than 63 consistency proof lines".
inline constexpr std::size_t kProofLinesMax = 63;

// The first three lines of any log's checkpoint (C2SP tlog-checkpoint). Wider than log::Checkpoint:
// the origin is any line, and extension lines may follow. A cosignature covers them and says
// nothing about them (tlog-cosignature).
struct TreeHead {
  std::string origin;
  std::uint64_t size = 0;
  Hash root{};
  bool operator==(const TreeHead&) const = default;
};
// Errors: C2SP.checkpoint.
Result<TreeHead> parse_tree_head(std::string_view note_text);

struct AddCheckpoint {
  std::uint64_t old_size = 0;
  log::Proof proof;
  crypto::Note note;
  TreeHead head;  // of the note
};
// Accepts exactly what print_add_checkpoint prints. Errors: X.FORM, X.SIZE, C2SP.note,
// C2SP.checkpoint.
Result<AddCheckpoint> parse_add_checkpoint(std::string_view body);
// `note`: the bytes of a checkpoint note.
std::string print_add_checkpoint(std::uint64_t old_size, std::span<const Hash> proof,
                                 std::string_view note);

// A log that a witness watches. One line signed by one of the keys is enough.
struct WatchedLog {
  std::string origin;
  std::vector<crypto::VerifierKey> keys;  // kEd25519, at least one
};

// What a witness has cosigned last of a log; before the first time the empty tree.
struct Latest {
  std::uint64_t size = 0;
  Hash root = log::empty_tree_root();
};

// What a witness answers.
struct Answer {
  unsigned status = 200;
  std::string detail;                        // in words, for refusals
  std::optional<std::uint64_t> newest_size;  // 409, wrong old size: the body is this number
  std::string cosignature;                   // 200: signature lines
};

// 403 unless a line by a key of the log is there and every line that names one verifies (a note
// with a failing line of a known key is malformed: C2SP signed-note). Gives the lines that
// verified, each key once.
struct LogLines {
  std::vector<crypto::NoteSignature> lines;
  std::optional<Answer> refused;
};
LogLines judge_signatures(const AddCheckpoint& request, const WatchedLog& log);
// Nothing if the witness may cosign. Else, in this order: 400 old above new; 409 with the size: old
// is not what was cosigned last; 409 without: same size, another root; 422: the proof.
std::optional<Answer> judge_growth(const AddCheckpoint& request, const Latest& latest);

}  // namespace kuboluk::node::witness
