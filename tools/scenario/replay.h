// Replays a scenario file: every command as its own actor, every expectation checked, and goes on
// after one that is not met.
#pragma once

#include <boost/json/object.hpp>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "crypto/bytes.h"
#include "crypto/result.h"
#include "tools/scenario/replay_ledger.h"
#include "tools/scenario/scenario.h"

namespace kuboluk::tools {

// One line of the file and what came of it.
struct StepResult {
  std::uint64_t n = 0;
  std::size_t line = 0;
  std::string what;  // command or query, as named in the file
  boost::json::object expect;
  boost::json::object got;  // commands: "ok", "rule", "object", "detail"
  bool is_query = false;
  bool met() const { return meets(expect, got); }
};

struct ReplayReport {
  std::string scenario;
  std::uint64_t commands = 0;
  std::uint64_t accepted = 0;
  std::uint64_t refused = 0;
  std::uint64_t queries = 0;
  std::vector<StepResult> steps;
  std::vector<std::string> warnings;  // each once
  batch::Position position;

  std::vector<const StepResult*> failed() const;  // valid as long as the report lives
};

// What a replay needs besides the file. The references must outlive the call.
struct ReplaySettings {
  const ReplayPlace& place;
  const domain::Rulesets& rulesets;
  domain::Instant now;
  std::function<void(std::uint64_t done, std::uint64_t total)> progress;  // may be empty
  std::function<void(const StepResult&)> on_step;                         // may be empty
};

// What somebody may watch while it runs; both may be empty.
struct ReplayWatch {
  std::function<void(std::uint64_t done, std::uint64_t total)> progress;
  std::function<void(const StepResult&)> on_step;
};

// Into a target that holds the genesis and nothing else, or is resumed. Errors as below.
Result<ReplayReport> replay_into(ReplayTarget& target, const Scenario& scenario,
                                 domain::Instant now, const ReplayWatch& watch);

// Errors are faults of ledger or place, never unmet expectations: those of ReplayLedger; the object
// names the line.
Result<ReplayReport> replay_scenario(const Scenario& scenario, const ReplaySettings& settings);

}  // namespace kuboluk::tools
