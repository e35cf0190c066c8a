// The sequencer: drafts, the check round, the signed proposal until it is committed.
#include <algorithm>
#include <utility>

#include "crypto/check.h"
#include "ledger/batch/builder.h"
#include "ledger/batch/overlay.h"
#include "ledger/domain/entry.h"
#include "ledger/exchange/statement.h"
#include "node/core/batch_draft.h"
#include "node/core/node_state.h"

namespace kuboluk::core {
namespace {

// A signed proposal that nobody commits is looked at again after this time.
constexpr std::int64_t kStuckMs = 10 * domain::kSecondMs;
// So much longer for each time that it was extended before: members that refuse whatever they are
// shown must not make it grow as fast as they can answer.
constexpr std::int64_t kExtendedMs = 2 * domain::kSecondMs;

}  // namespace

Result<void> Node::State::sequence() {
  if (!observer.signs() || signing) return {};
  if (!pending.empty() && pending.signed_size() < pending.tip(position).size) {
    sign_tip();
    return {};
  }
  if (round) {
    if (round->is_old(now)) {
      round.reset();
    } else if (round->repeat_due(now)) {
      send(round->silent(), round->message());
    }
    if (round) return {};
  }
  if (pending.empty()) return start_round(heartbeat_due());
  show_proposal();
  if (!stuck()) return {};
  if (pending.tip(position).size - position.size + kBatchEntriesMax >
      exchange::kMessageEntriesMax) {
    alarm_once("what this sequencer proposes has grown to the size of a message without a quorum");
    return {};
  }
  return start_round(true);
}

bool Node::State::heartbeat_due() const {
  if (setup.info.clock != domain::Clock::kReal || position.size == 0) return false;
  if (now <= position.known) return false;
  return now.ms - position.known.ms >= kHeartbeatMs ||
         domain::day_of(now, setup.info.offset) > domain::day_of(position.known, setup.info.offset);
}

Result<void> Node::State::start_round(bool seal_anyway) {
  if (pool.size() == 0 && position.size > 0 && !seal_anyway) {
    ask_fresh();
    return {};
  }
  auto draw = draw_batch(bench(), seal_anyway);
  if (!draw) return draw.error();
  for (const auto& [id, error] : draw->rejected)
    reject(id, error);
  if (!draw->in_log.empty()) review_due = true;
  if (!draw->change) {
    ask_fresh();
    return {};
  }
  std::vector<batch::Change> changes = pending.changes();
  changes.push_back(std::move(*draw->change));
  if (const auto passed = pass_floor(changes); !passed) return passed.error();
  round.emplace(setup, next_round++, position.size, std::move(changes), now);
  if (round->outcome() == Round::Outcome::kAgreed) {
    end_round();
  } else {
    send(round->silent(), round->message());
  }
  return {};
}

// A size that was signed once, for a tree that is lost, must not be signed again: seals lead past
// it.
Result<void> Node::State::pass_floor(std::vector<batch::Change>& changes) {
  while (changes.back().after.size <= observer.floor()) {
    const batch::Overlay reader(*committed, changes);
    batch::BatchBuilder builder(setup.info, setup.ruleset, reader, changes.back().after);
    auto seal = builder.seal(changes.back().after.known);
    if (!seal) return seal.error();
    changes.push_back(std::move(*seal));
  }
  return {};
}

// Nothing to record: readers want to know that it is still so.
void Node::State::ask_fresh() {
  if (!pending.empty() || checkpoint.empty() || now.ms - freshened.ms < kFreshenMs) return;
  freshened = now;
  send_all(exchange::Proposed{position.size, {}, checkpoint});
}

// Enough have agreed, unsigned: now it is made durable, then signed, then shown.
void Node::State::end_round() {
  if (!pending.empty()) ++extended;
  pending.replace(round->changes());
  round.reset();
  refused_tip.clear();
  sign_tip();
}

void Node::State::sign_tip() {
  const batch::Position& tip = pending.tip(position);
  const log::Checkpoint signed_tip{setup.info.origin(), tip.size, tip.log_root};
  effects.push_back(PersistProposal{{position.size, pending.entries(), tip.size, tip.log_root, {}},
                                    std::nullopt});
  effects.push_back(RaiseCounter{tip.size});
  effects.push_back(Sign{SignCheckpoint{signed_tip}});
  signing = true;
}

void Node::State::on_signed(const SignCheckpoint& request, const std::string& note) {
  const batch::Position& tip = pending.tip(position);
  KUBOLUK_CHECK(signing && request.checkpoint.size == tip.size &&
                request.checkpoint.root == tip.log_root);
  signing = false;
  pending.sign(tip.size, note);
  if (setup.policy.has_quorum()) {  // else the same step commits it
    effects.push_back(PersistProposal{
        {position.size, pending.entries(), tip.size, tip.log_root, note}, std::nullopt});
  }
  shown_at = domain::Instant{};
  first_shown_at = now;
}

void Node::State::show_proposal() {
  if (shown_at.ms != 0 && now.ms - shown_at.ms < kRepeatMs && now >= shown_at) return;
  shown_at = now;
  send_all(
      exchange::Proposed{position.size, pending.entries(), pending.note(pending.signed_size())});
}

// A signed proposal is never taken back, only extended: with what was left out, or with a fresh
// seal when it has become too old to be cosigned.
bool Node::State::stuck() const {
  const std::int64_t shown_ms = now.ms - first_shown_at.ms;
  if (refused_tip.empty() || shown_ms < extended * kExtendedMs) return false;
  if (shown_ms >= kStuckMs) return true;
  std::set<std::string> possible;
  for (const Member& member : setup.members) {
    const auto witness = setup.witness_of(member);
    if (witness && !refused_tip.contains(member.id)) possible.insert(*witness);
  }
  return !setup.policy.satisfied(possible);
}

Result<void> Node::State::on(const std::string& from, const exchange::Verdict& verdict) {
  if (!round || verdict.round != round->number()) return {};
  const Member& member = *setup.find(from);
  if (!setup.witness_of(member)) return {};
  if (verdict.refusal.empty()) {
    const batch::Position& tip = round->tip();
    if (verdict.size == tip.size && verdict.root == tip.log_root) {
      round->agree(from);
    } else {
      notice(
          Notice::Level::kWarning,
          from + " computed another root than this sequencer for size " + std::to_string(tip.size));
      round->refuse(from, tip.size);
    }
  } else {
    LastRefusal kept;
    if (!keep_refusal(from, verdict.refusal, kept)) return {};
    // A wrong clock is no act's fault.
    round->refuse(from, kept.rule == kTimeRule ? round->tip().size : kept.index);
    if (const auto taken = take_acts(verdict.acts); !taken) return taken.error();
  }
  if (round->outcome() == Round::Outcome::kAgreed) end_round();
  if (!round || round->outcome() != Round::Outcome::kFailed) return {};
  // Rebuilt without the offender. What only some refuse is not rejected: it sits out.
  if (const auto index = round->offender()) {
    const batch::Change& newest = round->changes().back();
    for (const auto& [event, at] : newest.events) {
      if (at != *index) continue;
      for (const Hash& id : pool.with_event(event)) {
        PooledAct& act = *pool.find(id);
        act.aside_ms = std::min(std::max(kAsideMs, act.aside_ms * 2), kAsideMsMax);
        act.aside_until = {now.ms + act.aside_ms};
      }
    }
    round.reset();
  } else if (round->is_outdated()) {
    round.reset();
  }
  // What it holds and could not take in would be left out again, as fast as messages fly. So it is
  // repeated, and made anew when it is old: time may heal what time has broken.
  return {};
}

Result<void> Node::State::on(const std::string& from, const exchange::Refused& refused) {
  LastRefusal kept;
  if (!keep_refusal(from, refused.refusal, kept)) return {};
  if (!setup.is_sequencer()) return {};
  if (kept.size == pending.signed_size() && setup.witness_of(*setup.find(from))) {
    refused_tip.insert(from);
  }
  return take_acts(refused.acts);
}

bool Node::State::keep_refusal(const std::string& from, const std::string& note,
                               LastRefusal& kept) {
  const Member& member = *setup.find(from);
  const auto refusal = exchange::open_refusal(note, setup.info.id, member.node_key);
  if (!refusal || refusal->by != from) {
    notice(Notice::Level::kWarning, from + " sent a refusal that is not signed by its node key");
    return false;
  }
  kept = {refusal->by,       refusal->size, refusal->index, refusal->rule,
          refusal->expected, refusal->got,  refusal->time,  note};
  auto [place, fresh] = refusals.emplace(from, kept);
  LastRefusal& last = place->second;
  const bool repeated = !fresh && last.size == kept.size && last.index == kept.index &&
                        last.rule == kept.rule && last.got == kept.got;
  if (!fresh && last.time <= kept.time) last = kept;
  if (repeated) return true;  // the journal has it already
  notice(Notice::Level::kWarning, from + " refuses size " + std::to_string(kept.size) + ", entry " +
                                      std::to_string(kept.index) + ", " + kept.rule +
                                      ": expected " + kept.expected + ", got " + kept.got);
  return true;
}

}  // namespace kuboluk::core
