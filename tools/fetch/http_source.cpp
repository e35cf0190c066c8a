#include "tools/fetch/http_source.h"

#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http.hpp>
#include <chrono>
#include <optional>

namespace kuboluk::tools {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
using boost::system::error_code;

namespace {

constexpr unsigned kHttp11 = 11;

Error unreachable(const std::string& object, std::string detail) {
  return Error{std::string(kUnreachableRule), object, std::move(detail)};
}

}  // namespace

// The asynchronous calls are made only because they alone can be timed out; each is run to its end
// before the next.
struct HttpSource::Connection {
  asio::io_context io;
  std::optional<beast::tcp_stream> stream;
  beast::flat_buffer buffer;

  // Runs the one operation that was just started. `limit` bounds what the operation itself cannot.
  void finish() {
    io.restart();
    io.run();
  }

  error_code connect(const HttpAddress& address, std::chrono::seconds limit) {
    stream.emplace(io);
    buffer.clear();
    asio::ip::tcp::resolver resolver(io);
    error_code failed = asio::error::timed_out;
    asio::ip::tcp::resolver::results_type found;
    resolver.async_resolve(address.host, address.port,
                           [&failed, &found](error_code error, auto results) {
                             failed = error;
                             found = std::move(results);
                           });
    io.restart();
    if (io.run_for(limit) == 0) {
      resolver.cancel();
      finish();
      failed = asio::error::timed_out;
    }
    if (failed) return failed;
    stream->expires_after(limit);
    stream->async_connect(found, [&failed](error_code error, const auto&) { failed = error; });
    finish();
    return failed;
  }

  error_code exchange(const http::request<http::empty_body>& request,
                      http::response_parser<http::string_body>& parser,
                      std::chrono::seconds limit) {
    error_code failed;
    stream->expires_after(limit);
    http::async_write(*stream, request,
                      [&failed](error_code error, std::size_t) { failed = error; });
    finish();
    if (failed) return failed;
    stream->expires_after(limit);
    http::async_read(*stream, buffer, parser,
                     [&failed](error_code error, std::size_t) { failed = error; });
    finish();
    return failed;
  }
};

HttpSource::HttpSource(HttpAddress address, int timeout_seconds)
    : address_(std::move(address)),
      timeout_seconds_(timeout_seconds),
      connection_(std::make_unique<Connection>()) {}

HttpSource::~HttpSource() = default;

std::string HttpSource::name() const {
  return "http://" + address_.host + (address_.port == "80" ? "" : ":" + address_.port) +
         address_.prefix;
}

Result<std::string> HttpSource::read(std::string_view path, std::size_t bytes_max) const {
  const std::string object = name() + "/" + std::string(path);
  const std::chrono::seconds limit(timeout_seconds_);
  http::request<http::empty_body> request(http::verb::get,
                                          address_.prefix + "/" + std::string(path), kHttp11);
  request.set(http::field::host, address_.host + ":" + address_.port);
  request.set(http::field::user_agent, "kuboluk");
  // A kept connection may have been closed by the server meanwhile: then, and only then, a second
  // try.
  for (const bool fresh : {false, true}) {
    if (fresh || !connection_->stream) {
      if (const error_code failed = connection_->connect(address_, limit)) {
        connection_->stream.reset();
        return unreachable(object, "no connection: " + failed.message());
      }
    }
    http::response_parser<http::string_body> parser;
    parser.header_limit(kHttpHeaderBytesMax);
    parser.body_limit(bytes_max);
    if (const error_code failed = connection_->exchange(request, parser, limit)) {
      connection_->stream.reset();
      if (failed == http::error::body_limit) {
        return Error{"X.SIZE", object, "longer than " + std::to_string(bytes_max) + " bytes"};
      }
      if (fresh || failed == beast::error::timeout) {
        return unreachable(object, "no answer: " + failed.message());
      }
      continue;
    }
    http::response<http::string_body> answer = parser.release();
    if (!answer.keep_alive()) connection_->stream.reset();
    const unsigned status = answer.result_int();
    if (status == 404 || status == 410) {
      return Error{std::string(kAbsentRule), object, "the server has no such file"};
    }
    if (status != 200) return unreachable(object, "HTTP status " + std::to_string(status));
    return std::move(answer.body());
  }
  return unreachable(object, "no answer");
}

}  // namespace kuboluk::tools
