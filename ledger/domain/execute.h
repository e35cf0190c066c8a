// The projection: a pure fold of events into status records. The same code runs when a submission
// is checked, when a batch is built, when a cosigner re-executes it and when an auditor folds the
// whole log again.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "ledger/domain/record.h"
#include "ledger/domain/ruleset.h"
#include "ledger/domain/signed_event.h"
#include "ledger/domain/view.h"

namespace kuboluk::domain {

// An event at its place in the log. For the check of a submission the place is the one it would
// get.
struct PlacedEvent {
  std::uint64_t index = 0;
  Instant known;
  Hash leaf{};                         // leaf hash of the entry
  const SignedEvent* event = nullptr;  // not owned; must outlive the call
};

class Workspace;

// Runs submissions one after the other over a base state and gathers what they change.
//
// Laws: (1) a refused submission changes nothing; (2) the changes depend on base state and events
// only; (3) verdicts are the same on every node.
class Executor {
 public:
  // The references must outlive the executor. `info` and `ruleset` are those of the ledger; for the
  // very first submission (the genesis) pass the info read from it.
  Executor(const LedgerInfo& info, const Ruleset& ruleset, const StateView& base);
  ~Executor();
  Executor(const Executor&) = delete;
  Executor& operator=(const Executor&) = delete;

  // All or nothing. The parts of a divided act must be adjacent and complete. Checks, first failure
  // wins: signature, ledger, times, type known, author's right, then the rules of the type in the
  // order of DOMAIN 5. The error names rule and object; it is damage (is_damage) if the base state
  // could not be read.
  Result<void> apply(std::span<const PlacedEvent> submission);

  // Everything that the accepted submissions changed: key -> new record text, in key order.
  std::map<std::string, std::string, std::less<>> changed_records() const;
  // Ids of the accepted events with their index.
  const std::map<Hash, std::uint64_t>& accepted_events() const;
  // Signature checks done so far.
  std::uint64_t signatures_checked() const { return signatures_checked_; }

 private:
  Result<void> apply_unit(std::span<const PlacedEvent> unit);
  Result<void> check_head(const PlacedEvent& placed);

  const LedgerInfo& info_;
  const Ruleset& ruleset_;
  std::unique_ptr<Workspace> workspace_;
  std::uint64_t signatures_checked_ = 0;
};

}  // namespace kuboluk::domain
