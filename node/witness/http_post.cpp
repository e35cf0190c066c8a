#include "node/witness/http_post.h"

#include <boost/asio/connect.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http.hpp>
#include <memory>
#include <utility>

namespace kuboluk::node::witness {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
using Tcp = asio::ip::tcp;
using Code = boost::system::error_code;

constexpr unsigned kHttp11 = 11;
// Header of an answer: one that never ends.
constexpr std::uint32_t kHeaderBytesMax = 8192;

// Kept alive by the operation that it waits for.
class Exchange : public std::enable_shared_from_this<Exchange> {
 public:
  Exchange(asio::io_context& io, const HttpPlace& place, std::size_t answer_bytes_max,
           std::function<void(Result<HttpAnswer>)> done)
      : address_(place.address),
        resolver_(io),
        socket_(io),
        timer_(io),
        buffer_(kHeaderBytesMax + answer_bytes_max),
        done_(std::move(done)) {
    parser_.body_limit(answer_bytes_max);
    parser_.header_limit(kHeaderBytesMax);
  }

  void start(const std::string& target, std::string body, std::chrono::milliseconds deadline) {
    request_ = {http::verb::post, target, kHttp11};
    request_.set(http::field::host, address_.text());
    request_.set(http::field::content_type, "text/plain; charset=utf-8");
    request_.set(http::field::connection, "close");
    request_.body() = std::move(body);
    request_.prepare_payload();
    timer_.expires_after(deadline);
    timer_.async_wait([self = shared_from_this()](const Code& code) {
      if (!code) self->fail("no answer in time");
    });
    resolver_.async_resolve(address_.host, std::to_string(address_.port),
                            [self = shared_from_this()](const Code& code, const auto& found) {
                              if (code) return self->fail("its name: " + code.message());
                              self->connect(found);
                            });
  }

 private:
  void connect(const Tcp::resolver::results_type& found) {
    if (!done_) return;
    asio::async_connect(socket_, found,
                        [self = shared_from_this()](const Code& code, const Tcp::endpoint&) {
                          if (code) return self->fail("cannot connect: " + code.message());
                          self->write();
                        });
  }

  void write() {
    if (!done_) return;
    http::async_write(socket_, request_,
                      [self = shared_from_this()](const Code& code, std::size_t) {
                        // A witness may refuse before it has read all; then its answer is there.
                        if (code && code != asio::error::broken_pipe) {
                          return self->fail("cannot write: " + code.message());
                        }
                        self->read();
                      });
  }

  void read() {
    if (!done_) return;
    http::async_read(socket_, buffer_, parser_,
                     [self = shared_from_this()](const Code& code, std::size_t) {
                       if (code) return self->fail("no whole answer: " + code.message());
                       self->answer();
                     });
  }

  void answer() {
    const auto& message = parser_.get();
    const auto type = message[http::field::content_type];
    finish(HttpAnswer{message.result_int(), std::string(type.data(), type.size()), message.body()});
  }

  void fail(const std::string& why) { finish(Error{"X.ADDRESS", address_.text(), why}); }

  void finish(Result<HttpAnswer> result) {
    if (!done_) return;
    timer_.cancel();
    resolver_.cancel();
    Code ignored;  // it is over either way
    socket_.close(ignored);
    const auto done = std::exchange(done_, nullptr);
    done(std::move(result));
  }

  Address address_;
  Tcp::resolver resolver_;
  Tcp::socket socket_;
  asio::steady_timer timer_;
  http::request<http::string_body> request_;
  http::response_parser<http::string_body> parser_;
  beast::flat_buffer buffer_;
  std::function<void(Result<HttpAnswer>)> done_;
};

}  // namespace

void post(asio::io_context& io, const HttpPlace& place, const std::string& resource,
          std::string body, std::chrono::milliseconds deadline, std::size_t answer_bytes_max,
          std::function<void(Result<HttpAnswer>)> done) {
  std::make_shared<Exchange>(io, place, answer_bytes_max, std::move(done))
      ->start(place.path + resource, std::move(body), deadline);
}

}  // namespace kuboluk::node::witness
