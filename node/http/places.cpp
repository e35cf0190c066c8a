#include "node/http/places.h"

#include "crypto/check.h"

namespace kuboluk::node::http {

Places::Places(std::uint64_t max, std::uint64_t max_per_client, std::chrono::milliseconds patience)
    : max_(max),
      max_per_client_(max_per_client),
      patience_(patience),
      budget_(max, max_per_client) {}

Hold Places::take(const std::string& client) {
  if (budget_.used() >= max_) {
    const std::uint64_t share = budget_.used_by(client);
    Seated* const goes = share < max_per_client_ ? who_makes_room(share) : nullptr;
    if (goes != nullptr) goes->make_room();
  }
  return budget_.take(client, 1);
}

Seated* Places::who_makes_room(std::uint64_t share) const {
  const auto late = std::chrono::steady_clock::now() - patience_;
  Seated* found = nullptr;
  std::uint64_t most = 0;
  std::chrono::steady_clock::time_point since;
  for (const auto& [client, theirs] : seated_) {
    if (theirs.size() < most) continue;
    for (Seated* const who : theirs) {
      const auto waited = who->waited_for_since();
      if (!waited || (theirs.size() <= share && *waited > late)) continue;
      if (theirs.size() == most && *waited >= since) continue;
      found = who;
      most = theirs.size();
      since = *waited;
    }
  }
  return found;
}

void Places::joined(Seated* who, const std::string& client) {
  const bool is_new = seated_[client].insert(who).second;
  KUBOLUK_CHECK(is_new);
}

void Places::left(Seated* who, const std::string& client) {
  const auto theirs = seated_.find(client);
  if (theirs == seated_.end()) return;
  theirs->second.erase(who);
  if (theirs->second.empty()) seated_.erase(theirs);
}

}  // namespace kuboluk::node::http
