// One institution's node as a pure machine: step(input, now) -> effects. The same machine runs
// under asio and in the deterministic loop of the tests.
//
// Laws (DESIGN.md 5), each with a checker that the tests run after every step:
//   (1) nothing is called committed before a quorum of cosigners has it durably;
//   (2) a node never signs two roots for one size, nor a smaller size after a larger one;
//   (3) persisted >= signed >= published;
//   (4) every published root is the Merkle root of the committed prefix;
//   (5) stored state == fold(log) on every node;
//   (6) a verdict is computed by the reader, never accepted from a node;
//   (7) all honest nodes give the same verdict on the same entry;
//   (8) an acknowledged act ends in the log or in a recomputable rejection, within its promise once
//       the network heals.
//
// The machine is put together from parts that each have one job; Node only passes inputs on:
//   ActPool    submissions that are not in the log yet: receipts, hand-over, quotas, turns
//   Pending    batches beyond the committed size, executed
//   Judge      would I cosign this? (cosigner's checks)
//   Collector  cosignatures, and when they are a quorum
//   Sequencer  drafts, check rounds, proposals
//   Observer   may I sign yet? (start-up)
//   CatchUp    committed batches from peers
//   ForkWatch  two histories by one log key
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "ledger/batch/change.h"
#include "node/core/setup.h"
#include "node/core/step.h"

namespace kuboluk::core {

// The newest refusal that a member has signed, as every status page shows it.
struct LastRefusal {
  std::string by;
  std::uint64_t size = 0;
  std::uint64_t index = 0;
  std::string rule;
  std::string expected;
  std::string got;
  domain::Instant time;
  std::string note;  // as signed
};

struct PeerStatus {
  std::string id;
  bool linked = false;
  std::uint64_t committed = 0;              // as claimed
  std::optional<domain::Instant> cosigned;  // its newest cosignature that was seen
};

// What the status page shows. All of it is this node's own view.
struct NodeStatus {
  std::string me;
  std::string phase;    // "observing", "catching up", "following", "sequencing", ...: plain words
  std::string waiting;  // what is being waited for; empty: nothing
  batch::Position position;    // committed
  std::uint64_t proposed = 0;  // size of what is proposed beyond it; 0: nothing
  std::uint64_t behind = 0;    // entries that the furthest peer claims beyond ours
  std::size_t pending_acts = 0;
  std::size_t quorum_present = 0;  // linked cosigners of the policy, this node included
  bool may_sign = false;
  std::vector<PeerStatus> peers;
  std::vector<LastRefusal> refusals;  // newest per member, newest first
  std::uint64_t forks = 0;
  std::uint64_t signatures_checked = 0;  // of authors, since the start
};

class Node {
 public:
  // `committed` shows the stored state, which must be that of `restored` (checked where it can be).
  // Errors: damage (a stored proposal that does not execute).
  static Result<std::unique_ptr<Node>> start(Setup setup, Restored restored,
                                             const batch::LedgerReader& committed,
                                             domain::Instant now);
  ~Node();

  // `committed` must show the newest stored state (checked against the machine's own position).
  // Errors: damage found while reading it; then the node must be made anew after repair.
  Result<Effects> step(Input input, domain::Instant now, const batch::LedgerReader& committed);

  NodeStatus status() const;
  const Setup& setup() const;

 private:
  struct State;
  explicit Node(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace kuboluk::core
