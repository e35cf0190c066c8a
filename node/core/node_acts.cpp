// Submissions: taken in, promised, handed to the sequencer, and answered in the end.
#include <algorithm>
#include <utility>

#include "crypto/check.h"
#include "ledger/batch/overlay.h"
#include "ledger/exchange/statement.h"
#include "node/core/act_check.h"
#include "node/core/node_state.h"

namespace kuboluk::core {
namespace {

constexpr std::int64_t kBusyMs = 5 * domain::kSecondMs;

std::vector<Hash> event_ids(const exchange::Submission& submission) {
  std::vector<Hash> ids;
  for (const domain::SignedEvent& event : submission.events)
    ids.push_back(event.id);
  return ids;
}

// Not handed over, not promised.
exchange::PendingAct pending_act(const exchange::Submission& submission, domain::Instant now) {
  return {submission.id, submission.bytes, now, std::nullopt, false};
}

}  // namespace

// On what is proposed as well as on what is committed: a proposal may still be extended otherwise,
// so only what both refuse is refused.
Result<Standing> Node::State::standing(const exchange::Submission& submission) {
  const batch::Overlay tip(*committed, pending.changes());
  auto found = standing_of(setup, tip, submission, now);
  if (!found || pending.empty() || !std::holds_alternative<Unacceptable>(*found)) return found;
  return standing_of(setup, *committed, submission, now);
}

Result<void> Node::State::on(Submit submit) {
  if (position.size == 0 && !alone()) {  // without the genesis it would call everything unlawful
    effects.push_back(Answer{submit.ticket, Busy{kBusyMs}});
    return {};
  }
  const auto found = standing(submit.submission);
  if (!found) return found.error();
  if (PooledAct* act = pool.find(submit.submission.id)) {
    act->parked = std::holds_alternative<Parked>(*found);  // a peer may have brought it
    promise(*act, submit.ticket);
    return {};
  }
  if (const auto* no = std::get_if<Unacceptable>(&*found)) {
    effects.push_back(Answer{submit.ticket, no->refusal});
    return {};
  }
  const auto* in_log = std::get_if<InLog>(&*found);
  if (in_log != nullptr && in_log->index < position.size) {
    effects.push_back(Answer{
        submit.ticket, Accepted{in_log->index, position.size, event_ids(submit.submission), true}});
    return {};
  }
  if (!pool.has_room(submit.submission)) {
    effects.push_back(Answer{submit.ticket, Busy{kBusyMs}});
    return {};
  }
  keep(submit.ticket, std::move(submit.submission), std::holds_alternative<Parked>(*found));
  return {};
}

void Node::State::keep(std::uint64_t ticket, exchange::Submission submission, bool parked) {
  exchange::PendingAct durable = pending_act(submission, now);
  PooledAct& act = pool.add(std::move(durable), std::move(submission));
  if (round) round->outdate();
  act.parked = parked;
  promise(act, ticket);
}

// Persist, then sign, then answer. An embedded ledger has nobody to make promises to: it answers
// when the act is in.
void Node::State::promise(PooledAct& act, std::uint64_t ticket) {
  act.tickets.push_back(ticket);
  if (alone()) return;
  if (!act.durable.promised) {
    act.durable.promised = true;
    effects.push_back(PersistAct{act.durable});
  }
  exchange::Receipt receipt;
  receipt.ledger = setup.info.id;
  receipt.by = setup.me;
  receipt.received = act.durable.received;
  receipt.until = {act.durable.received.ms + setup.info.merge_delay_ms};
  receipt.events = event_ids(act.submission);
  effects.push_back(Sign{SignReceipt{ticket, act.durable.id, exchange::print_text(receipt)}});
}

void Node::State::on_signed(const SignReceipt& request, const std::string& note) {
  PooledAct* act = pool.find(request.submission);
  if (act == nullptr) return;  // answered for good in between
  effects.push_back(Answer{request.ticket, Receipted{note, act->parked}});
  if (act->shared) return;
  act->shared = true;
  send_all(exchange::Act{act->durable.bytes});
}

Result<void> Node::State::on(const std::string& from, const exchange::Act& act) {
  if (const auto taken = take_acts({act.submission}); !taken) return taken.error();
  // The sequencer's own list of what it was given begins with whoever gives it.
  if (from != setup.sequencer && !setup.is_sequencer()) {
    send({setup.sequencer}, act);
  }
  return {};
}

// From peers. Only what an author has really signed is kept; a flood beyond his quota is not.
Result<void> Node::State::take_acts(const std::vector<std::string>& submissions) {
  for (const std::string& bytes : submissions) {
    auto submission = exchange::parse_submission(bytes, setup.info, setup.operator_key);
    if (!submission || pool.find(submission->id) != nullptr) continue;
    const auto found = standing(*submission);
    if (!found) return found.error();
    const auto* no = std::get_if<Unacceptable>(&*found);
    if (no != nullptr && (no->refusal.rule == "X.SIGNATURE" || no->refusal.rule == "X.LEDGER")) {
      continue;
    }
    const auto* in_log = std::get_if<InLog>(&*found);
    if (in_log != nullptr && in_log->index < position.size) continue;
    if (!pool.has_room(*submission)) continue;
    exchange::PendingAct durable = pending_act(*submission, now);
    effects.push_back(PersistAct{durable});
    pool.add(std::move(durable), std::move(*submission));
    if (round) round->outdate();
  }
  return {};
}

// The merge delay runs from here for this node: durable, because a restart must not prolong it.
void Node::State::hand_over() {
  if (!setup.is_sequencer() && !links.contains(setup.sequencer)) return;
  std::vector<Hash> fresh = pool.not_handed();
  if (fresh.empty() || alone()) return;
  for (const Hash& id : fresh)
    pool.find(id)->durable.handed = now;
  effects.push_back(PersistHanded{std::move(fresh), now});
}

// What has waited for a while may have been lost on the way.
void Node::State::hand_again() {
  if (setup.is_sequencer()) return;
  const domain::Instant before{now.ms - kGossipMs};
  std::size_t said = 0;
  for (const PooledAct* act : pool.handed_before(before)) {
    if (++said > exchange::kMessageActsMax) break;
    send({setup.sequencer}, exchange::Act{act->durable.bytes});
  }
}

// A link has come up: what the peer missed meanwhile.
void Node::State::share_acts(const std::string& peer) {
  for (const Hash& id : pool.ids())
    send({peer}, exchange::Act{pool.find(id)->durable.bytes});
}

void Node::State::accept(const Hash& id, std::uint64_t index) {
  const PooledAct act = pool.take(id);
  for (const std::uint64_t ticket : act.tickets) {
    effects.push_back(
        Answer{ticket, Accepted{index, position.size, event_ids(act.submission), false}});
  }
}

void Node::State::reject(const Hash& id, const Error& error) {
  const PooledAct act = pool.take(id);
  for (const std::uint64_t ticket : act.tickets)
    effects.push_back(Answer{ticket, error});
  if (alone()) return;
  if (!act.durable.promised) {
    effects.push_back(PersistDropped{{id}, {}});
    return;
  }
  exchange::Rejection rejection;
  rejection.ledger = setup.info.id;
  rejection.by = setup.me;
  rejection.time = now;
  rejection.size = position.size;
  rejection.rule = error.rule;
  rejection.object = error.object;
  rejection.detail = error.detail;
  rejection.events = event_ids(act.submission);
  effects.push_back(Sign{SignRejection{id, rejection.events, exchange::print_text(rejection)}});
}

void Node::State::on_signed(const SignRejection& request, const std::string& note) {
  effects.push_back(PersistDropped{
      {request.submission}, {exchange::RejectedAct{request.submission, request.events, note}}});
}

// The state has moved: what waits may have been overtaken. What was only heard of is forgotten
// later than what was promised is rejected, because this node may lack what its sender had.
Result<void> Node::State::review() {
  std::vector<Hash> ids = pool.ids();
  auto next = reviewed_to ? std::upper_bound(ids.begin(), ids.end(), *reviewed_to) : ids.begin();
  for (std::size_t seen = 0; next != ids.end() && seen < kReviewMax; ++next, ++seen) {
    reviewed_to = *next;
    const PooledAct& act = *pool.find(*next);
    const auto found = standing(act.submission);
    if (!found) return found.error();
    const auto* in_log = std::get_if<InLog>(&*found);
    if (in_log != nullptr && in_log->index < position.size) {
      effects.push_back(PersistDropped{{*next}, {}});
      accept(*next, in_log->index);
    } else if (const auto* no = std::get_if<Unacceptable>(&*found)) {
      const bool old = now.ms - act.durable.received.ms >= setup.info.merge_delay_ms;
      if (act.durable.promised || !act.tickets.empty() || old) reject(*next, no->refusal);
    }
  }
  review_due = next != ids.end();
  if (!review_due) reviewed_to.reset();
  return {};
}

}  // namespace kuboluk::core
