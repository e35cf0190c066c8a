// Files of a web server over plain http://. Plain is enough: every byte is checked against a signed
// checkpoint, and what is public needs no secrecy. No redirects, no cookies, no compression: what
// cannot be asked for cannot surprise.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "tools/fetch/source.h"

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

// One connection, kept open between reads. Not for several threads.
class HttpSource final : public Source {
 public:
  explicit HttpSource(HttpAddress address, int timeout_seconds = kHttpTimeoutSeconds);
  ~HttpSource() override;
  Result<std::string> read(std::string_view path, std::size_t bytes_max) const override;
  std::string name() const override;

 private:
  struct Connection;
  HttpAddress address_;
  int timeout_seconds_;
  std::unique_ptr<Connection> connection_;
};

}  // namespace kuboluk::tools
