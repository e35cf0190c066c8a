// The simulated network: packets, weather, cuts. What becomes of a packet depends on the seed, its
// two ends and its number between them, and on nothing else that happens: an action taken out of a
// plan changes as little as possible.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "node/core/step.h"

namespace kuboluk::simulation {

// Numbers that are as good as random, from numbers: the same on every machine.
std::uint64_t mix(std::uint64_t a, std::uint64_t b);

struct Weather {
  unsigned loss_percent = 0;
  unsigned double_percent = 0;
  std::int64_t delay_ms_max = 10;  // every packet takes 1 .. this: more than one means reordering
};

struct NetworkCounts {
  std::uint64_t sent = 0;
  std::uint64_t lost = 0;  // by the weather
  std::uint64_t doubled = 0;
  std::uint64_t reordered = 0;  // overtaken by one that was sent later
  std::uint64_t cut = 0;        // at a cut
  std::uint64_t delayed = 0;    // by more than a second
};

class Network {
 public:
  // Members by place: 0 .. count - 1.
  Network(std::uint64_t seed, std::size_t count);

  Weather weather;
  // More ms for everything to and from that member.
  std::vector<std::int64_t> slow_ms;

  struct Packet {
    std::size_t from = 0;
    std::size_t to = 0;
    std::uint64_t number = 0;   // between the two
    std::uint64_t to_life = 0;  // of the receiver when it was sent
    std::shared_ptr<const exchange::Message> message;
  };
  void send(std::size_t from, std::size_t to, std::uint64_t to_life,
            const std::shared_ptr<const exchange::Message>& message, std::int64_t now_ms);
  // When the next packet arrives.
  std::optional<std::int64_t> next() const;
  // The packet that arrives next; there must be one (checked). Nothing if it ends at a cut.
  std::optional<Packet> take();

  void cut(std::size_t from, std::size_t to) { cuts_.insert({from, to}); }
  void mend(std::size_t from, std::size_t to) { cuts_.erase({from, to}); }
  void heal() { cuts_.clear(); }
  bool is_cut(std::size_t from, std::size_t to) const { return cuts_.contains({from, to}); }
  const NetworkCounts& counts() const { return counts_; }

 private:
  struct Pair {
    std::uint64_t sent = 0;
    std::uint64_t arrived = 0;  // largest number that has arrived
  };
  void fly(Packet packet, std::uint64_t dice, std::int64_t now_ms);

  std::uint64_t seed_;
  std::size_t count_;
  std::vector<Pair> pairs_;
  std::set<std::pair<std::size_t, std::size_t>> cuts_;
  std::multimap<std::int64_t, Packet> flying_;
  NetworkCounts counts_;
};

}  // namespace kuboluk::simulation
