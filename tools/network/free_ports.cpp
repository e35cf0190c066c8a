#include "tools/network/free_ports.h"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

namespace kuboluk::tools {

namespace asio = boost::asio;
using asio::ip::tcp;

Result<std::vector<std::uint16_t>> free_ports(std::size_t count,
                                              std::optional<std::uint16_t> base) {
  constexpr std::size_t kPortMax = 65'535;
  if (base && (*base == 0 || *base + count - 1 > kPortMax)) {
    return Error{"X.PORT", std::to_string(*base),
                 "from there on there are not " + std::to_string(count) + " ports"};
  }
  asio::io_context io;
  std::vector<tcp::acceptor> held;  // until all are there, so that none is given twice
  std::vector<std::uint16_t> ports;
  for (std::size_t i = 0; i < count; ++i) {
    const auto wanted = static_cast<std::uint16_t>(base ? *base + i : 0);
    boost::system::error_code failed;
    tcp::acceptor& acceptor = held.emplace_back(io);
    acceptor.open(tcp::v4(), failed);
    // A port whose last connections are only just closed can be listened on, as the nodes do.
    if (!failed && base) acceptor.set_option(tcp::acceptor::reuse_address(true), failed);
    if (!failed) acceptor.bind({asio::ip::address_v4::loopback(), wanted}, failed);
    if (!failed) ports.push_back(acceptor.local_endpoint(failed).port());
    if (failed) {
      return Error{"X.PORT", std::to_string(wanted), "cannot be listened on: " + failed.message()};
    }
  }
  return ports;
}

}  // namespace kuboluk::tools
