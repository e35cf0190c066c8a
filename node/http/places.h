// The places of open connections: bounded in all and per client. When all are taken, whoever keeps
// the server waiting makes room for a newcomer, so that sockets which do nothing cannot keep out
// those who ask (RELIABILITY T18, 47). One thread.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>

#include "node/http/budget.h"

namespace kuboluk::node::http {

// A connection that has a place.
class Seated {
 public:
  virtual ~Seated() = default;
  // Since when the server waits for this client; nothing while the client waits for the server.
  virtual std::optional<std::chrono::steady_clock::time_point> waited_for_since() const = 0;
  // Ends the connection and gives its place back, both before it returns.
  virtual void make_room() = 0;
};

class Places {
 public:
  // `patience`: how long a client may keep the server waiting and still be sure of its place among
  // those who hold no more places than the newcomer.
  Places(std::uint64_t max, std::uint64_t max_per_client, std::chrono::milliseconds patience);
  // Nothing if this client has all that one may have, or if nobody has to make room. The client
  // with the most places gives one up: the connection that is waited for longest. So a flood costs
  // first the address that it comes from; and if it comes from everywhere, it must be faster than
  // a request takes.
  Hold take(const std::string& client);
  // Who has the place that take() gave for this client, until it left; checked: not there yet.
  void joined(Seated* who, const std::string& client);
  // Nothing happens if it is not there.
  void left(Seated* who, const std::string& client);

 private:
  Seated* who_makes_room(std::uint64_t share) const;

  std::uint64_t max_;
  std::uint64_t max_per_client_;
  std::chrono::milliseconds patience_;
  Budget budget_;
  std::map<std::string, std::set<Seated*>> seated_;  // by client
};

}  // namespace kuboluk::node::http
