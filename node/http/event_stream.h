// The log as server-sent events: one event per committed entry, id = log index, so that a client
// that comes back with Last-Event-ID misses nothing. A stream takes its socket out of the ordinary
// places; it has a budget of its own, and ends when its reader is too slow, has gone, or has stayed
// long enough.
#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "node/http/plane.h"

namespace kuboluk::node::http {

// The index to begin at: after Last-Event-ID, else `from`, else the newest committed size (nothing
// here: found at the first look).
std::optional<std::uint64_t> first_event(const Route& route);

class EventStream final : public Stoppable, public std::enable_shared_from_this<EventStream> {
 public:
  // `hold`, of Plane::streams, lasts as long as the stream.
  static void start(std::shared_ptr<Plane> plane, boost::beast::tcp_stream stream, Hold hold,
                    std::optional<std::uint64_t> from);
  EventStream(std::shared_ptr<Plane> plane, boost::beast::tcp_stream stream, Hold hold,
              std::optional<std::uint64_t> from);
  ~EventStream() override;
  void stop() override;

 private:
  void say_head();
  void wait();
  void look();
  // What one look found: events as text, and the index after them.
  struct Found {
    std::string text;
    std::uint64_t next = 0;
  };
  static std::optional<Found> read(const Gate& gate, std::optional<std::uint64_t> next,
                                   std::size_t count);
  void found(std::optional<Found> what);
  void write(std::string text);

  std::shared_ptr<Plane> plane_;
  boost::beast::tcp_stream stream_;
  Hold hold_;
  boost::asio::steady_timer timer_;
  std::optional<std::uint64_t> next_;
  std::string output_;
  std::chrono::steady_clock::time_point began_;
  std::chrono::steady_clock::time_point written_;
};

}  // namespace kuboluk::node::http
