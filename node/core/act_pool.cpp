#include "node/core/act_pool.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "crypto/check.h"

namespace kuboluk::core {
namespace {

std::string author_of(const exchange::Submission& submission) {
  const std::string& first = submission.events.front().event.by;
  const bool one =
      std::all_of(submission.events.begin(), submission.events.end(),
                  [&first](const domain::SignedEvent& event) { return event.event.by == first; });
  return one ? first : std::string(kSeveralAuthors);
}

bool is_older(const PooledAct* a, const PooledAct* b) {
  return std::tie(a->durable.received, a->durable.id) <
         std::tie(b->durable.received, b->durable.id);
}

}  // namespace

std::string PooledAct::author() const {
  return author_of(submission);
}

const PooledAct* ActPool::find(const Hash& id) const {
  const auto found = acts_.find(id);
  return found == acts_.end() ? nullptr : &found->second;
}

PooledAct* ActPool::find(const Hash& id) {
  const auto found = acts_.find(id);
  return found == acts_.end() ? nullptr : &found->second;
}

bool ActPool::has_room(const exchange::Submission& submission) const {
  const std::size_t bytes = submission.bytes.size();
  if (acts_.size() >= kPoolActsMax || bytes_ + bytes > kPoolBytesMax) return false;
  const auto share = shares_.find(author_of(submission));
  if (share == shares_.end()) return true;
  return share->second.acts < kAuthorActsMax && share->second.bytes + bytes <= kAuthorBytesMax;
}

PooledAct& ActPool::add(exchange::PendingAct durable, exchange::Submission submission) {
  KUBOLUK_CHECK(durable.id == submission.id && !submission.events.empty());
  const Hash id = durable.id;
  const auto [place, fresh] = acts_.emplace(id, PooledAct());
  KUBOLUK_CHECK(fresh);
  PooledAct& act = place->second;
  act.durable = std::move(durable);
  act.submission = std::move(submission);
  Share& share = shares_[act.author()];
  ++share.acts;
  share.bytes += act.submission.bytes.size();
  bytes_ += act.submission.bytes.size();
  for (const domain::SignedEvent& event : act.submission.events)
    by_event_[event.id].insert(id);
  return act;
}

PooledAct ActPool::take(const Hash& id) {
  const auto found = acts_.find(id);
  KUBOLUK_CHECK(found != acts_.end());
  PooledAct act = std::move(found->second);
  acts_.erase(found);
  const auto share = shares_.find(act.author());
  share->second.bytes -= act.submission.bytes.size();
  if (--share->second.acts == 0) shares_.erase(share);
  bytes_ -= act.submission.bytes.size();
  for (const domain::SignedEvent& event : act.submission.events) {
    const auto place = by_event_.find(event.id);
    if (place == by_event_.end()) continue;  // the event stands twice in the submission
    place->second.erase(id);
    if (place->second.empty()) by_event_.erase(place);
  }
  return act;
}

std::vector<const PooledAct*> ActPool::in_turn(domain::Clock clock) const {
  std::map<std::string, std::vector<const PooledAct*>> by_author;
  for (const auto& [id, act] : acts_)
    by_author[act.author()].push_back(&act);
  std::vector<std::pair<std::size_t, const PooledAct*>> turns;
  for (auto& [author, acts] : by_author) {
    std::sort(acts.begin(), acts.end(), is_older);
    for (std::size_t turn = 0; turn < acts.size(); ++turn)
      turns.emplace_back(turn, acts[turn]);
  }
  const bool by_record = clock == domain::Clock::kScenario;
  std::sort(turns.begin(), turns.end(), [by_record](const auto& a, const auto& b) {
    const auto& at_a = a.second->submission.recorded_at;
    const auto& at_b = b.second->submission.recorded_at;
    if (by_record && at_a != at_b) return at_a < at_b;
    if (a.first != b.first) return a.first < b.first;
    return is_older(a.second, b.second);
  });
  std::vector<const PooledAct*> order;
  for (const auto& [turn, act] : turns)
    order.push_back(act);
  return order;
}

std::vector<const PooledAct*> ActPool::handed_before(domain::Instant before) const {
  std::vector<const PooledAct*> handed;
  for (const auto& [id, act] : acts_) {
    if (act.durable.handed && *act.durable.handed <= before) handed.push_back(&act);
  }
  std::sort(handed.begin(), handed.end(), is_older);
  return handed;
}

std::vector<Hash> ActPool::not_handed() const {
  std::vector<Hash> waiting;
  for (const auto& [id, act] : acts_) {
    if (!act.durable.handed) waiting.push_back(id);
  }
  return waiting;
}

std::vector<Hash> ActPool::ids() const {
  std::vector<Hash> all;
  for (const auto& [id, act] : acts_)
    all.push_back(id);
  return all;
}

std::vector<Hash> ActPool::with_event(const Hash& event) const {
  const auto found = by_event_.find(event);
  if (found == by_event_.end()) return {};
  return {found->second.begin(), found->second.end()};
}

std::vector<Hash> ActPool::touched_by(const std::vector<batch::Change>& changes) const {
  std::set<Hash> touched;
  for (const batch::Change& change : changes) {
    for (const auto& [event, index] : change.events) {
      const auto found = by_event_.find(event);
      if (found != by_event_.end()) touched.insert(found->second.begin(), found->second.end());
    }
  }
  return {touched.begin(), touched.end()};
}

}  // namespace kuboluk::core
