#include "node/http/budget.h"

#include "crypto/check.h"

namespace kuboluk::node::http {

namespace {

bool fits(std::uint64_t used, std::uint64_t amount, std::uint64_t max) {
  return used == 0 || (used <= max && amount <= max - used);
}

}  // namespace

Budget::Budget(std::uint64_t max, std::uint64_t max_per_client)
    : max_(max), max_per_client_(max_per_client), state_(std::make_shared<State>()) {}

Hold Budget::take(const std::string& client, std::uint64_t amount) {
  KUBOLUK_CHECK(amount > 0);
  if (!fits(state_->used, amount, max_)) return {};
  if (!fits(used_by(client), amount, max_per_client_)) return {};
  state_->used += amount;
  state_->by_client[client] += amount;
  return Hold(state_.get(), [state = state_, client, amount](void*) {
    state->used -= amount;
    const auto mine = state->by_client.find(client);
    mine->second -= amount;
    if (mine->second == 0) state->by_client.erase(mine);
  });
}

std::uint64_t Budget::used() const {
  return state_->used;
}

std::uint64_t Budget::used_by(const std::string& client) const {
  const auto found = state_->by_client.find(client);
  return found == state_->by_client.end() ? 0 : found->second;
}

}  // namespace kuboluk::node::http
