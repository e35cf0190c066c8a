// What somebody hands in: signed events that are to go into the log together or not at all. On
// paper and on the wire it is their notes one after the other; on a TRAINING ledger the operator's
// recorded statement comes first.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "crypto/bytes.h"
#include "crypto/result.h"
#include "crypto/vkey.h"
#include "ledger/domain/signed_event.h"
#include "ledger/domain/view.h"

namespace kuboluk::exchange {

// Bytes of one submission. The largest act that the law's lists need (500 parts) has 32 MB.
inline constexpr std::size_t kSubmissionBytesMax = 36'000'000;
// Events of one submission: they must fit into one batch with its seal.
inline constexpr std::size_t kSubmissionEventsMax = 2047;

struct Submission {
  Hash id{};                                   // SHA-256 of `bytes`
  std::string bytes;                           // as handed in
  std::vector<domain::SignedEvent> events;     // parsed, signatures not checked
  std::optional<domain::Instant> recorded_at;  // from the operator's statement, verified
};

// Parses a body. A note begins after the signature lines of the one before; nothing stands between.
// On a ledger of clock scenario the first note must be a Recorded statement by `operator_key` that
// lists exactly the events that follow; on one of clock real there must be none.
// Whether the events are for this ledger and by whom they are signed is not judged here.
// Errors: X.SIZE, X.FORM (which note), X.TIME (statement missing, not allowed, other events),
// X.SIGNATURE and X.LEDGER (of the statement).
Result<Submission> parse_submission(std::string_view body, const domain::LedgerInfo& info,
                                    const std::optional<crypto::VerifierKey>& operator_key);

// The notes of a body, each from its first text line to its last signature line; what is no note is
// for the caller's parser to refuse. Empty if the body is. After kSubmissionEventsMax + 1 notes the
// rest stays one piece: a body of empty lines must not become millions of pieces.
std::vector<std::string_view> split_notes(std::string_view body);

// The operator's first key as the genesis event lists it; the signature of the genesis is not
// checked (domain::read_genesis does that). Error: X.FORM.
Result<crypto::VerifierKey> operator_key_of(std::string_view genesis);

}  // namespace kuboluk::exchange
