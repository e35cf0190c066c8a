// Takes connections, whatever happens: an error of accept() (no descriptors left, a connection that
// is gone again) pauses the loop and never ends it.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <functional>
#include <string>

#include "crypto/result.h"
#include "node/config.h"

namespace kuboluk::node {

// Resource type, io thread only; as Dialer when it ends.
class Acceptor {
 public:
  using Tcp = boost::asio::ip::tcp;
  struct Events {
    std::function<void(Tcp::socket, const Tcp::endpoint& from)> accepted;
    std::function<void(const std::string& reason)> failed;  // the loop goes on
  };
  Acceptor(boost::asio::io_context& io, std::chrono::milliseconds pause, Events events);

  // The address must be numeric. The actual endpoint, with the port that the system chose. Error:
  // X.ADDRESS.
  Result<Tcp::endpoint> listen(const Address& address);
  void stop();

 private:
  void accept();

  std::chrono::milliseconds pause_;
  Events events_;
  Tcp::acceptor acceptor_;
  Tcp::endpoint from_;
  boost::asio::steady_timer timer_;
};

}  // namespace kuboluk::node
