#include "tests/simulation/network.h"

#include <algorithm>

#include "crypto/check.h"

namespace kuboluk::simulation {

// SplitMix64's last step over both numbers.
std::uint64_t mix(std::uint64_t a, std::uint64_t b) {
  std::uint64_t x = a + 0x9E3779B97F4A7C15ULL * (b + 1);
  x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9ULL;
  x = (x ^ (x >> 27)) * 0x94D049BB133111EBULL;
  return x ^ (x >> 31);
}

Network::Network(std::uint64_t seed, std::size_t count)
    : slow_ms(count, 0), seed_(seed), count_(count), pairs_(count * count) {}

void Network::send(std::size_t from, std::size_t to, std::uint64_t to_life,
                   const std::shared_ptr<const exchange::Message>& message, std::int64_t now_ms) {
  Pair& pair = pairs_[from * count_ + to];
  const std::uint64_t number = ++pair.sent;
  ++counts_.sent;
  if (is_cut(from, to)) {
    ++counts_.cut;
    return;
  }
  const std::uint64_t dice = mix(mix(seed_, from * count_ + to), number);
  if (dice % 100 < weather.loss_percent) {
    ++counts_.lost;
    return;
  }
  fly({from, to, number, to_life, message}, mix(dice, 1), now_ms);
  if ((dice >> 32) % 100 >= weather.double_percent) return;
  ++counts_.doubled;
  fly({from, to, number, to_life, message}, mix(dice, 2), now_ms);
}

void Network::fly(Packet packet, std::uint64_t dice, std::int64_t now_ms) {
  const auto span = static_cast<std::uint64_t>(std::max<std::int64_t>(weather.delay_ms_max, 1));
  std::int64_t delay = 1 + static_cast<std::int64_t>(dice % span);
  delay += slow_ms[packet.from] + slow_ms[packet.to];
  counts_.delayed += delay > 1000;
  flying_.emplace(now_ms + delay, std::move(packet));
}

std::optional<std::int64_t> Network::next() const {
  if (flying_.empty()) return std::nullopt;
  return flying_.begin()->first;
}

std::optional<Network::Packet> Network::take() {
  KUBOLUK_CHECK(!flying_.empty());
  Packet packet = std::move(flying_.begin()->second);
  flying_.erase(flying_.begin());
  if (is_cut(packet.from, packet.to)) {
    ++counts_.cut;
    return std::nullopt;
  }
  Pair& pair = pairs_[packet.from * count_ + packet.to];
  counts_.reordered += packet.number < pair.arrived;
  pair.arrived = std::max(pair.arrived, packet.number);
  return packet;
}

}  // namespace kuboluk::simulation
