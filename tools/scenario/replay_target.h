// Where a scenario is replayed: a ledger in this process (replay_ledger.h) or a network of nodes
// (network/network_ledger.h).
#pragma once

#include <boost/json/object.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "crypto/result.h"
#include "ledger/batch/change.h"
#include "tools/scenario/scenario.h"

namespace kuboluk::tools {

// Rule of the errors that say: the ledger there cannot be used for this file.
inline constexpr std::string_view kOtherLedgerRule = "X.LEDGER";

// What became of a command: accepted, or refused by `refusal`.
struct Outcome {
  bool accepted = false;
  bool repeated = false;  // it was in the ledger already
  Error refusal;
  std::vector<std::string> unknown_args;  // arguments that were not recorded
};

class ReplayTarget {
 public:
  virtual ~ReplayTarget() = default;
  // Errors are faults, never refusals.
  virtual Result<Outcome> run(const Command& command, domain::Instant now) = 0;
  // Errors as answer_query().
  virtual Result<boost::json::object> answer(const Query& query, domain::Instant now) = 0;
  // After the last step.
  virtual Result<void> finish() = 0;
  // Of the replay's own fold.
  virtual const batch::Position& position() const = 0;
};

}  // namespace kuboluk::tools
