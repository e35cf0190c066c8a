// What a witness keeps: one text per log, and the list of the logs that it has ever cosigned. Pure:
// files are witness.cpp's business.
//
//     kuboluk/witness/v1 <base64 SHA-256 of all that follows this line>
//     time <POSIX seconds>
//
//     <checkpoint note: the text, and the lines by the log's keys>
//
//     kuboluk/witness-logs/v1 <base64 SHA-256 of all that follows this line>
//     key <verifier key of the witness>
//     <origin>                       (one line each, sorted)
//
// The hash finds damage by the disk. It stops nobody who may write there: whoever may write there
// may take the key too.
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <string_view>

#include "node/witness/add_checkpoint.h"

namespace kuboluk::node::witness {

// Larger files are none of these.
inline constexpr std::size_t kStateBytesMax = 2 * kAddCheckpointBytesMax;

struct LogState {
  std::uint64_t time = 0;  // of the newest cosignature; the next one has at least this
  crypto::Note note;       // signed by the log; without the witness's own line
  TreeHead head;           // of the note
};

std::string print_log_state(std::uint64_t time, const crypto::Note& note);
// Error: X.FORM, what is wrong.
Result<LogState> parse_log_state(std::string_view text);

std::string print_log_list(const crypto::VerifierKey& key, const std::set<std::string>& origins);
// Errors: X.FORM; X.KEY (the list of another witness).
Result<std::set<std::string>> parse_log_list(std::string_view text, const crypto::VerifierKey& key);

}  // namespace kuboluk::node::witness
