// What a web server can do to a reader: every answer is bounded in time and size.
#include <atomic>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>
#include <catch2/catch.hpp>
#include <chrono>
#include <string>
#include <thread>

#include "tools/fetch/http_source.h"

namespace kuboluk::tools {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;

// Answers every connection with the same bytes and closes it; with no bytes, it stays silent.
class CannedServer {
 public:
  explicit CannedServer(std::string answer)
      : answer_(std::move(answer)),
        acceptor_(io_, tcp::endpoint(asio::ip::address_v4::loopback(), 0)),
        port_(acceptor_.local_endpoint().port()) {
    if (!answer_.empty()) thread_ = std::thread([this] { serve(); });
  }
  ~CannedServer() {
    if (!thread_.joinable()) return;
    stopping_ = true;
    tcp::socket last(io_);  // wakes accept()
    boost::system::error_code ignored;
    last.connect(tcp::endpoint(asio::ip::address_v4::loopback(), port_), ignored);
    thread_.join();
  }
  CannedServer(const CannedServer&) = delete;
  CannedServer& operator=(const CannedServer&) = delete;

  HttpSource source() const {
    return HttpSource(HttpAddress{"127.0.0.1", std::to_string(port_), ""}, 1);
  }

 private:
  void serve() {
    while (true) {
      boost::system::error_code failed;
      tcp::socket client(io_);
      acceptor_.accept(client, failed);
      if (stopping_ || failed) return;
      std::string request(4096, '\0');
      client.read_some(asio::buffer(request), failed);
      if (!failed) asio::write(client, asio::buffer(answer_), failed);
    }
  }

  std::string answer_;
  asio::io_context io_;
  tcp::acceptor acceptor_;
  std::uint16_t port_;
  std::atomic<bool> stopping_ = false;
  std::thread thread_;
};

std::string with_body(const std::string& body) {
  return "HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

std::string rule_of(const Result<std::string>& read) {
  return read ? "" : read.error().rule;
}

}  // namespace

TEST_CASE("a file is read whole, again and again") {
  const CannedServer server(with_body("abc\n"));
  const HttpSource source = server.source();
  for (int i = 0; i < 3; ++i)
    REQUIRE(source.read("checkpoint", 100).value() == "abc\n");
}

TEST_CASE("a silent server is not waited for") {
  const CannedServer server("");
  const auto begun = std::chrono::steady_clock::now();
  REQUIRE(rule_of(server.source().read("checkpoint", 100)) == kUnreachableRule);
  REQUIRE(std::chrono::steady_clock::now() - begun < std::chrono::seconds(10));
}

TEST_CASE("a body over the limit is not read, whether it is announced or not") {
  const CannedServer announced(with_body(std::string(101, 'x')));
  REQUIRE(rule_of(announced.source().read("checkpoint", 100)) == "X.SIZE");
  const CannedServer endless("HTTP/1.1 200 OK\r\n\r\n" + std::string(100'000, 'x'));
  REQUIRE(rule_of(endless.source().read("checkpoint", 100)) == "X.SIZE");
}

TEST_CASE("what is no plain file is no answer") {
  for (const char* answer :
       {"HTTP/1.1 500 Broken\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 301 Moved\r\nLocation: http://x/\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\ncut", "nonsense\r\n\r\n"}) {
    INFO(answer);
    const CannedServer server(answer);
    REQUIRE(rule_of(server.source().read("checkpoint", 100)) == kUnreachableRule);
  }
  const CannedServer header("HTTP/1.1 200 OK\r\nX: " + std::string(100'000, 'x') + "\r\n\r\n");
  REQUIRE(rule_of(header.source().read("checkpoint", 100)) == kUnreachableRule);
}

TEST_CASE("a file that is not there is told apart from a server that is not there") {
  const CannedServer server("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n");
  REQUIRE(rule_of(server.source().read("tile/0/000", 100)) == kAbsentRule);
}

}  // namespace kuboluk::tools
