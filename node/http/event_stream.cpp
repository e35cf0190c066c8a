#include "node/http/event_stream.h"

#include <algorithm>
#include <boost/asio/write.hpp>

#include "ledger/log/decimal.h"
#include "ledger/report/log_report.h"
#include "node/forms/feeds.h"
#include "node/http/served.h"

namespace kuboluk::node::http {

namespace {

namespace asio = boost::asio;
using boost::system::error_code;

constexpr std::string_view kHead =
    "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nCache-Control: no-store\r\n"
    "X-Content-Type-Options: nosniff\r\nAccess-Control-Allow-Origin: *\r\nConnection: close\r\n\r\n"
    // How long a browser waits before it comes back.
    "retry: 3000\n\n";

}  // namespace

std::optional<std::uint64_t> first_event(const Route& route) {
  if (const auto last = log::parse_decimal(route.asker.last_event_id); last && *last < UINT64_MAX) {
    return *last + 1;
  }
  return route.query.from;
}

void EventStream::start(std::shared_ptr<Plane> plane, boost::beast::tcp_stream stream, Hold hold,
                        std::optional<std::uint64_t> from) {
  const auto made = std::make_shared<EventStream>(plane, std::move(stream), std::move(hold), from);
  plane->joined(made.get(), made);
  made->say_head();
}

EventStream::EventStream(std::shared_ptr<Plane> plane, boost::beast::tcp_stream stream, Hold hold,
                         std::optional<std::uint64_t> from)
    : plane_(std::move(plane)),
      stream_(std::move(stream)),
      hold_(std::move(hold)),
      timer_(plane_->io),
      next_(from),
      began_(std::chrono::steady_clock::now()),
      written_(began_) {}

EventStream::~EventStream() {
  plane_->left(this);
}

void EventStream::stop() {
  timer_.cancel();
  stream_.close();
}

void EventStream::say_head() {
  write(std::string(kHead));
}

void EventStream::wait() {
  if (plane_->stopped() || !stream_.socket().is_open()) return;
  if (std::chrono::steady_clock::now() - began_ > plane_->limits.stream_life) {
    return stream_.close();
  }
  timer_.expires_after(plane_->limits.stream_look);
  timer_.async_wait([self = shared_from_this()](error_code error) {
    if (!error) self->look();
  });
}

void EventStream::look() {
  const bool taken =
      plane_->jobs.run(JobKind::kStream, [self = shared_from_this(), &gate = plane_->gate,
                                          next = next_, count = plane_->limits.stream_entries] {
        auto what = std::make_shared<std::optional<Found>>(read(gate, next, count));
        return [self, what] { self->found(std::move(*what)); };
      });
  if (!taken) wait();  // others look now; the next turn is soon
}

std::optional<EventStream::Found> EventStream::read(const Gate& gate,
                                                    std::optional<std::uint64_t> next,
                                                    std::size_t count) {
  const auto served = open_served(gate);
  const Served* from = std::get_if<Served>(&served);
  if (from == nullptr) return std::nullopt;
  // Stored beyond the checkpoint is not committed.
  const std::uint64_t size = from->checkpoint.size;
  Found found{"", next.value_or(size)};
  for (; found.next < size && count > 0; ++found.next, --count) {
    const auto row = report::log_row(*from->snapshot, &gate.setup().ruleset, found.next);
    if (!row) return std::nullopt;
    found.text += forms::stream_event(*row, gate.setup().info.offset);
  }
  return found;
}

void EventStream::found(std::optional<Found> what) {
  if (plane_->stopped()) return;
  if (what) next_ = what->next;
  if (what && !what->text.empty()) return write(std::move(what->text));
  const auto quiet = std::chrono::steady_clock::now() - written_;
  if (quiet < plane_->limits.stream_heartbeat) return wait();
  write(forms::kHeartbeat);
}

void EventStream::write(std::string text) {
  output_ = std::move(text);
  written_ = std::chrono::steady_clock::now();
  // A reader that does not take what it asked for is let go: it resumes where it was.
  stream_.expires_after(plane_->limits.write_deadline);
  asio::async_write(stream_, asio::buffer(output_),
                    [self = shared_from_this()](error_code error, std::size_t) {
                      if (error) return self->stop();
                      self->stream_.expires_never();
                      self->wait();
                    });
}

}  // namespace kuboluk::node::http
