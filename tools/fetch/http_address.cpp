#include <algorithm>
#include <charconv>

#include "tools/fetch/http_client.h"
#include "tools/output/words.h"

namespace kuboluk::tools {

namespace {

constexpr std::string_view kScheme = "http://";
constexpr std::size_t kUrlBytesMax =
    2'000;  // no address is longer; stops a header line from growing

bool is_host(std::string_view host) {
  constexpr std::string_view kAllowed =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-";
  return !host.empty() && host.find_first_not_of(kAllowed) == std::string_view::npos;
}

bool is_port(std::string_view text) {
  unsigned port = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  return error == std::errc() && end == text.data() + text.size() && port > 0 && port < 65'536;
}

bool is_path(std::string_view path) {
  for (const char c : path) {
    if (c <= ' ' || c > '~' || c == '?' || c == '#' || c == '\\') return false;
  }
  return true;
}

}  // namespace

Result<HttpAddress> parse_http_address(std::string_view url) {
  const Error wrong{"X.FORM", printable(url, 80),
                    "an address has the form http://host[:port][/path] and nothing else"};
  if (url.size() > kUrlBytesMax || !url.starts_with(kScheme)) return wrong;
  url.remove_prefix(kScheme.size());
  const std::size_t slash = std::min(url.find('/'), url.size());
  std::string_view authority = url.substr(0, slash);
  std::string_view prefix = url.substr(slash);
  while (prefix.ends_with('/'))
    prefix.remove_suffix(1);
  HttpAddress address{"", "80", std::string(prefix)};
  if (const std::size_t colon = authority.find(':'); colon != std::string_view::npos) {
    address.port = std::string(authority.substr(colon + 1));
    authority = authority.substr(0, colon);
  }
  address.host = std::string(authority);
  if (!is_host(address.host) || !is_port(address.port) || !is_path(prefix)) return wrong;
  return address;
}

}  // namespace kuboluk::tools
