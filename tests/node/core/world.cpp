#include "tests/node/core/world.h"

#include <algorithm>
#include <catch2/catch.hpp>

#include "crypto/encoding.h"
#include "crypto/sha256.h"
#include "ledger/exchange/statement.h"

namespace kuboluk::core::test {
namespace {

constexpr std::int64_t kTickMs = 200;

}  // namespace

struct World::Packet {
  std::string from;
  std::string to;
  exchange::Message message;
};

struct World::Seat {
  std::string id;
  Disk disk;
  std::optional<std::uint64_t> counter = 0;
  std::unique_ptr<Node> node;
  std::unique_ptr<Puppet> puppet;
  std::set<std::string> links;
  std::vector<Notice> notices;
  std::int64_t clock_error = 0;
  std::int64_t next_tick = 0;
  std::optional<std::int64_t> starts_at;
};

World::World(const Institutions& institutions, std::uint64_t seed)
    : now(Institutions::start()), institutions_(institutions), random_(seed), laws_(institutions) {
  for (const std::string& id : Institutions::ids()) {
    auto seat = std::make_unique<Seat>();
    seat->id = id;
    seat->next_tick = now.ms + static_cast<std::int64_t>(random_() % kTickMs);
    seats_.emplace(id, std::move(seat));
  }
}

World::~World() = default;

World::Seat& World::seat(const std::string& id) {
  return *seats_.at(id);
}
const World::Seat& World::seat(const std::string& id) const {
  return *seats_.at(id);
}

bool World::chance(std::uint64_t of, std::uint64_t in) {
  return of > 0 && random_() % in < of;
}

void World::note(const std::string& words) {
  trace_ = crypto::sha256({trace_, bytes_of(words)});
}

void World::start_all() {
  for (auto& [id, seat] : seats_) {
    if (!seat->puppet && !seat->node) start(id);
  }
}

void World::start(const std::string& id) {
  Seat& starting = seat(id);
  REQUIRE(!starting.node);
  starting.starts_at.reset();
  const domain::Instant clock{now.ms + starting.clock_error};
  Setup setup = institutions_.setup(id);
  if (alter_setup) alter_setup(setup);
  auto node = Node::start(std::move(setup), starting.disk.restored(starting.counter),
                          starting.disk.ledger, clock);
  REQUIRE(node.has_value());
  starting.node = std::move(*node);
  note("start " + id);
  update_links();
}

void World::crash(const std::string& id) {
  Seat& dying = seat(id);
  dying.node.reset();
  dying.links.clear();
  note("crash " + id);
  std::erase_if(network_, [&id](const auto& packet) { return packet.second.to == id; });
  update_links();
}

bool World::is_up(const std::string& id) const {
  return seat(id).node || seat(id).puppet;
}

void World::set_puppet(const std::string& id, std::unique_ptr<Puppet> puppet) {
  seat(id).node.reset();
  seat(id).puppet = std::move(puppet);
  update_links();
}

void World::remove_puppet(const std::string& id) {
  seat(id).puppet.reset();
  seat(id).links.clear();
  update_links();
}

Disk World::copy_of(const std::string& id) const {
  return seat(id).disk;
}

void World::restore(const std::string& id, Disk disk) {
  REQUIRE(!seat(id).node);
  seat(id).disk = std::move(disk);
}

void World::lose_counter(const std::string& id) {
  seat(id).counter.reset();
}

std::optional<std::uint64_t> World::counter_of(const std::string& id) const {
  return seat(id).counter;
}

void World::set_counter(const std::string& id, std::optional<std::uint64_t> counter) {
  seat(id).counter = counter;
}

void World::set_clock_error(const std::string& id, std::int64_t ms) {
  seat(id).clock_error = ms;
}

void World::cut(const std::string& a, const std::string& b) {
  cuts_.insert({a, b});
  cuts_.insert({b, a});
  update_links();
}

void World::cut_one_way(const std::string& from, const std::string& to) {
  cuts_.insert({from, to});
  update_links();
}

void World::heal() {
  cuts_.clear();
  update_links();
}

void World::split(const std::vector<std::vector<std::string>>& groups) {
  for (std::size_t a = 0; a < groups.size(); ++a) {
    for (std::size_t b = a + 1; b < groups.size(); ++b) {
      for (const std::string& one : groups[a]) {
        for (const std::string& other : groups[b])
          cut(one, other);
      }
    }
  }
}

bool World::is_cut(const std::string& from, const std::string& to) const {
  return cuts_.contains({from, to});
}

// A link is up while both ends run and not both directions are cut: one-way cuts are not noticed.
void World::update_links() {
  for (auto& [id, seat] : seats_) {
    for (auto& [other_id, other] : seats_) {
      if (id == other_id) continue;
      const bool up = (seat->node || seat->puppet) && (other->node || other->puppet) &&
                      !(is_cut(id, other_id) && is_cut(other_id, id));
      const bool was = seat->links.contains(other_id);
      if (up && !was) {
        seat->links.insert(other_id);
        if (seat->node) feed(*seat, LinkUp{other_id});
      } else if (!up && was) {
        seat->links.erase(other_id);
        if (seat->node) feed(*seat, LinkDown{other_id});
      }
    }
  }
}

void World::crash_often(unsigned per_mille, std::int64_t down_ms) {
  crash_per_mille_ = per_mille;
  crash_down_ms_ = down_ms;
}

void World::feed(Seat& seat, Input input) {
  std::vector<Input> next;
  next.push_back(std::move(input));
  while (!next.empty() && seat.node) {
    Input one = std::move(next.front());
    next.erase(next.begin());
    ++steps_;
    const domain::Instant clock{now.ms + seat.clock_error};
    auto effects = seat.node->step(std::move(one), clock, seat.disk.ledger);
    REQUIRE(effects.has_value());
    std::vector<Input> follows;
    if (!carry_out(seat, *effects, follows)) return;
    next.insert(next.begin(), std::make_move_iterator(follows.begin()),
                std::make_move_iterator(follows.end()));
  }
}

void World::count_crash(const Effects& effects, std::size_t at) {
  const bool signed_before =
      std::any_of(effects.begin(), effects.begin() + static_cast<long>(at),
                  [](const Effect& e) { return std::holds_alternative<Sign>(e); });
  const bool signs_next = at < effects.size() && std::holds_alternative<Sign>(effects[at]);
  if (signed_before) {
    ++crash_count_.between_sign_and_send;
  } else if (signs_next) {
    ++crash_count_.between_persist_and_sign;
  } else {
    ++crash_count_.elsewhere;
  }
}

bool World::carry_out(Seat& seat, const Effects& effects, std::vector<Input>& next) {
  bool again = false;
  // The moments around a signature are rare among all others, and the ones that matter.
  const bool signs = std::any_of(effects.begin(), effects.end(), [](const Effect& effect) {
    return std::holds_alternative<Sign>(effect);
  });
  for (std::size_t at = 0; at <= effects.size(); ++at) {
    if (!effects.empty() && chance(crash_per_mille_, signs ? 100 : 1000)) {
      count_crash(effects, at);
      seat.starts_at = now.ms + crash_down_ms_;
      crash(seat.id);
      return false;
    }
    if (at == effects.size()) break;
    std::visit(
        [&](const auto& effect) {
          using T = std::decay_t<decltype(effect)>;
          if constexpr (std::is_same_v<T, Send>) {
            inject(seat.id, {effect});
          } else if constexpr (std::is_same_v<T, Sign>) {
            const std::string note_text = institutions_.sign(seat.id, effect);
            if (const auto* tree = std::get_if<SignCheckpoint>(&effect)) {
              laws_.signed_tree("log", tree->checkpoint, seat.disk);
            } else if (const auto* cosign = std::get_if<SignCosignature>(&effect)) {
              laws_.signed_tree(seat.id, *log::parse_checkpoint(cosign->checkpoint_text),
                                seat.disk);
            }
            signatures_.push_back({seat.id, effect, note_text});
            next.push_back(Signed{effect, note_text});
          } else if constexpr (std::is_same_v<T, Answer>) {
            answers_[effect.ticket].push_back(effect);
            if (const auto* receipt = std::get_if<Receipted>(&effect.outcome)) {
              const auto opened = exchange::open_receipt(receipt->receipt, institutions_.info().id,
                                                         institutions_.vkey(seat.id, "node"));
              REQUIRE(opened.has_value());
              for (const Hash& event : opened->events)
                promised_.emplace_back(seat.id, event);
            }
          } else if constexpr (std::is_same_v<T, Notice>) {
            seat.notices.push_back(effect);
          } else if constexpr (std::is_same_v<T, Again>) {
            again = true;
          } else if constexpr (std::is_same_v<T, RaiseCounter>) {
            if (seat.counter) seat.counter = std::max(*seat.counter, effect.size);
          } else {
            seat.disk.carry_out(effect);
            if constexpr (std::is_same_v<T, PersistCommit>) {
              note(seat.id + " commits " + std::to_string(seat.disk.position().size));
              std::map<std::string, const Disk*> disks;
              std::vector<std::string> liars;
              for (const auto& [id, other] : seats_) {
                disks[id] = &other->disk;
                if (other->puppet) liars.push_back(id);
              }
              laws_.committed(seat.id, disks, liars);
            }
          }
        },
        effects[at]);
  }
  if (again) next.push_back(Tick{});
  return true;
}

void World::inject(const std::string& from, const std::vector<Send>& sends) {
  for (const Send& send : sends) {
    for (const std::string& to : send.to) {
      if (is_cut(from, to) || chance(weather.loss_percent, 100)) continue;
      const int copies = chance(weather.double_percent, 100) ? 2 : 1;
      for (int copy = 0; copy < copies; ++copy) {
        const auto delay = 1 + static_cast<std::int64_t>(
                                   random_() % static_cast<std::uint64_t>(weather.delay_ms_max));
        network_.emplace(now.ms + delay, Packet{from, to, send.message});
      }
    }
  }
}

void World::deliver(Packet packet) {
  if (is_cut(packet.from, packet.to)) return;
  Seat& to = seat(packet.to);
  ++delivered_;
  note(packet.from + ">" + packet.to + " " + std::to_string(packet.message.index()));
  if (to.puppet) {
    inject(packet.to, to.puppet->receive(packet.from, packet.message, now));
  } else if (to.node && to.links.contains(packet.from)) {
    feed(to, Received{packet.from, std::move(packet.message)});
  }
}

void World::tick(Seat& seat) {
  seat.next_tick = now.ms + kTickMs;
  if (seat.starts_at && now.ms >= *seat.starts_at && !seat.node) start(seat.id);
  if (seat.puppet) inject(seat.id, seat.puppet->tick(now));
  if (seat.node) feed(seat, Tick{});
}

void World::pass_time(std::int64_t until_ms) {
  while (delivered_ < pause_at_) {
    Seat* first = nullptr;
    for (auto& [id, seat] : seats_) {
      if (first == nullptr || seat->next_tick < first->next_tick) first = seat.get();
    }
    const std::int64_t packet_at = network_.empty() ? INT64_MAX : network_.begin()->first;
    const std::int64_t at = std::min(packet_at, first->next_tick);
    if (at > until_ms) break;
    now.ms = std::max(now.ms, at);
    if (packet_at <= first->next_tick) {
      Packet packet = std::move(network_.begin()->second);
      network_.erase(network_.begin());
      deliver(std::move(packet));
    } else {
      tick(*first);
    }
  }
  if (delivered_ < pause_at_) now.ms = until_ms;
}

void World::run_messages(std::uint64_t count, std::int64_t ms_max) {
  pause_at_ = delivered_ + count;
  pass_time(now.ms + ms_max);
  pause_at_ = UINT64_MAX;
}

void World::run(std::int64_t ms) {
  pass_time(now.ms + ms);
}

bool World::run_until(const std::function<bool()>& holds, std::int64_t ms_max) {
  const std::int64_t end = now.ms + ms_max;
  while (!holds()) {
    if (now.ms >= end) return false;
    pass_time(std::min(end, now.ms + kTickMs));
  }
  return true;
}

std::uint64_t World::submit(const std::string& at, const exchange::Submission& submission) {
  const std::uint64_t ticket = next_ticket_++;
  Seat& taker = seat(at);
  REQUIRE(taker.node);
  feed(taker, Submit{ticket, submission});
  return ticket;
}

std::vector<Answer> World::answers(std::uint64_t ticket) const {
  const auto found = answers_.find(ticket);
  return found == answers_.end() ? std::vector<Answer>() : found->second;
}

std::optional<Accepted> World::accepted(std::uint64_t ticket) const {
  for (const Answer& answer : answers(ticket)) {
    if (const auto* accepted = std::get_if<Accepted>(&answer.outcome)) return *accepted;
  }
  return std::nullopt;
}

std::optional<Error> World::rejected(std::uint64_t ticket) const {
  for (const Answer& answer : answers(ticket)) {
    if (const auto* error = std::get_if<Error>(&answer.outcome)) return *error;
  }
  return std::nullopt;
}

bool World::has_receipt(std::uint64_t ticket) const {
  const auto all = answers(ticket);
  return std::any_of(all.begin(), all.end(), [](const Answer& answer) {
    return std::holds_alternative<Receipted>(answer.outcome);
  });
}

std::vector<std::string> World::honest() const {
  std::vector<std::string> ids;
  for (const auto& [id, seat] : seats_) {
    if (seat->node) ids.push_back(id);
  }
  return ids;
}

bool World::quiet() const {
  const std::vector<std::string> ids = honest();
  return std::all_of(ids.begin(), ids.end(), [this, &ids](const std::string& id) {
    const Disk& disk = seat(id).disk;
    return disk.position() == seat(ids.front()).disk.position() && !disk.proposal &&
           disk.acts.empty() && disk.position().size > 0;
  });
}

std::vector<std::uint64_t> World::indexes_of(const std::string& id, const Hash& event) const {
  std::vector<std::uint64_t> indexes;
  const Disk& on = seat(id).disk;
  for (std::uint64_t index = 0; index < on.position().size; ++index) {
    const auto entry = domain::parse_entry(*on.ledger.entry(index));
    if (entry->is_seal()) continue;
    if (domain::parse_signed_event(std::get<std::string>(entry->body))->id == event)
      indexes.push_back(index);
  }
  return indexes;
}

const Disk& World::disk(const std::string& id) const {
  return seat(id).disk;
}

NodeStatus World::status(const std::string& id) const {
  REQUIRE(seat(id).node);
  return seat(id).node->status();
}

const std::vector<Notice>& World::notices(const std::string& id) const {
  return seat(id).notices;
}

std::vector<std::string> World::breaches() {
  for (const auto& [id, seat] : seats_) {
    if (!seat->puppet) laws_.folds(id, seat->disk);
  }
  return laws_.breaches();
}

std::vector<std::string> World::broken_promises() const {
  std::vector<std::string> broken;
  for (const auto& [who, event] : promised_) {
    const Disk& on = seat(who).disk;
    if (on.ledger.event_index(event)->has_value() || on.rejections.contains(event)) continue;
    broken.push_back(who + " promised " + crypto::to_hex(event));
  }
  return broken;
}

}  // namespace kuboluk::core::test
