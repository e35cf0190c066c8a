#include "tests/simulation/cluster.h"

#include <algorithm>
#include <tuple>
#include <variant>

#include "crypto/check.h"
#include "crypto/encoding.h"
#include "crypto/sha256.h"
#include "tests/simulation/cluster_place.h"

namespace kuboluk::simulation {

using core::test::Institutions;

Cluster::Cluster(const Institutions& institutions, const Plan& plan, bool tells)
    : institutions_(institutions),
      plan_(plan),
      tells_(tells),
      network_(mix(plan.seed, 1), Institutions::ids().size()),
      laws_(institutions, Institutions::ids().size()),
      promises_(institutions),
      source_(institutions, mix(plan.seed, 2)),
      random_(mix(plan.seed, 3)) {
  const std::vector<std::string>& ids = Institutions::ids();
  for (std::size_t i = 0; i < ids.size(); ++i) {
    auto place = std::make_unique<Place>();
    place->seat = std::make_unique<Seat>(institutions, ids[i], i, mix(mix(plan.seed, 4), i), *this);
    place->linked.resize(ids.size());
    place->next_tick = static_cast<std::int64_t>(mix(mix(plan.seed, 5), i) % 200);
    places_.push_back(std::move(place));
  }
}

Cluster::~Cluster() = default;

Outcome run_plan(const Institutions& institutions, const Plan& plan, bool tells) {
  Cluster cluster(institutions, plan, tells);
  return cluster.run();
}

Cluster::Place& Cluster::place_of(const std::string& id) {
  const std::vector<std::string>& ids = Institutions::ids();
  const auto found = std::find(ids.begin(), ids.end(), id);
  KUBOLUK_CHECK(found != ids.end());
  return *places_[static_cast<std::size_t>(found - ids.begin())];
}

domain::Instant Cluster::true_time() const {
  return {Institutions::start().ms + now_ms_};
}

void Cluster::trace(const std::string& words) {
  trace_ = crypto::sha256({trace_, bytes_of(words)});
}

void Cluster::tell(const std::string& words) {
  trace(std::to_string(now_ms_) + " " + words);
  if (tells_) story_.push_back(clock_text(now_ms_) + "  " + words);
}

Outcome Cluster::run() {
  for (const auto& place : places_)
    place->seat->start(0);
  settle();
  pass_until(plan_.safety_ms);
  if (!broken()) {
    heal();
    live();
  }
  if (!broken()) inspect_all();
  sum_up();
  Outcome outcome;
  outcome.breach = laws_.breach();
  if (outcome.breach) {
    const Breach& breach = *outcome.breach;
    tell("LAW " + std::to_string(static_cast<int>(breach.law)) +
         " IS BROKEN: " + (breach.node.empty() ? "" : breach.node + " ") + breach.words);
  }
  outcome.trace = trace_;
  outcome.measure = std::move(measure_);
  outcome.story = std::move(story_);
  return outcome;
}

// --- time

void Cluster::pass_until(std::int64_t until_ms) {
  while (!broken() && next_event(until_ms)) {
  }
}

// One thing happens; false: nothing does before that time. In one millisecond: actions, packets,
// waking up, ticks.
bool Cluster::next_event(std::int64_t until_ms) {
  const bool has_action = next_action_ < plan_.actions.size();
  const std::int64_t action_at =
      has_action ? std::max(plan_.actions[next_action_].at_ms, now_ms_ - leapt_ms_) + leapt_ms_
                 : INT64_MAX;
  const std::int64_t packet_at = network_.next().value_or(INT64_MAX);
  Place* waking = nullptr;
  Place* ticking = places_.front().get();
  for (const auto& place : places_) {
    const auto wakes = place->liar ? std::nullopt : place->seat->wakes_at();
    if (wakes && (waking == nullptr || *wakes < *waking->seat->wakes_at())) waking = place.get();
    if (place->next_tick < ticking->next_tick) ticking = place.get();
  }
  const std::int64_t wake_at = waking == nullptr ? INT64_MAX : *waking->seat->wakes_at();
  const std::int64_t at = std::min({action_at, packet_at, wake_at, ticking->next_tick});
  if (at > until_ms + leapt_ms_) return false;
  now_ms_ = std::max(now_ms_, at);
  laws_.now_ms = now_ms_;
  if (action_at == at) {
    act(plan_.actions[next_action_++]);
  } else if (packet_at == at) {
    deliver();
  } else if (wake_at == at) {
    wake(*waking);
  } else {
    tick(*ticking);
  }
  settle();
  return true;
}

void Cluster::wake(Place& place) {
  const bool starts = !place.seat->is_running();
  place.seat->wake(now_ms_);
  if (place.seat->is_up()) tell(place.seat->id + (starts ? " starts" : " has opened its ledger"));
}

void Cluster::tick(Place& place) {
  place.next_tick = now_ms_ + pace_ms_;
  std::erase_if(place.windows, [&](const Place::Window& window) {
    if (window.until_ms > now_ms_) return false;
    DiskFaults& faults = place.seat->disk().faults;
    if (window.chance == nullptr) faults.full = false;
    if (window.chance != nullptr) faults.*window.chance = 0;
    return true;
  });
  if (place.liar) return from_liar(place, place.liar->tick(true_time()));
  place.seat->feed(core::Tick{}, now_ms_);
}

void Cluster::deliver() {
  const auto packet = network_.take();
  if (!packet) return;
  Place& to = *places_[packet->to];
  const std::string& from = Institutions::ids()[packet->from];
  trace(std::to_string(now_ms_) + from + ">" + to.seat->id +
        std::to_string(packet->message->index()));
  count_storm(*packet->message);
  const bool arrives =
      to.liar || (to.seat->is_up() && to.seat->life == packet->to_life && to.linked[packet->from]);
  if (arrives && packet->from == 0) laws_.reaches(*packet->message);
  if (to.liar) return from_liar(to, to.liar->receive(from, *packet->message, true_time()));
  if (!arrives) return;
  if (const auto* draft = std::get_if<exchange::Draft>(packet->message.get()))
    laws_.gets_draft(*to.seat, *draft);
  to.seat->feed(core::Received{from, *packet->message}, now_ms_);
}

// Messages that answer each other must die down, whatever is doubled on the way: else one doubled
// packet would in the end fill all links (RELIABILITY 25: no storm).
void Cluster::count_storm(const exchange::Message& message) {
  constexpr std::int64_t kWindowMs = 10'000;
  constexpr std::uint64_t kStorm = 30'000;
  static_assert(std::variant_size_v<exchange::Message> == std::tuple_size_v<decltype(in_window_)>);
  if (now_ms_ >= window_ends_) {
    in_window_ = {};
    window_ends_ = now_ms_ + kWindowMs;
  }
  ++in_window_[message.index()];
  std::uint64_t sum = 0;
  std::string kinds;
  for (const std::uint64_t count : in_window_) {
    sum += count;
    kinds += " " + std::to_string(count);
  }
  measure_.worst("messages within ten seconds", static_cast<std::int64_t>(sum), plan_.seed);
  if (sum > kStorm)
    laws_.broken(Law::kLiveness, "", "a storm of messages within ten seconds, by kind:" + kinds);
}

void Cluster::fly(std::size_t from, const core::Send& send) {
  const auto message = std::make_shared<const exchange::Message>(send.message);
  for (const std::string& id : send.to) {
    Place& to = place_of(id);
    network_.send(from, to.seat->place, to.seat->life, message, now_ms_);
  }
}

void Cluster::from_liar(Place& place, const std::vector<core::Send>& sends) {
  for (const core::Send& send : sends) {
    trace(place.seat->id + " says " + std::to_string(send.message.index()));
    laws_.liar_sends(send.message);
    fly(place.seat->place, send);
  }
}

// A link is up while both programs run and not both directions are cut: a one-way cut is not
// noticed. What a node is told can make it die, so this goes on until nothing changes.
void Cluster::settle() {
  for (int round = 0; round < 8; ++round) {
    bool changed = false;
    for (const auto& place : places_) {
      if (!place->liar && place->births != place->seat->births) {
        place->births = place->seat->births;
        place->linked.assign(places_.size(), false);
      }
      for (const auto& other : places_) {
        if (place == other) continue;
        const bool was = place->linked[other->seat->place];
        settle_link(*place, *other);
        changed = changed || was != place->linked[other->seat->place];
      }
    }
    if (!changed) return;
  }
}

void Cluster::settle_link(Place& place, Place& other) {
  const std::size_t a = place.seat->place;
  const std::size_t b = other.seat->place;
  const bool cut = network_.is_cut(a, b) && network_.is_cut(b, a);
  const bool up = place.is_running() && other.is_running() && !cut;
  if (up == place.linked[b]) return;
  if (up && !place.liar && !place.seat->is_up()) return;  // told when it has opened its ledger
  place.linked[b] = up;
  if (place.liar) {
    from_liar(place, up ? place.liar->link_up(other.seat->id, true_time())
                        : place.liar->link_down(other.seat->id, true_time()));
  } else if (up) {
    place.seat->feed(core::LinkUp{other.seat->id}, now_ms_);
  } else {
    place.seat->feed(core::LinkDown{other.seat->id}, now_ms_);
  }
}

// --- liveness

void Cluster::heal() {
  tell("everything is healed");
  next_action_ = plan_.actions.size();
  network_.heal();
  network_.weather = Weather();
  network_.slow_ms.assign(places_.size(), 0);
  pace_ms_ = 200;
  if (places_.front()->liar) set_honest(*places_.front());
  for (const auto& place : places_) {
    place->aims.clear();
    place->windows.clear();
    place->seat->disk().faults = DiskFaults();
    place->seat->clock_error = 0;
    if (!place->liar && !place->seat->is_running() && !place->seat->wakes_at())
      place->seat->start_at(now_ms_ + 1);
  }
  settle();
}

bool Cluster::is_alive(const Hash& act) {
  const auto index = laws_.history().index_of(act);
  if (!index) return false;
  for (const auto& place : places_) {
    if (place->liar) continue;
    if (!place->seat->is_up()) return false;
    if (laws_.kept(*place->seat).size != laws_.history().size()) return false;
    promises_.look(laws_, *place->seat);
  }
  return promises_.open().empty();
}

std::string Cluster::why_not(const Hash& act) {
  std::string words = laws_.history().index_of(act) ? "" : "a fresh act is not committed; ";
  for (const auto& place : places_) {
    if (place->liar) continue;
    words += place->seat->id;
    if (!place->seat->is_up()) {
      words += " is down; ";
      continue;
    }
    const core::NodeStatus status = place->seat->status();
    words += " " + status.phase + " at " + std::to_string(status.position.size) + "+" +
             std::to_string(status.proposed) + ", " + std::to_string(status.pending_acts) +
             " acts" + (status.waiting.empty() ? "" : ", waits: " + status.waiting) + "; ";
  }
  for (const Promise& promise : promises_.open())
    words += places_[promise.place]->seat->id + " has promised \"" + promise.words + "\"; ";
  return words;
}

// Somebody else had the log key, and made honest cosigners sign trees that do not fit together: if
// no tree is left that a quorum could still sign, the members must agree on a new key (DESIGN.md
// 5).
bool Cluster::quorum_is_lost() const {
  if (!log_lied_) return false;
  const History& history = laws_.history();
  std::vector<const std::vector<std::string>*> trees;  // what those who may sign are bound to
  const std::vector<std::string> nothing;
  for (const auto& place : places_) {
    if (place->liar || place->seat->place == 0 || !place->seat->is_up()) continue;
    if (!place->seat->status().may_sign) continue;
    const Kept& kept = laws_.kept(*place->seat);
    const std::uint64_t size = kept.cosigned ? kept.cosigned->size : 0;
    const bool in_log = size <= history.size();
    // It has signed what a quorum went past, or what nobody has any more.
    if (in_log && size > 0 && history.root(size) != kept.cosigned->root) continue;
    if (!in_log && !kept.proposal) continue;
    trees.push_back(in_log ? &nothing : &kept.proposal->entries);
  }
  for (const auto* tree : trees) {
    const auto fit = std::count_if(trees.begin(), trees.end(), [tree](const auto* other) {
      return other->size() <= tree->size() &&
             std::equal(other->begin(), other->end(), tree->begin());
    });
    if (fit >= 3) return false;
  }
  return true;
}

void Cluster::live() {
  constexpr std::int64_t kBudgetMs = core::test::kMergeDelayMs + 400'000;
  constexpr std::int64_t kPatienceMs = 120'000;  // a quorum that is lost then stays lost
  const std::int64_t from = now_ms_;
  const std::int64_t end = from + kBudgetMs;
  const auto fresh =
      institutions_.note("ots", static_cast<int>(1'000'000 + plan_.seed % 1'000'000), true_time());
  const std::string bytes = institutions_.submission({fresh}, true_time()).bytes;
  std::int64_t hand_at = from;
  while (!broken() && now_ms_ < end) {
    // As a client does: again, elsewhere, until it is in.
    if (now_ms_ >= hand_at && !laws_.history().index_of(fresh.id)) {
      hand_at = now_ms_ + 20'000;
      hand_in(*places_[1 + mix(plan_.seed, static_cast<std::uint64_t>(now_ms_)) % 4], bytes,
              "a fresh note");
      settle();
    }
    if (is_alive(fresh.id)) break;
    if (now_ms_ - from > kPatienceMs && (fork_proven_ || quorum_is_lost())) break;
    const std::int64_t before = now_ms_;
    pass_until(now_ms_ - leapt_ms_ + 200);
    if (!broken()) now_ms_ = std::max(now_ms_, before + 200);
  }
  if (broken()) return;
  if (is_alive(fresh.id)) {
    measure_.count("total", "seeds that went on");
    measure_.worst("ms until it went on after the healing", now_ms_ - from, plan_.seed);
    tell("all agree again");
  } else if (quorum_is_lost()) {
    measure_.count("total", "seeds that need a handover: a lying sequencer has split the quorum");
    tell("a lying sequencer has split the quorum: it does not go on");
  } else if (fork_proven_) {
    measure_.count("total", "seeds that need a handover: the sequencer adopted the lesser history");
    tell("the log key has signed two histories, and a member holds more than the sequencer");
  } else {
    laws_.broken(Law::kLiveness, "", "it does not go on: " + why_not(fresh.id));
  }
}

}  // namespace kuboluk::simulation
