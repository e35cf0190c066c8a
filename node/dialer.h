// Calls one peer until it is there, and again when it is lost.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <functional>
#include <string>

#include "crypto/random.h"
#include "node/config.h"
#include "node/link_limits.h"

namespace kuboluk::node {

// Time until the next attempt: doubles from redial_min to redial_max; each is shortened by a random
// part of up to a half.
class Backoff {
 public:
  Backoff(const LinkLimits& limits, crypto::RandomSource& random);
  std::chrono::milliseconds next();
  void reset();

 private:
  LinkLimits limits_;
  crypto::RandomSource& random_;
  std::chrono::milliseconds now_;
};

// Resource type, io thread only; must not be destroyed while the io_context runs handlers of it
// (stop() first, then let the context run out).
class Dialer {
 public:
  struct Events {
    std::function<void(boost::asio::ip::tcp::socket)> connected;
    std::function<void(const std::string& reason)> failed;  // again() is the callee's to call
  };
  Dialer(boost::asio::io_context& io, Address address, const LinkLimits& limits,
         crypto::RandomSource& random, Events events);

  void dial();
  // Dials after the next back-off.
  void again();
  // The link is up: the next loss starts with a short wait.
  void succeeded() { backoff_.reset(); }
  void stop();
  const Address& address() const { return address_; }

 private:
  using Tcp = boost::asio::ip::tcp;
  using Code = boost::system::error_code;
  void resolved(const Code& code, const Tcp::resolver::results_type& found);
  void connect(const Tcp::resolver::results_type& found);
  void finish(const std::string& failure);

  boost::asio::io_context& io_;
  Address address_;
  LinkLimits limits_;
  Events events_;
  Backoff backoff_;
  Tcp::resolver resolver_;
  Tcp::socket socket_;
  boost::asio::steady_timer timer_;
  bool stopped_ = false;
};

}  // namespace kuboluk::node
