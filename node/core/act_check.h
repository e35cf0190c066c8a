// What a state says about a submission that is not part of it.
#pragma once

#include <cstdint>
#include <set>
#include <variant>

#include "ledger/batch/change.h"
#include "ledger/exchange/submission.h"
#include "node/core/setup.h"

namespace kuboluk::core {

// All its events are in the log already, with good signatures.
struct InLog {
  std::uint64_t index = 0;  // of the first one
};
// It lacks only the event that one of its events comes after (clock real; in clock scenario its own
// known time would have passed by then, so it is rejected).
struct Parked {};
struct Acceptable {};
struct Unacceptable {
  Error refusal;
};
using Standing = std::variant<Acceptable, Parked, InLog, Unacceptable>;

// `known`: when it would be recorded (a recorded_at overrules it); never before the reader's
// position. Errors: damage only.
Result<Standing> standing_of(const Setup& setup, const batch::LedgerReader& reader,
                             const exchange::Submission& submission, domain::Instant known);

// True if one of its events comes after an event that is neither in the log, nor in the submission,
// nor among `drafted` (clock real; never in clock scenario). Costs a look-up per event and no
// signature check: what waits may be many, and waits for as long as its author likes. Errors:
// damage only.
Result<bool> lacks_predecessor(const Setup& setup, const batch::LedgerReader& reader,
                               const exchange::Submission& submission,
                               const std::set<Hash>& drafted);

// The known time that a submission would have now, at this position.
domain::Instant known_time(const exchange::Submission& submission, const batch::Position& position,
                           domain::Instant now);

}  // namespace kuboluk::core
