// The auditor: reads a whole published log and re-does everything that the cosigners say they did.
//
//   1. checkpoint: log signature and quorum under the reader's own policy
//   2. tiles: every hash tile belongs to the root, every entry to its tile
//   3. genesis: the ledger id is its hash; its log key is that of the policy; the ruleset is one
//   this program runs
//   4. fold: every author signature, rule, known time and seal, batch by batch, on a ledger in
//   memory
//   5. growth: the log begins with what an earlier audit saw; a server that is merely behind gives
//      no answer
//   6. side files: a published genesis is that of entry 0, a published policy accepts the
//      checkpoint
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>

#include "ledger/batch/change.h"
#include "ledger/domain/ruleset.h"
#include "ledger/log/policy.h"
#include "tools/command.h"
#include "tools/fetch/source.h"

namespace kuboluk::tools {

// Rule of errors that say: this program cannot judge that (law unknown to it, no believable age).
inline constexpr std::string_view kCannotTellRule = "CANNOT TELL";

struct AuditTotals {
  std::uint64_t entries = 0;
  std::uint64_t events = 0;      // entries that are no seals
  std::uint64_t batches = 0;     // seals
  std::uint64_t signatures = 0;  // author signatures checked
  std::map<std::string, std::uint64_t> events_by_type;
  std::uint64_t accreditations = 0;  // numbers that were granted
  std::uint64_t revoked = 0;         // of them, revoked by the newest entry
  std::uint64_t refused_persons = 0;
  std::uint64_t elections = 0;
  std::uint64_t organisations = 0;
};

struct AuditReport {
  log::CosignedCheckpoint checkpoint;
  domain::LedgerInfo info;
  batch::Position position;
  AuditTotals totals;
};

struct AuditQuestion {
  const log::Policy& policy;  // the references must outlive the audit
  const domain::Rulesets& rulesets;
  std::uint64_t clock_s = 0;
  std::optional<std::string> genesis;      // the reader's own copy; must be that of the log
  std::optional<log::Checkpoint> earlier;  // what an earlier audit accepted
  std::function<void(std::uint64_t done, std::uint64_t total)>
      progress;                    // entries folded; may be empty
  const Source* mirror = nullptr;  // its files; there whenever `earlier` is
};

// Hash tiles are read more than once: give it a KeepingSource where reading is slow. Errors: the
// first fault in log order, its object naming the entry ("entry 17") or the file; kUnreachableRule;
// "quorum"; kCannotTellRule; "X.GROWTH" if the log does not continue the earlier one.
Result<AuditReport> audit(const Source& source, const AuditQuestion& question);

// What an audit's error means: no answer, or evidence of a fault.
Exit audit_exit(const Error& error);

}  // namespace kuboluk::tools
