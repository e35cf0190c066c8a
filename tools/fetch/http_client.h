// One exchange after the other with a web server over plain http://, each bounded in time and size.
// Plain is enough: every byte of an answer is checked against signatures, and what is public needs
// no secrecy. No redirects, no cookies, no compression: what cannot be asked for cannot surprise.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "crypto/result.h"

namespace kuboluk::tools {

// Longest wait for one step (name, connection, one answer); stops a server that never finishes.
inline constexpr int kHttpTimeoutSeconds = 15;
// Longest header of an answer; stops a server that sends header lines for ever.
inline constexpr std::size_t kHttpHeaderBytesMax = 16'384;

struct HttpAddress {
  std::string host;
  std::string port;    // "80" unless given
  std::string prefix;  // of every path, with leading and without trailing slash: "" or "/logs/kg"
};

// X.FORM for anything but http://host[:port][/path]: other schemes, user names, queries.
Result<HttpAddress> parse_http_address(std::string_view url);
// "http://host[:port][/path]".
std::string to_text(const HttpAddress& address);

// What a server said, believed by nobody yet.
struct HttpAnswer {
  unsigned status = 0;
  std::string body;
  std::optional<int> retry_after_s;  // header Retry-After, in seconds
};

// One connection, kept open between exchanges. Not for several threads.
class HttpClient {
 public:
  explicit HttpClient(HttpAddress address, int timeout_seconds = kHttpTimeoutSeconds);
  HttpClient(HttpClient&& other) noexcept;
  ~HttpClient();

  // `target`: below the address, without leading slash ("tile/0/000"). Whatever the status is, it
  // is an answer. Errors: kUnreachableRule (no answer in time, or no sense in it), X.SIZE (longer
  // than `bytes_max`).
  Result<HttpAnswer> get(std::string_view target, std::size_t bytes_max);
  // As above. A request may reach the server twice (a kept connection may break after it was read):
  // only for what may be said again. `wait_seconds`: for the answer.
  Result<HttpAnswer> post(std::string_view target, std::string body, std::size_t bytes_max,
                          int wait_seconds);

  std::string name() const { return to_text(address_); }

 private:
  struct Connection;
  struct Request;
  Result<HttpAnswer> exchange(const Request& request, std::size_t bytes_max);
  HttpAddress address_;
  int timeout_seconds_;
  std::unique_ptr<Connection> connection_;
};

}  // namespace kuboluk::tools
