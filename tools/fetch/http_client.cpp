#include "tools/fetch/http_client.h"

#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http.hpp>
#include <charconv>
#include <chrono>

#include "tools/fetch/source.h"

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

// Seconds, as our nodes say it; a date is left alone.
std::optional<int> retry_after(std::string_view text) {
  int seconds = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
  if (error != std::errc() || end != text.data() + text.size() || seconds < 0) return std::nullopt;
  return seconds;
}

}  // namespace

// The asynchronous calls are made only because they alone can be timed out; each is run to its end
// before the next.
struct HttpClient::Connection {
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

  error_code exchange(const http::request<http::string_body>& request,
                      http::response_parser<http::string_body>& parser, std::chrono::seconds limit,
                      std::chrono::seconds wait) {
    error_code failed;
    stream->expires_after(limit);
    http::async_write(*stream, request,
                      [&failed](error_code error, std::size_t) { failed = error; });
    finish();
    if (failed) return failed;
    stream->expires_after(wait);
    http::async_read(*stream, buffer, parser,
                     [&failed](error_code error, std::size_t) { failed = error; });
    finish();
    return failed;
  }
};

struct HttpClient::Request {
  std::string object;  // for errors
  http::request<http::string_body> message;
  std::chrono::seconds wait;
};

std::string to_text(const HttpAddress& address) {
  return "http://" + address.host + (address.port == "80" ? "" : ":" + address.port) +
         address.prefix;
}

HttpClient::HttpClient(HttpAddress address, int timeout_seconds)
    : address_(std::move(address)),
      timeout_seconds_(timeout_seconds),
      connection_(std::make_unique<Connection>()) {}

HttpClient::HttpClient(HttpClient&& other) noexcept = default;

HttpClient::~HttpClient() = default;

Result<HttpAnswer> HttpClient::get(std::string_view target, std::size_t bytes_max) {
  const std::string path = address_.prefix + "/" + std::string(target);
  const Request request{name() + "/" + std::string(target),
                        {http::verb::get, path, kHttp11},
                        std::chrono::seconds(timeout_seconds_)};
  return exchange(request, bytes_max);
}

Result<HttpAnswer> HttpClient::post(std::string_view target, std::string body,
                                    std::size_t bytes_max, int wait_seconds) {
  const std::string path = address_.prefix + "/" + std::string(target);
  Request request{name() + "/" + std::string(target),
                  {http::verb::post, path, kHttp11},
                  std::chrono::seconds(wait_seconds)};
  request.message.body() = std::move(body);
  request.message.prepare_payload();
  return exchange(request, bytes_max);
}

Result<HttpAnswer> HttpClient::exchange(const Request& given, std::size_t bytes_max) {
  const std::chrono::seconds limit(timeout_seconds_);
  http::request<http::string_body> request = given.message;
  request.set(http::field::host, address_.host + ":" + address_.port);
  request.set(http::field::user_agent, "kuboluk");
  // A kept connection may have been closed by the server meanwhile: then, and only then, a second
  // try.
  for (const bool fresh : {false, true}) {
    const bool kept = connection_->stream.has_value();
    if (!kept) {
      if (const error_code failed = connection_->connect(address_, limit)) {
        connection_->stream.reset();
        return unreachable(given.object, "no connection: " + failed.message());
      }
    }
    http::response_parser<http::string_body> parser;
    parser.header_limit(kHttpHeaderBytesMax);
    parser.body_limit(bytes_max);
    if (const error_code failed = connection_->exchange(request, parser, limit, given.wait)) {
      connection_->stream.reset();
      if (failed == http::error::body_limit) {
        return Error{"X.SIZE", given.object, "longer than " + std::to_string(bytes_max) + " bytes"};
      }
      if (!kept || fresh || failed == beast::error::timeout) {
        return unreachable(given.object, "no answer: " + failed.message());
      }
      continue;
    }
    http::response<http::string_body> answer = parser.release();
    if (!answer.keep_alive()) connection_->stream.reset();
    return HttpAnswer{answer.result_int(), std::move(answer.body()),
                      retry_after(std::string_view(answer[http::field::retry_after]))};
  }
  return unreachable(given.object, "no answer");
}

}  // namespace kuboluk::tools
