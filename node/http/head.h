// The header of one request, judged strictly. Boost.Beast 1.81 parses it; what Beast would accept
// and two servers in a row could read differently (request smuggling) is refused here: folded
// lines, Content-Length twice or as a list, Transfer-Encoding of any kind, Host twice.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "node/http/response.h"

namespace kuboluk::node::http {

// Header lines of one request; clients send about ten. Stops thousands of empty fields.
inline constexpr std::size_t kHeaderLinesMax = 64;

struct RequestHead {
  std::string method;
  std::string target;
  bool http_1_0 = false;
  bool keep_alive = false;
  std::uint64_t content_length = 0;
  bool has_content_length = false;
  bool expects_continue = false;
  // What the client would like to read; empty: it did not say.
  std::string accept;
  std::string accept_language;
  std::string if_none_match;
  std::string last_event_id;
};

// `bytes`: from the request line to the empty line, both included. Otherwise what to answer (400,
// 411, 417, 431, 505), after which the connection is closed: where the next request begins is not
// certain.
std::variant<RequestHead, Response> parse_head(std::string_view bytes);

}  // namespace kuboluk::node::http
