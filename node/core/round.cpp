#include "node/core/round.h"

#include <algorithm>
#include <utility>

#include "crypto/check.h"
#include "ledger/batch/overlay.h"
#include "node/core/act_check.h"
#include "node/core/batch_draft.h"

namespace kuboluk::core {

Round::Round(const Setup& setup, std::uint64_t number, std::uint64_t from,
             std::vector<batch::Change> changes, domain::Instant now)
    : setup_(setup),
      number_(number),
      from_(from),
      changes_(std::move(changes)),
      made_(now),
      said_(now) {
  KUBOLUK_CHECK(!changes_.empty());
}

exchange::Draft Round::message() const {
  exchange::Draft draft;
  draft.round = number_;
  draft.from = from_;
  for (const batch::Change& change : changes_)
    draft.entries.insert(draft.entries.end(), change.entries.begin(), change.entries.end());
  return draft;
}

void Round::agree(const std::string& member) {
  refused_.erase(member);
  agreed_.insert(member);
}

void Round::refuse(const std::string& member, std::uint64_t index) {
  agreed_.erase(member);
  refused_[member] = index;
}

bool Round::satisfied_by(const std::set<std::string>& members) const {
  std::set<std::string> names;
  for (const std::string& id : members) {
    const Member* member = setup_.find(id);
    KUBOLUK_CHECK(member != nullptr);
    if (const auto witness = setup_.witness_of(*member)) names.insert(*witness);
  }
  return setup_.policy.satisfied(names);
}

Round::Outcome Round::outcome() const {
  if (satisfied_by(agreed_)) return Outcome::kAgreed;
  std::set<std::string> possible;
  for (const Member& member : setup_.members) {
    if (!refused_.contains(member.id)) possible.insert(member.id);
  }
  return satisfied_by(possible) ? Outcome::kOpen : Outcome::kFailed;
}

std::optional<std::uint64_t> Round::offender() const {
  const std::uint64_t first = changes_.back().before.size;
  const std::uint64_t seal = tip().size - 1;
  std::map<std::uint64_t, std::size_t> named;
  for (const auto& [member, index] : refused_) {
    if (index >= first && index < seal) ++named[index];
  }
  const auto most = std::max_element(
      named.begin(), named.end(), [](const auto& a, const auto& b) { return a.second < b.second; });
  if (most == named.end()) return std::nullopt;
  // Without those who name it there must be no quorum: else one liar could have every act set aside
  // in turn, while the others refuse what leaves them out.
  std::set<std::string> others;
  for (const Member& member : setup_.members) {
    const auto refused = refused_.find(member.id);
    if (refused == refused_.end() || refused->second != most->first) others.insert(member.id);
  }
  if (satisfied_by(others)) return std::nullopt;
  return most->first;
}

std::vector<std::string> Round::silent() const {
  std::vector<std::string> members;
  for (const Member& member : setup_.members) {
    if (member.id == setup_.me || !setup_.witness_of(member)) continue;
    if (!agreed_.contains(member.id) && !refused_.contains(member.id)) members.push_back(member.id);
  }
  return members;
}

bool Round::is_old(domain::Instant now) const {
  return now.ms - made_.ms >= kRedraftMs || now < made_;
}

bool Round::repeat_due(domain::Instant now) {
  if (now.ms - said_.ms < kRepeatMs && now >= said_) return false;
  said_ = now;
  return true;
}

namespace {

// The genesis is entry 0, alone in its batch, and hands itself in.
Result<Draw> draw_genesis(const Bench& bench) {
  auto event = domain::parse_signed_event(bench.setup.genesis);
  KUBOLUK_CHECK(event);  // the setup was read from it
  exchange::Submission submission;
  submission.bytes = event->bytes;
  submission.events.push_back(std::move(*event));
  const bool scenario = bench.setup.info.clock == domain::Clock::kScenario;
  BatchDraft draft(bench.setup, bench.committed, bench.position);
  const auto taken = draft.take(submission, scenario ? domain::Instant{0} : bench.now);
  if (!taken && domain::is_damage(taken.error())) return taken.error();
  if (!taken) return Draw{};  // this clock is before the operator's signature: it has to catch up
  auto change = draft.seal(bench.now);
  if (!change) return change.error();
  return Draw{std::move(*change), {}, {}};
}

// What a draft could not take: who has to hear about it?
Result<void> sort_out(const Bench& bench, const batch::LedgerReader& tip, const PooledAct& act,
                      Draw& draw) {
  const auto standing = standing_of(bench.setup, tip, act.submission, bench.now);
  if (!standing) return standing.error();
  if (std::holds_alternative<InLog>(*standing)) draw.in_log.push_back(act.durable.id);
  if (!std::holds_alternative<Unacceptable>(*standing)) return {};
  // A rejection names the committed size: it must be true there, not only on what is proposed.
  const auto committed = standing_of(bench.setup, bench.committed, act.submission, bench.now);
  if (!committed) return committed.error();
  if (const auto* no = std::get_if<Unacceptable>(&*committed)) {
    draw.rejected.emplace_back(act.durable.id, no->refusal);
  }
  // Acceptable: only not together with what the draft holds; its turn comes.
  return {};
}

using Acts = std::vector<const PooledAct*>;

// Goes through them once, in turn: what can come in does, the rest is given back.
Result<Acts> take_once(const Bench& bench, const batch::LedgerReader& tip,
                       const batch::Position& position, BatchDraft& draft, std::set<Hash>& drafted,
                       const Acts& acts) {
  Acts left;
  for (const PooledAct* act : acts) {
    // An author may let hundreds wait for what never comes: none is executed before it may be in.
    const auto waits = lacks_predecessor(bench.setup, tip, act->submission, drafted);
    if (!waits) return waits.error();
    left.push_back(act);
    if (*waits || !draft.has_room(act->submission)) continue;
    const auto taken =
        draft.take(act->submission, known_time(act->submission, position, bench.now));
    if (!taken && domain::is_damage(taken.error())) return taken.error();
    if (!taken) continue;
    left.pop_back();
    for (const domain::SignedEvent& event : act->submission.events)
      drafted.insert(event.id);
  }
  return left;
}

// Until nothing more comes in: an act that could stand neither before its turn nor at it may stand
// again after a later one, and is then owed like any other.
Result<void> fill(const Bench& bench, const batch::LedgerReader& tip,
                  const batch::Position& position, BatchDraft& draft, Draw& draw) {
  Acts left;
  for (const PooledAct* act : bench.pool.in_turn(bench.setup.info.clock)) {
    if (!act->sits_out(bench.now)) left.push_back(act);
  }
  std::set<Hash> drafted;
  std::size_t before = 0;
  do {
    before = left.size();
    auto rest = take_once(bench, tip, position, draft, drafted, left);
    if (!rest) return rest.error();
    left = std::move(*rest);
  } while (left.size() < before && !left.empty());
  for (const PooledAct* act : left) {
    const auto waits = lacks_predecessor(bench.setup, tip, act->submission, drafted);
    if (!waits) return waits.error();
    if (*waits || !draft.has_room(act->submission)) continue;
    if (const auto sorted = sort_out(bench, tip, *act, draw); !sorted) return sorted.error();
  }
  return {};
}

}  // namespace

Result<Draw> draw_batch(const Bench& bench, bool seal_anyway) {
  const batch::Overlay tip(bench.committed, bench.pending.changes());
  const batch::Position& position = bench.pending.tip(bench.position);
  if (position.size == 0) return draw_genesis(bench);
  BatchDraft draft(bench.setup, tip, position);
  Draw draw;
  if (may_hold_acts(bench.pending.changes())) {
    const auto filled = fill(bench, tip, position, draft, draw);
    if (!filled) return filled.error();
  }
  if (!draft.has_events() && !seal_anyway) return draw;
  const bool scenario = bench.setup.info.clock == domain::Clock::kScenario;
  auto change = draft.seal(scenario ? position.known : std::max(bench.now, position.known));
  if (!change) return change.error();
  draw.change = std::move(*change);
  return draw;
}

}  // namespace kuboluk::core
