#include "node/dialer.h"

#include <algorithm>
#include <array>
#include <boost/asio/connect.hpp>
#include <boost/asio/error.hpp>
#include <utility>

namespace kuboluk::node {
namespace asio = boost::asio;

Backoff::Backoff(const LinkLimits& limits, crypto::RandomSource& random)
    : limits_(limits), random_(random), now_(limits.redial_min) {}

std::chrono::milliseconds Backoff::next() {
  std::array<std::uint8_t, 4> bytes{};
  random_.fill(bytes);
  std::int64_t number = 0;
  for (const std::uint8_t byte : bytes)
    number = number << 8 | byte;
  const std::int64_t whole = now_.count();
  now_ = std::min(2 * now_, limits_.redial_max);
  return std::chrono::milliseconds(whole - number % (whole / 2 + 1));
}

void Backoff::reset() {
  now_ = limits_.redial_min;
}

Dialer::Dialer(asio::io_context& io, Address address, const LinkLimits& limits,
               crypto::RandomSource& random, Events events)
    : io_(io),
      address_(std::move(address)),
      limits_(limits),
      events_(std::move(events)),
      backoff_(limits, random),
      resolver_(io),
      socket_(io),
      timer_(io) {}

void Dialer::dial() {
  if (stopped_) return;
  timer_.expires_after(limits_.opening);
  timer_.async_wait([this](const Code& code) {
    if (code || timer_.expiry() > asio::steady_timer::clock_type::now()) return;
    resolver_.cancel();
    Code ignored;  // the attempt fails either way
    socket_.close(ignored);
  });
  Code not_numeric;
  const auto numeric = asio::ip::make_address(address_.host, not_numeric);
  if (!not_numeric) {
    // No resolver thread for what needs none.
    return connect(Tcp::resolver::results_type::create(Tcp::endpoint(numeric, address_.port),
                                                       address_.host, ""));
  }
  resolver_.async_resolve(address_.host, std::to_string(address_.port),
                          [this](const Code& code, const Tcp::resolver::results_type& found) {
                            resolved(code, found);
                          });
}

void Dialer::resolved(const Code& code, const Tcp::resolver::results_type& found) {
  if (stopped_) return;
  if (code) return finish("the name cannot be resolved: " + code.message());
  connect(found);
}

void Dialer::connect(const Tcp::resolver::results_type& found) {
  socket_ = Tcp::socket(io_);
  asio::async_connect(socket_, found, [this](const Code& code, const Tcp::endpoint&) {
    if (stopped_) return;
    if (!code) return finish("");
    const bool late = code == asio::error::operation_aborted;
    finish("cannot connect: " + (late ? "no answer in time" : code.message()));
  });
}

void Dialer::finish(const std::string& failure) {
  timer_.cancel();
  if (failure.empty()) return events_.connected(std::move(socket_));
  events_.failed(failure);
}

void Dialer::again() {
  if (stopped_) return;
  timer_.expires_after(backoff_.next());
  timer_.async_wait([this](const Code& code) {
    if (!code) dial();
  });
}

void Dialer::stop() {
  stopped_ = true;
  timer_.cancel();
  resolver_.cancel();
  Code ignored;  // we are leaving
  socket_.close(ignored);
}

}  // namespace kuboluk::node
