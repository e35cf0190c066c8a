// The header of an HTTP request (RELIABILITY 46). Whatever is accepted has one reading: the
// strictest parts of RFC 9112 hold for it.
#include "node/http/head.h"
#include "tests/fuzz/target.h"

using namespace kuboluk;

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = fuzz::text_of(data, size);
  const auto judged = node::http::parse_head(text);
  const auto* head = std::get_if<node::http::RequestHead>(&judged);
  if (head == nullptr) return 0;
  KUBOLUK_CHECK(!head->method.empty() && !head->target.empty());
  KUBOLUK_CHECK(text.starts_with(head->method + " " + head->target + " HTTP/1."));
  KUBOLUK_CHECK(text.ends_with("\r\n\r\n"));
  KUBOLUK_CHECK(head->has_content_length || head->content_length == 0);
  KUBOLUK_CHECK(text.find("\r\n ") == std::string_view::npos);
  KUBOLUK_CHECK(text.find("\r\n\t") == std::string_view::npos);
  return 0;
}
