// Drafts, proposals, cosignatures: what is checked before this node's key moves, and what becomes
// of it.
#include <algorithm>
#include <utility>

#include "crypto/check.h"
#include "crypto/sha256.h"
#include "ledger/exchange/fork_evidence.h"
#include "ledger/exchange/statement.h"
#include "node/core/fork_watch.h"
#include "node/core/node_state.h"

namespace kuboluk::core {

bool Node::State::may_cosign() const {
  return observer.signs() && !alone() && !contradicted && setup.witness_of(setup.self());
}

Result<void> Node::State::on(const std::string& from, const exchange::Draft& draft) {
  if (from != setup.sequencer || !may_cosign()) return {};
  const Candidate candidate{draft.from, draft.entries};
  if (candidate.size() <= position.size) return {};  // late: committed meanwhile
  auto judgement = judge(bench(), candidate);
  if (!judgement) return judgement.error();
  if (!judgement->fault) {
    drafted = std::move(judgement->changes);
    const batch::Position& tip = drafted.back().after;
    send({from}, exchange::Verdict{draft.round, tip.size, tip.log_root, {}, {}});
    return {};
  }
  if (judgement->fault->rule == kBehindRule) {
    send({from}, exchange::AskState{});
    return {};
  }
  refuse(*judgement->fault, candidate.size(), std::nullopt, draft.round);
  return {};
}

Result<void> Node::State::on(const std::string& from, const exchange::Proposed& proposed) {
  const auto shown =
      exchange::open_log_checkpoint(proposed.checkpoint, setup.info.origin(), *setup.info.log_key);
  if (!shown) {
    notice(Notice::Level::kWarning,
           from + " sent a checkpoint that the log has not signed: " + shown.error().detail);
    return {};
  }
  const auto forked = watch(*shown, proposed);
  if (!forked) return forked.error();
  if (*forked) {
    if (may_cosign()) refuse_fork(*shown);
    return {};
  }
  if (const auto smaller = smaller_fault(position, cosigned, shown->size)) {
    if (from == setup.sequencer && may_cosign()) refuse(*smaller, shown->size, shown->root, 0);
    return {};
  }
  if (shown->size == position.size) {
    // Only the sequencer knows that no proposal is out: what is stamped before a cosignature of the
    // smaller tree could never be cosigned again.
    return from == setup.sequencer ? freshen(*shown) : Result<void>();
  }
  return follow(from, *shown, proposed);
}

// Two histories by one key end here: evidence for ever.
Result<bool> Node::State::watch(const log::Checkpoint& shown, const exchange::Proposed& proposed) {
  const auto evidence = fork_between({setup, *committed, position, checkpoint, pending},
                                     {shown, proposed.checkpoint, proposed.from, proposed.entries});
  if (!evidence) return evidence.error();
  if (!evidence->has_value()) return false;
  if (forks.size() < kForksMax && forks.insert(crypto::sha256(bytes_of(**evidence))).second) {
    effects.push_back(PersistEvidence{**evidence});
    notice(Notice::Level::kAlarm,
           "the log key has signed two histories: evidence is kept, see "
           "/evidence; size " +
               std::to_string(shown.size));
  }
  return true;
}

void Node::State::refuse_fork(const log::Checkpoint& shown) {
  refuse(fault_at(std::min(shown.size, pending.tip(position).size), kForkRule,
                  "the tree that the log key has signed before", "another tree by the same key"),
         shown.size, shown.root, 0);
}

// The committed tree, once more: fresh timestamps for readers. The rule of owed acts holds here
// too, so a tree that hides an act cannot be kept fresh.
Result<void> Node::State::freshen(const log::Checkpoint& shown) {
  if (shown.root != position.log_root || !may_cosign()) return {};
  // The sequencer seals at least once an hour: an older tree was kept back, or this clock is wrong.
  const domain::Instant oldest{now.ms - kHeartbeatMs - kTipAgeMsMax};
  if (setup.info.clock == domain::Clock::kReal && position.known < oldest) {
    refuse(fault_at(shown.size, kTipRule,
                    "a last seal of " + domain::print_known_time(oldest) + " or later",
                    domain::print_known_time(position.known)),
           shown.size, shown.root, 0);
    return {};
  }
  auto owed = owed_acts(bench(), {});
  if (!owed) return owed.error();
  if (owed->empty()) {
    cosign(shown);
  } else {
    refuse(owed_fault(bench(), shown.size, std::move(*owed)), shown.size, shown.root, 0);
  }
  return {};
}

Result<void> Node::State::follow(const std::string& from, const log::Checkpoint& shown,
                                 const exchange::Proposed& proposed) {
  const Candidate candidate{proposed.from, proposed.entries};
  if (candidate.size() != shown.size) return {};  // entries and checkpoint do not belong together
  auto judgement = judge(bench(), candidate);
  if (!judgement) return judgement.error();
  std::optional<Fault> fault = judgement->fault;
  if (!fault && judgement->changes.back().after.log_root != shown.root) {
    fault = fault_at(shown.size, kRootRule, "the root of these entries",
                     "another root in the signed checkpoint");
  }
  if (fault && fault->rule == kBehindRule) {
    send({from}, exchange::AskState{});
    return {};
  }
  if (fault) {
    if (may_cosign()) refuse(*fault, shown.size, shown.root, 0);
    return {};
  }
  if (setup.is_sequencer() && !gives_way(judgement->changes)) return {};
  if (shown.size < pending.tip(position).size) {
    // Said again, late: what extends it is held already.
    if (pending.note(shown.size).empty()) pending.sign(shown.size, proposed.checkpoint);
    return {};
  }
  pending.replace(std::move(judgement->changes));
  pending.sign(shown.size, proposed.checkpoint);
  if (setup.is_sequencer()) {
    round.reset();  // its draft goes on from what was held before
    if (observer.signs()) {
      alarm_once("a member holds a tree signed by the log key that this sequencer has not signed");
    }
    effects.push_back(PersistProposal{
        {position.size, pending.entries(), shown.size, shown.root, proposed.checkpoint},
        std::nullopt});
  } else if (may_cosign()) {
    cosign(shown);
  }
  return {};
}

// The log key has signed what does not go on from what this sequencer holds. Before it signs, a
// tree whose signature was shown to nobody gives way; later somebody else has the key.
bool Node::State::gives_way(std::span<const batch::Change> others) {
  std::vector<std::string> entries;
  for (const batch::Change& change : others)
    entries.insert(entries.end(), change.entries.begin(), change.entries.end());
  if (!pending.compare(entries).conflicts) return true;
  if (observer.signs() || pending.signed_size() > 0) {
    alarm_once("the log key has signed a tree that this sequencer cannot go on from");
    return false;
  }
  pending.clear();
  effects.push_back(PersistNoProposal{});
  return true;
}

void Node::State::cosign(const log::Checkpoint& shown) {
  const bool repeated = cosigned && cosigned->size == shown.size;
  KUBOLUK_CHECK(!cosigned || shown.size >= cosigned->size);
  KUBOLUK_CHECK(!repeated || cosigned->root == shown.root);
  if (repeated && now.ms - cosigned->time.ms < kCosignPauseMs && now >= cosigned->time) {
    const std::string newest = collector.newest_of(setup.self());
    if (newest.starts_with(log::print_checkpoint(shown))) send_all(exchange::Cosignature{newest});
    if (!newest.empty()) return;
  }
  const domain::Instant time = cosigned ? std::max(now, cosigned->time) : now;
  cosigned = exchange::Cosigned{shown.size, shown.root, time};
  if (shown.size > position.size) {
    effects.push_back(PersistProposal{
        {position.size, pending.entries(), shown.size, shown.root, pending.note(shown.size)},
        cosigned});
  } else {
    effects.push_back(PersistCosigned{*cosigned});
  }
  // Also for a tree that was cosigned before: this node may have died before its counter knew.
  effects.push_back(RaiseCounter{shown.size});
  effects.push_back(Sign{SignCosignature{log::print_checkpoint(shown),
                                         static_cast<std::uint64_t>(time.ms / domain::kSecondMs)}});
}

void Node::State::on_signed(const SignCosignature& /*request*/, const std::string& note) {
  const auto taken = collector.take(note);
  KUBOLUK_CHECK(taken);  // our own key, over a checkpoint that we printed
  send_all(exchange::Cosignature{note});
}

void Node::State::refuse(const Fault& fault, std::uint64_t size, const std::optional<Hash>& root,
                         std::uint64_t round_number) {
  exchange::Refusal refusal;
  refusal.ledger = setup.info.id;
  refusal.by = setup.me;
  refusal.time = now;
  refusal.size = size;
  refusal.root = root;
  refusal.index = fault.index;
  refusal.rule = fault.rule;
  refusal.expected = fault.expected;
  refusal.got = fault.got;
  std::vector<std::string> acts;
  for (const PooledAct* act : fault.owed) {
    acts.push_back(act->durable.bytes);
    for (const domain::SignedEvent& event : act->submission.events)
      refusal.events.push_back(event.id);
  }
  effects.push_back(
      Sign{SignRefusal{exchange::print_text(refusal), round_number, std::move(acts)}});
}

void Node::State::on_signed(const SignRefusal& request, const std::string& note) {
  LastRefusal kept;
  KUBOLUK_CHECK(keep_refusal(setup.me, note, kept));
  if (request.round != 0) {
    send({setup.sequencer}, exchange::Verdict{request.round, 0, Hash{}, note, request.acts});
  }
  // Everybody's status page shows it, and whoever holds a receipt can point to it.
  send_all(exchange::Refused{note, request.round == 0 ? request.acts : std::vector<std::string>()});
}

Result<void> Node::State::on(const std::string& from, const exchange::Cosignature& cosignature) {
  collect(cosignature.note, from);
  return {};
}

void Node::State::collect(const std::string& note, const std::string& from) {
  const auto taken = collector.take(note);
  if (!taken) {
    notice(Notice::Level::kWarning,
           from + " sent a cosignature that does not hold: " + taken.error().detail);
  } else if (*taken == Collector::Taken::kContradicts) {
    alarm_once("a cosigner has signed two roots for one size, told by " + from);
  }
}

// Commit = a quorum of cosignatures exists, wherever it is held.
void Node::State::try_commit() {
  std::uint64_t size = 0;
  std::string note;
  for (const batch::Change& change : pending.changes()) {
    const std::string& signed_note = pending.note(change.after.size);
    if (signed_note.empty()) continue;
    if (auto quorum = collector.quorum(signed_note)) {
      size = change.after.size;
      note = std::move(*quorum);
    }
  }
  if (size == 0) return;
  std::vector<batch::Change> changes = pending.commit(size);
  extended = 0;
  // Each was executed here, with its author's signature checked, before it was pending.
  for (const batch::Change& change : changes)
    signatures_checked += change.events.size();
  commit(std::move(changes), std::move(note));
}

void Node::State::commit(std::vector<batch::Change> changes, std::string note) {
  KUBOLUK_CHECK(!changes.empty() && changes.front().before == position);
  const std::vector<Hash> touched = pool.touched_by(changes);
  std::vector<std::pair<Hash, std::uint64_t>> done;
  for (const Hash& id : touched) {
    std::optional<std::uint64_t> first;
    bool whole = true;
    for (const domain::SignedEvent& event : pool.find(id)->submission.events) {
      std::optional<std::uint64_t> index;
      for (const batch::Change& change : changes) {
        const auto found = change.events.find(event.id);
        if (found != change.events.end()) index = found->second;
      }
      whole = whole && index;
      if (!first) first = index;
    }
    if (whole) done.emplace_back(id, *first);
  }
  position = changes.back().after;
  if (!note.empty()) checkpoint = note;
  PersistCommit effect{std::move(changes), std::move(note), {}};
  for (const auto& [id, index] : done)
    effect.done.push_back(id);
  effects.push_back(std::move(effect));
  for (const auto& [id, index] : done)
    accept(id, index);
  moved = true;
  review_due = true;
  stored_checkpoint = now;
  freshened = now;
  refused_tip.clear();
  round.reset();  // its base has moved
  drafted.clear();
}

}  // namespace kuboluk::core
