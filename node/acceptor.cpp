#include "node/acceptor.h"

#include <utility>

namespace kuboluk::node {
namespace asio = boost::asio;

Acceptor::Acceptor(asio::io_context& io, std::chrono::milliseconds pause, Events events)
    : pause_(pause), events_(std::move(events)), acceptor_(io), timer_(io) {}

Result<Acceptor::Tcp::endpoint> Acceptor::listen(const Address& address) {
  const auto refuse = [&](const std::string& why) {
    return Error{"X.ADDRESS", address.text(), "cannot listen here: " + why};
  };
  boost::system::error_code code;
  const auto host = asio::ip::make_address(address.host, code);
  if (code) return refuse("an address in digits is needed, not a name");
  const Tcp::endpoint endpoint(host, address.port);
  acceptor_.open(endpoint.protocol(), code);
  // A node that starts again must not wait for the connections of its last life to be forgotten.
  if (!code) acceptor_.set_option(Tcp::acceptor::reuse_address(true), code);
  if (!code) acceptor_.bind(endpoint, code);
  if (!code) acceptor_.listen(asio::socket_base::max_listen_connections, code);
  if (code) return refuse(code.message());
  const auto actual = acceptor_.local_endpoint(code);
  if (code) return refuse(code.message());
  accept();
  return actual;
}

void Acceptor::accept() {
  acceptor_.async_accept(from_, [this](const boost::system::error_code& code, Tcp::socket socket) {
    if (!acceptor_.is_open()) return;
    if (!code) {
      events_.accepted(std::move(socket), from_);
      return accept();
    }
    events_.failed(code.message());
    timer_.expires_after(pause_);
    timer_.async_wait([this](const boost::system::error_code& cancelled) {
      if (!cancelled && acceptor_.is_open()) accept();
    });
  });
}

void Acceptor::stop() {
  boost::system::error_code ignored;  // we are leaving
  acceptor_.close(ignored);
  timer_.cancel();
}

}  // namespace kuboluk::node
