// The training ledger of one scenario, kept by a network of nodes: each command is handed to the
// node of its actor's institution, each answer is checked here.
//
// Nothing that a node says is passed on. Accepted: the act is in entries that a quorum of the
// client's own policy has cosigned, and this client has executed them again. Refused: this client's
// own execution refuses it too, by the same rule. By-id queries: a status proof from a node, under
// the client's policy, of the very tree that was folded here. The rest is counted over the fold.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "crypto/result.h"
#include "ledger/domain/ruleset.h"
#include "ledger/exchange/statement.h"
#include "ledger/log/policy.h"
#include "tools/network/node_client.h"
#include "tools/scenario/person_table.h"
#include "tools/scenario/replay_target.h"
#include "tools/scenario/training.h"
#include "tools/scenario/verified_fold.h"

namespace kuboluk::tools {

// How long one node is waited for before the next one is tried, and an act in all: a restart, an
// election of a new quorum, a partition that an operator mends.
inline constexpr std::chrono::seconds kNodePatience{20};
inline constexpr std::chrono::seconds kActPatience{300};

struct NodePlace {
  std::string id;  // member; empty: any
  HttpAddress address;
};

// Where the network is, and whom its reader trusts.
struct NetworkPlace {
  std::vector<NodePlace> nodes;  // at least one (checked)
  log::Policy policy;
  std::function<domain::Instant()> clock;  // the reader's
  OnWait on_wait;                          // may be empty
  std::chrono::milliseconds node_patience = kNodePatience;
  std::chrono::milliseconds act_patience = kActPatience;
};

// One node after the replay: where it stands, by a checkpoint that the policy accepts.
struct SettledNode {
  std::string id;
  std::string url;
  std::uint64_t size = 0;
  std::string log_root;
  std::string status_root;  // by the node's own status page
  std::string problem;      // why nothing can be said; empty: all is known
  bool agrees = false;      // with this client's fold
};

class NetworkLedger final : public ReplayTarget {
 public:
  // Waits until a node serves the genesis under a quorum. Errors: FILE (unknown ruleset);
  // kOtherLedgerRule (another genesis, or acts are in the ledger already); kUnreachableRule; those
  // of verification.
  static Result<std::unique_ptr<NetworkLedger>> open(const Meta& meta, NetworkPlace place,
                                                     const domain::Rulesets& rulesets);

  // Errors: FOLD (a node's outcome is not the one of the execution here); kUnreachableRule and
  // kNotYetRule when patience ends; those of committed_log.h and batch::replay.
  Result<Outcome> run(const Command& command, domain::Instant now) override;
  Result<boost::json::object> answer(const Query& query, domain::Instant now) override;
  Result<void> finish() override { return {}; }
  const batch::Position& position() const override { return fold_.position(); }

  // Every node's place, waiting until all agree with the fold or patience ends.
  std::vector<SettledNode> settle();

 private:
  struct Node {
    std::string id;
    std::unique_ptr<NodeClient> client;
    bool silent = false;  // it did not answer the last time
  };
  class Proofs;

  NetworkLedger(domain::LedgerInfo info, const domain::Ruleset& ruleset, NetworkPlace place,
                TrainingKeys keys, const domain::Rulesets& rulesets);

  Result<void> start(const std::string& genesis);
  std::uint64_t clock_s() const;
  // Of the actor's own institution; of no institution: always the same one.
  std::size_t home_of(std::string_view actor) const;
  Result<std::string> body_of(const Command& command,
                              const std::vector<domain::SignedEvent>& events) const;
  Result<Decided> submit(const Command& command, const std::string& body, std::size_t& node);
  Result<Outcome> accepted(const Command& command, const CommittedAct& act, const NodeClient& node,
                           const std::vector<domain::SignedEvent>& events);
  Result<Outcome> refused(const Command& command, const RefusedAct& act, const NodeClient& node,
                          const std::vector<domain::SignedEvent>& events) const;
  // Folds what is committed beyond the fold, at least up to `size`.
  Result<void> catch_up(const NodeClient& node, std::uint64_t size);
  Result<void> fold_up_to(const NodeClient& node, std::uint64_t size);
  SettledNode look_at(const Node& node) const;

  domain::LedgerInfo info_;
  const domain::Ruleset& ruleset_;
  NetworkPlace place_;
  TrainingKeys keys_;
  const domain::Rulesets& rulesets_;
  std::vector<Node> nodes_;
  VerifiedFold fold_;
  PersonTable persons_;
};

}  // namespace kuboluk::tools
