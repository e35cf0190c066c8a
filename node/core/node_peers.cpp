// Who is where: links, gossip of states and checkpoints, catching up.
#include <algorithm>
#include <utility>

#include "crypto/check.h"
#include "ledger/exchange/fork_evidence.h"
#include "ledger/log/cosignature.h"
#include "node/core/fork_watch.h"
#include "node/core/node_state.h"

namespace kuboluk::core {
namespace {

// Size of the tree that a note says `key` has cosigned; 0 if it says no such thing.
std::uint64_t cosigned_size(const std::string& note, const Setup& setup) {
  if (note.empty() || !setup.self().cosigner_key) return 0;
  const auto parsed = crypto::parse_note(note);
  if (!parsed) return 0;
  const auto checkpoint = log::parse_checkpoint(parsed->text);
  if (!checkpoint || checkpoint->origin != setup.info.origin()) return 0;
  for (const crypto::NoteSignature& line : parsed->signatures) {
    if (log::verify_cosignature(parsed->text, line, *setup.self().cosigner_key)) {
      return checkpoint->size;
    }
  }
  return 0;
}

}  // namespace

Result<void> Node::State::on(const LinkUp& up) {
  if (setup.find(up.peer) == nullptr) return {};
  links.insert(up.peer);
  send({up.peer}, exchange::AskState{});
  share_acts(up.peer);
  if (up.peer == setup.sequencer || setup.is_sequencer()) shown_at = domain::Instant{};
  return {};
}

Result<void> Node::State::on(const LinkDown& down) {
  links.erase(down.peer);
  catch_up.forget(down.peer);
  return {};
}

exchange::State Node::State::state_for(const std::string& peer) const {
  exchange::State state;
  state.committed = position.size;
  state.checkpoint = checkpoint;
  state.proposed = pending.note(pending.signed_size());
  state.yours = collector.newest_of(*setup.find(peer));
  return state;
}

void Node::State::gossip() {
  const bool observing = !alone() && !observer.signs();
  const std::int64_t pause = observing ? kRepeatMs : kGossipMs;
  if (now.ms - gossiped.ms < pause && now >= gossiped) return;
  gossiped = now;
  review_due = review_due || pool.size() > 0;  // acts expire too
  hand_again();
  for (const std::string& peer : setup.others()) {
    send({peer}, state_for(peer));
    if (observing) send({peer}, exchange::AskState{});
  }
}

Result<void> Node::State::on(const std::string& from, const exchange::AskState& /*ask*/) {
  send({from}, state_for(from));
  return {};
}

// A log-signed note from a peer: its cosignatures are collected, its history compared with ours.
std::optional<log::Checkpoint> Node::State::hear_checkpoint(const std::string& from,
                                                            const std::string& note) {
  if (note.empty()) return std::nullopt;
  const auto shown = exchange::open_log_checkpoint(note, setup.info.origin(), *setup.info.log_key);
  if (!shown) {
    notice(Notice::Level::kWarning,
           from + " shows a checkpoint that the log has not signed: " + shown.error().detail);
    return std::nullopt;
  }
  collect(note, from);
  return *shown;
}

Result<void> Node::State::on(const std::string& from, const exchange::State& state) {
  const auto theirs = hear_checkpoint(from, state.checkpoint);
  const auto proposal = hear_checkpoint(from, state.proposed);
  for (const auto& [shown, note] :
       {std::pair(&theirs, &state.checkpoint), std::pair(&proposal, &state.proposed)}) {
    if (!shown->has_value()) continue;
    const auto forked = watch(**shown, {0, {}, *note});
    if (!forked) return forked.error();
  }
  // A size counts as committed only with a checkpoint that shows it.
  const std::uint64_t committed_size = theirs ? theirs->size : 0;
  catch_up.hear(from, std::min(state.committed, committed_size));
  const std::uint64_t mine = cosigned_size(state.yours, setup);
  const std::uint64_t signed_size = std::max(committed_size, proposal ? proposal->size : 0);
  observer.hear(from, signed_size, mine);
  if (mine > (cosigned ? cosigned->size : 0)) {
    alarm_once(
        "a peer has seen a newer cosignature by this node's key than the store knows of: "
        "this is an old copy, or the key is used elsewhere");
  }
  // What a peer shows begins at its committed size: whoever is behind that catches up first. Asked
  // now, it could do nothing with the answer but ask again, as fast as messages fly.
  const bool behind = std::min(state.committed, committed_size) > position.size;
  if (!behind && proposal && proposal->size > held_sizes().log_signed) {
    send({from}, exchange::AskProposed{});
  }
  return {};
}

Result<void> Node::State::on(const std::string& from, const exchange::AskProposed& /*ask*/) {
  const std::uint64_t size = pending.signed_size();
  if (size == 0) return {};
  std::vector<std::string> entries = pending.entries();
  entries.resize(size - position.size);
  send({from}, exchange::Proposed{position.size, std::move(entries), pending.note(size)});
  return {};
}

Result<void> Node::State::on(const std::string& from, const exchange::AskBatches& ask) {
  auto answer = batches_from(setup, *committed, position, checkpoint, ask.from);
  if (!answer) return answer.error();
  if (answer->has_value()) send({from}, std::move(**answer));
  return {};
}

Result<void> Node::State::on(const std::string& from, const exchange::Batches& batches) {
  if (batches.from + batches.entries.size() <= position.size) return {};  // came in another way
  auto caught = check_batches(setup, *committed, position, batches, now, signatures_checked);
  catch_up.answered(from, caught.has_value());
  if (!caught) {
    if (domain::is_damage(caught.error())) return caught.error();
    notice(Notice::Level::kWarning, from + " sent batches that do not hold: " +
                                        caught.error().object + ": " + caught.error().detail);
    return {};
  }
  adopt_committed(caught->changes);
  if (!caught->checkpoint.empty()) collect(caught->checkpoint, from);
  const bool whole = !caught->checkpoint.empty();
  commit(std::move(caught->changes), std::move(caught->checkpoint));
  if (whole) send({from}, exchange::AskState{});  // and what is proposed beyond it
  return {};
}

// A quorum has committed these: what is proposed here is a beginning of them, goes on after them,
// or is overruled.
void Node::State::adopt_committed(const std::vector<batch::Change>& changes) {
  if (pending.empty()) return;
  std::vector<std::string> entries;
  for (const batch::Change& change : changes)
    entries.insert(entries.end(), change.entries.begin(), change.entries.end());
  const Comparison comparison = pending.compare(entries);
  const std::uint64_t size = changes.back().after.size;
  if (comparison.conflicts) {
    overruled = pending.note(pending.signed_size());
    if (cosigned && cosigned->size > position.size + comparison.common) {
      contradicted = true;
      alarm_once(
          "a quorum has committed another history than this node has cosigned; it does not "
          "cosign any more");
    }
  }
  if (!comparison.conflicts && pending.boundary(size) != nullptr) {
    pending.commit(size);
  } else {
    pending.clear();
  }
}

// Caught up: the two checkpoints can be compared now, and the evidence made.
Result<void> Node::State::prove_overruled() {
  if (overruled.empty() || !pending.empty()) return {};
  const std::string tree =
      log::print_checkpoint({setup.info.origin(), position.size, position.log_root});
  if (!checkpoint.starts_with(tree)) return {};
  const exchange::Proposed shown{0, {}, std::exchange(overruled, {})};
  const auto opened =
      exchange::open_log_checkpoint(shown.checkpoint, setup.info.origin(), *setup.info.log_key);
  KUBOLUK_CHECK(opened);  // it was checked when it came
  const auto forked = watch(*opened, shown);
  if (!forked) return forked.error();
  return {};
}

}  // namespace kuboluk::core
