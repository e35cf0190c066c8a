// Would I cosign this? Everything that a cosigner checks before its key moves (DESIGN.md 5), for
// unsigned drafts and signed proposals alike.
//
// Rules of its faults, beside those of the law:
//   P.BEHIND    the entries begin beyond what this node has committed (not a refusal)
//   P.FORK      they differ from what this node has cosigned
//   P.SMALLER   they end before what this node has cosigned
//   P.ROOT      the checkpoint's root is not that of the entries
//   P.TIME      a known time ahead of this node's clock, or before its last cosignature
//   P.TIP       the newest seal is too old: the tree was kept back
//   P.OWED      an act is left out that the sequencer has had for longer than the merge delay
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "ledger/exchange/message.h"
#include "node/core/act_pool.h"
#include "node/core/pending.h"

namespace kuboluk::core {

inline constexpr std::string_view kBehindRule = "P.BEHIND";
inline constexpr std::string_view kForkRule = "P.FORK";
inline constexpr std::string_view kSmallerRule = "P.SMALLER";
inline constexpr std::string_view kRootRule = "P.ROOT";
inline constexpr std::string_view kTimeRule = "P.TIME";
inline constexpr std::string_view kTipRule = "P.TIP";
inline constexpr std::string_view kOwedRule = "P.OWED";

struct Fault {
  std::uint64_t index = 0;  // of the entry; the tree's size if it is the tree as a whole
  std::string rule;
  std::string expected;
  std::string got;
  std::vector<const PooledAct*> owed;  // in the pool; at most kMessageActsMax
};

// One that leaves no act out.
Fault fault_at(std::uint64_t index, std::string_view rule, std::string expected, std::string got);
// The fault of a tree that is smaller than what is committed here or cosigned.
std::optional<Fault> smaller_fault(const batch::Position& committed,
                                   const std::optional<exchange::Cosigned>& cosigned,
                                   std::uint64_t size);

// What is to be judged.
struct Candidate {
  std::uint64_t from = 0;
  std::span<const std::string> entries;
  std::uint64_t size() const { return from + entries.size(); }
};

// What this node knows when it judges. References must outlive the judgement.
struct Bench {
  const Setup& setup;
  const batch::LedgerReader& committed;
  const batch::Position& position;  // committed
  const Pending& pending;
  const std::vector<batch::Change>& drafted;  // what was executed for the last draft, if anything
  const std::optional<exchange::Cosigned>& cosigned;
  const ActPool& pool;
  domain::Instant now;
  std::uint64_t& signatures_checked;
};

struct Judgement {
  std::optional<Fault> fault;
  std::vector<batch::Change> changes;  // from the committed position; if there is no fault
};

// Errors: damage only.
Result<Judgement> judge(const Bench& bench, const Candidate& candidate);

// The acts that a tree with these changes on top of the committed state leaves out though they are
// owed. What would not have found room in the newest batch, or has become acceptable by it, is not
// left out: its turn comes, and a backlog larger than a batch must not stop the log. Errors: damage
// only.
Result<std::vector<const PooledAct*>> owed_acts(const Bench& bench,
                                                std::span<const batch::Change> changes);
// The fault of leaving them out.
Fault owed_fault(const Bench& bench, std::uint64_t size, std::vector<const PooledAct*> owed);

}  // namespace kuboluk::core
