#include "node/http/server.h"

#include <boost/asio/ip/address.hpp>
#include <boost/asio/steady_timer.hpp>
#include <optional>
#include <vector>

#include "ledger/log/decimal.h"
#include "node/http/connection.h"
#include "node/http/plane.h"

namespace kuboluk::node {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

namespace {

constexpr std::uint64_t kPortMax = 65'535;

std::optional<tcp::endpoint> parse_address(std::string_view text) {
  const std::size_t colon = text.rfind(':');
  if (colon == std::string_view::npos) return std::nullopt;
  std::string_view host = text.substr(0, colon);
  const auto port = log::parse_decimal(text.substr(colon + 1));
  if (!port || *port > kPortMax) return std::nullopt;
  const bool brackets = host.starts_with('[') && host.ends_with(']');
  if (brackets) host = host.substr(1, host.size() - 2);
  error_code error;
  const auto address = asio::ip::make_address(std::string(host), error);
  if (error || address.is_v6() != brackets) return std::nullopt;
  return tcp::endpoint(address, static_cast<std::uint16_t>(*port));
}

// Whom a connection counts for. An IPv6 host has a whole /64 to itself.
std::string client_of(const asio::ip::address& address) {
  constexpr std::size_t kPrefixBytes = 8;
  if (address.is_v4()) return address.to_string();
  const asio::ip::address_v6 v6 = address.to_v6();
  if (v6.is_v4_mapped()) {
    return asio::ip::make_address_v4(asio::ip::v4_mapped, v6).to_string();
  }
  auto bytes = v6.to_bytes();
  std::fill(bytes.begin() + kPrefixBytes, bytes.end(), std::uint8_t{0});
  return asio::ip::address_v6(bytes).to_string();
}

}  // namespace

struct HttpServer::State : std::enable_shared_from_this<HttpServer::State> {
  struct Listener {
    explicit Listener(asio::io_context& io) : acceptor(io), pause(io) {}
    tcp::acceptor acceptor;
    asio::steady_timer pause;
  };

  State(asio::io_context& io, asio::any_io_executor workers, Gate& gate, const HttpLimits& limits,
        witness::Roles roles, DiskGauge disk)
      : plane(std::make_shared<http::Plane>(io, std::move(workers), gate, limits, std::move(roles),
                                            std::move(disk))) {}

  void accept(const std::shared_ptr<Listener>& listener) {
    listener->acceptor.async_accept(
        [self = shared_from_this(), listener](error_code error, tcp::socket socket) {
          if (self->plane->stopped()) return;
          if (error) return self->rest(listener);
          self->take(std::move(socket));
          self->accept(listener);
        });
  }

  // Out of file descriptors, most likely: the next try would fail as fast as it is made.
  void rest(const std::shared_ptr<Listener>& listener) {
    listener->pause.expires_after(plane->limits.accept_pause);
    listener->pause.async_wait([self = shared_from_this(), listener](error_code error) {
      if (!error && !self->plane->stopped()) self->accept(listener);
    });
  }

  void take(tcp::socket socket) {
    error_code error;
    const tcp::endpoint remote = socket.remote_endpoint(error);
    if (error) return;  // gone already
    std::string client = client_of(remote.address());
    socket.set_option(tcp::no_delay(true), error);  // slower without it, not wrong
    if (http::Hold place = plane->places.take(client)) {
      return http::Connection::start(plane, std::move(socket), std::move(client), std::move(place));
    }
    if (http::Hold hold = plane->turned_away.take(client, 1)) {
      return http::Connection::turn_away(plane, std::move(socket), std::move(client),
                                         std::move(hold));
    }
    http::Connection::turn_away_at_once(socket);
  }

  std::shared_ptr<http::Plane> plane;
  std::vector<std::shared_ptr<Listener>> listeners;
};

HttpServer::HttpServer(asio::io_context& state_thread, asio::any_io_executor workers, Gate& gate,
                       HttpLimits limits, witness::Roles roles, DiskGauge disk)
    : state_(std::make_shared<State>(state_thread, std::move(workers), gate, limits,
                                     std::move(roles), std::move(disk))) {}

HttpServer::~HttpServer() {
  stop();
}

Result<tcp::endpoint> HttpServer::listen(const std::string& address) {
  const auto endpoint = parse_address(address);
  if (!endpoint) {
    return Error{"X.FORM", "address",
                 "expected an IP address and a port, as in 127.0.0.1:8080 or [::1]:8080"};
  }
  const auto listener = std::make_shared<State::Listener>(state_->plane->io);
  tcp::acceptor& acceptor = listener->acceptor;
  error_code error;
  acceptor.open(endpoint->protocol(), error);
  if (!error) acceptor.set_option(tcp::acceptor::reuse_address(true), error);
  if (!error) acceptor.bind(*endpoint, error);
  if (!error) acceptor.listen(asio::socket_base::max_listen_connections, error);
  if (error) return Error{"X.ADDRESS", address, "cannot listen there: " + error.message()};
  const tcp::endpoint bound = acceptor.local_endpoint(error);
  if (error) return Error{"X.ADDRESS", address, "cannot listen there: " + error.message()};
  state_->listeners.push_back(listener);
  state_->accept(listener);
  return bound;
}

void HttpServer::stop() {
  for (const auto& listener : state_->listeners) {
    error_code ignored;
    listener->acceptor.close(ignored);
    listener->pause.cancel();
  }
  state_->listeners.clear();
  state_->plane->stop();
}

}  // namespace kuboluk::node
