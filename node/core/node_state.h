// The parts of a node and how inputs reach them. Not for other boxes: see node.h.
//
// Invariants, checked after every step:
//   - what the cosigner has signed is committed or proposed here, or it is not allowed to sign;
//   - what is proposed begins at the committed position;
//   - a check round is open only at a sequencer that may sign.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>

#include "node/core/act_check.h"
#include "node/core/act_pool.h"
#include "node/core/catch_up.h"
#include "node/core/collector.h"
#include "node/core/judge.h"
#include "node/core/node.h"
#include "node/core/observer.h"
#include "node/core/pending.h"
#include "node/core/round.h"

namespace kuboluk::core {

// Submissions that one review looks at; bounds the work of a step while a flood waits.
inline constexpr std::size_t kReviewMax = 256;
// Forks that are told and kept: a log key that signs without end is proven by the first ones.
inline constexpr std::size_t kForksMax = 256;
// The same tree is cosigned afresh at most this often, however often it is asked for.
inline constexpr std::int64_t kCosignPauseMs = domain::kSecondMs;

struct Node::State {
  State(Setup setup_in, Restored restored_in, domain::Instant now_in);

  Setup setup;
  ActPool pool;
  Pending pending;
  Collector collector;
  Observer observer;
  CatchUp catch_up;
  std::vector<batch::Change> drafted;  // what the last draft that was agreed to came to
  std::optional<Round> round;
  std::uint64_t next_round = 1;

  batch::Position position;  // committed
  std::string checkpoint;    // committed note; of an older size while catching up
  std::optional<exchange::Cosigned> cosigned;
  // What this node has cosigned is not what a quorum has committed: it never cosigns again.
  bool contradicted = false;
  std::string overruled;  // the log-signed note of a proposal that a quorum went past
  std::set<std::string> links;
  std::map<std::string, LastRefusal> refusals;  // newest per member
  std::set<Hash> forks;                         // SHA-256 of the evidence
  std::set<std::string> told;                   // alarms that were given already
  std::uint64_t signatures_checked = 0;         // of authors, in batches that were committed
  std::uint64_t trial_signatures = 0;           // of authors, in drafts and proposals

  domain::Instant gossiped;
  domain::Instant freshened;
  domain::Instant stored_checkpoint;
  domain::Instant shown_at;  // the signed tip was last shown
  domain::Instant first_shown_at;
  std::set<std::string> refused_tip;  // members that refused the signed tip
  std::int64_t extended = 0;          // times, since a batch was committed
  bool signing = false;               // a checkpoint is with the log key
  bool review_due = false;
  std::optional<Hash> reviewed_to;  // the next review begins after it

  // Of one step.
  domain::Instant now;
  const batch::LedgerReader* committed = nullptr;
  Effects effects;
  bool moved = false;  // the committed position has changed: `committed` is of the past

  // --- node.cpp
  Result<void> restore(Restored restored, const batch::LedgerReader& reader);
  Result<void> compare_cosigned(const batch::LedgerReader& reader);
  Result<void> take(Input input);
  Result<void> work();
  Bench bench();
  bool alone() const;  // an embedded ledger: no members, no receipts
  void send(std::vector<std::string> to, exchange::Message message);
  void send_all(const exchange::Message& message);
  void notice(Notice::Level level, std::string text);
  void alarm_once(const std::string& text);
  void check_invariants() const;

  // --- node_acts.cpp: submissions
  Result<void> on(Submit submit);
  Result<void> on(const std::string& from, const exchange::Act& act);
  Result<void> take_acts(const std::vector<std::string>& submissions);
  void on_signed(const SignReceipt& request, const std::string& note);
  void on_signed(const SignRejection& request, const std::string& note);
  Result<Standing> standing(const exchange::Submission& submission);
  void keep(std::uint64_t ticket, exchange::Submission submission, bool parked);
  void promise(PooledAct& act, std::uint64_t ticket);
  void reject(const Hash& id, const Error& error);
  void accept(const Hash& id, std::uint64_t index);
  Result<void> review();
  void hand_over();
  void share_acts(const std::string& peer);
  void hand_again();

  // --- node_cosign.cpp: drafts, proposals, cosignatures
  Result<void> on(const std::string& from, const exchange::Draft& draft);
  Result<void> on(const std::string& from, const exchange::Proposed& proposed);
  Result<void> on(const std::string& from, const exchange::Cosignature& cosignature);
  void on_signed(const SignCosignature& request, const std::string& note);
  void on_signed(const SignRefusal& request, const std::string& note);
  bool may_cosign() const;
  Result<bool> watch(const log::Checkpoint& shown, const exchange::Proposed& proposed);
  void refuse_fork(const log::Checkpoint& shown);
  Result<void> freshen(const log::Checkpoint& shown);
  bool gives_way(std::span<const batch::Change> others);
  Result<void> follow(const std::string& from, const log::Checkpoint& shown,
                      const exchange::Proposed& proposed);
  void cosign(const log::Checkpoint& checkpoint);
  void refuse(const Fault& fault, std::uint64_t size, const std::optional<Hash>& root,
              std::uint64_t round_number);
  void collect(const std::string& note, const std::string& from);
  void try_commit();
  void commit(std::vector<batch::Change> changes, std::string note);
  void store_fresh_checkpoint();

  // --- node_sequence.cpp: the sequencer
  Result<void> sequence();
  Result<void> start_round(bool seal_anyway);
  Result<void> pass_floor(std::vector<batch::Change>& changes);
  void end_round();
  void ask_fresh();
  void sign_tip();
  void show_proposal();
  bool heartbeat_due() const;
  bool stuck() const;
  Result<void> on(const std::string& from, const exchange::Verdict& verdict);
  Result<void> on(const std::string& from, const exchange::Refused& refused);
  bool keep_refusal(const std::string& from, const std::string& note, LastRefusal& kept);
  void on_signed(const SignCheckpoint& request, const std::string& note);

  // --- node_peers.cpp: who is where
  Result<void> on(const LinkUp& up);
  Result<void> on(const LinkDown& down);
  Result<void> on(const std::string& from, const exchange::AskState& ask);
  Result<void> on(const std::string& from, const exchange::State& state);
  Result<void> on(const std::string& from, const exchange::AskProposed& ask);
  Result<void> on(const std::string& from, const exchange::AskBatches& ask);
  Result<void> on(const std::string& from, const exchange::Batches& batches);
  exchange::State state_for(const std::string& peer) const;
  std::optional<log::Checkpoint> hear_checkpoint(const std::string& from, const std::string& note);
  void gossip();
  void adopt_committed(const std::vector<batch::Change>& changes);
  Result<void> prove_overruled();
  HeldSizes held_sizes() const;
  std::string waits_for(const std::set<std::string>& present) const;
  std::string phase(std::uint64_t behind) const;
  NodeStatus status() const;
};

}  // namespace kuboluk::core
