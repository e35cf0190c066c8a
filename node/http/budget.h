// A bounded number of something, in all and per client. One thread.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>

namespace kuboluk::node::http {

// Whatever is held counts until it is destroyed. It may outlive the budget.
using Hold = std::shared_ptr<void>;

class Budget {
 public:
  Budget(std::uint64_t max, std::uint64_t max_per_client);
  // Nothing if that would be too much; `amount` is not 0 (checked). Something that is too large by
  // itself passes when nothing else is held: a limit on the sum must not forbid what is allowed one
  // by one.
  Hold take(const std::string& client, std::uint64_t amount);
  std::uint64_t used() const;
  std::uint64_t used_by(const std::string& client) const;

 private:
  struct State {
    std::uint64_t used = 0;
    std::map<std::string, std::uint64_t> by_client;
  };
  std::uint64_t max_;
  std::uint64_t max_per_client_;
  std::shared_ptr<State> state_;
};

}  // namespace kuboluk::node::http
