#include "node/http/head.h"

#include <algorithm>
#include <boost/asio/buffer.hpp>
#include <boost/beast/core/string.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/rfc7230.hpp>

#include "ledger/log/decimal.h"
#include "node/http/problem.h"

namespace kuboluk::node::http {

namespace {

namespace beast = boost::beast;
namespace http = boost::beast::http;

using Fields = http::request<http::empty_body>;

constexpr unsigned kHttp10 = 10;
constexpr unsigned kHttp11 = 11;

std::string_view text_of(beast::string_view text) {
  return {text.data(), text.size()};
}

// What must be judged on the raw lines, because the parser smooths it over. (Bare CR, bare LF and
// NUL it refuses by itself.)
std::optional<Response> judge_lines(std::string_view bytes) {
  std::size_t lines = 0;
  for (std::size_t at = 0; at < bytes.size(); ++lines) {
    const std::size_t end = bytes.find("\r\n", at);
    if (end == std::string_view::npos) return problem(400, "a header line does not end in CR LF");
    const std::string_view line = bytes.substr(at, end - at);
    if (line.starts_with(' ') || line.starts_with('\t')) {
      return problem(400, "a header line is folded");
    }
    at = end + 2;
  }
  if (lines > kHeaderLinesMax + 2) return problem(431, "too many header lines");
  return std::nullopt;
}

// RFC 9112 6.3: how long the body is must have one reading.
std::optional<Response> read_length(const Fields& fields, RequestHead& head) {
  if (fields.count(http::field::transfer_encoding) > 0) {
    return problem(411,
                   "give the length of the body with Content-Length; Transfer-Encoding is not "
                   "taken");
  }
  const std::size_t count = fields.count(http::field::content_length);
  if (count == 0) return std::nullopt;
  const auto length = log::parse_decimal(text_of(fields[http::field::content_length]));
  if (count > 1 || !length) return problem(400, "Content-Length must be one decimal number");
  head.has_content_length = true;
  head.content_length = *length;
  return std::nullopt;
}

std::optional<Response> read_expect(const Fields& fields, RequestHead& head) {
  if (fields.count(http::field::expect) == 0 || head.http_1_0) return std::nullopt;
  if (!beast::iequals(fields[http::field::expect], "100-continue")) {
    return problem(417, "only 100-continue can be expected");
  }
  head.expects_continue = true;
  return std::nullopt;
}

// Lists that a client divides over several lines are read as one (RFC 9110 5.3).
std::string joined(const Fields& fields, beast::string_view name) {
  std::string all;
  const auto range = fields.equal_range(name);
  for (auto one = range.first; one != range.second; ++one) {
    if (!all.empty()) all += ", ";
    all += text_of(one->value());
  }
  return all;
}

void read_wishes(const Fields& fields, RequestHead& head) {
  head.accept = joined(fields, "Accept");
  head.accept_language = joined(fields, "Accept-Language");
  head.if_none_match = joined(fields, "If-None-Match");
  head.last_event_id = joined(fields, "Last-Event-ID");
}

Response fault_of(const boost::system::error_code& error) {
  if (error == http::error::bad_version) return problem(505, "speak HTTP/1.1 or HTTP/1.0");
  if (error == http::error::header_limit) return problem(431, "the header is too long");
  // The parser's message names the kind of fault and holds nothing of the input.
  return problem(400, "the header is not HTTP/1.1: " + error.message());
}

}  // namespace

std::variant<RequestHead, Response> parse_head(std::string_view bytes) {
  if (auto refused = judge_lines(bytes)) return std::move(*refused);
  http::request_parser<http::empty_body> parser;
  parser.header_limit(static_cast<std::uint32_t>(bytes.size() + 1));
  parser.body_limit(boost::none);  // the caller's business
  boost::system::error_code error;
  const std::size_t used = parser.put(boost::asio::buffer(bytes.data(), bytes.size()), error);
  if (error && error != http::error::need_more) return fault_of(error);
  if (!parser.is_header_done() || used != bytes.size()) {
    return problem(400, "the header is not HTTP/1.1");
  }
  const Fields& fields = parser.get();
  RequestHead head;
  if (fields.version() != kHttp10 && fields.version() != kHttp11) {
    return problem(505, "speak HTTP/1.1 or HTTP/1.0");
  }
  head.http_1_0 = fields.version() == kHttp10;
  head.method = std::string(text_of(fields.method_string()));
  head.target = std::string(text_of(fields.target()));
  head.keep_alive = fields.keep_alive();
  read_wishes(fields, head);
  const std::size_t hosts = fields.count(http::field::host);
  if (hosts > 1 || (hosts == 0 && !head.http_1_0)) return problem(400, "one Host line is needed");
  if (auto refused = read_length(fields, head)) return std::move(*refused);
  if (auto refused = read_expect(fields, head)) return std::move(*refused);
  return head;
}

}  // namespace kuboluk::node::http
