// Files of a web server over plain http://.
#pragma once

#include <string>
#include <string_view>

#include "tools/fetch/http_client.h"
#include "tools/fetch/source.h"

namespace kuboluk::tools {

// Not for several threads.
class HttpSource final : public Source {
 public:
  explicit HttpSource(HttpAddress address, int timeout_seconds = kHttpTimeoutSeconds)
      : client_(std::move(address), timeout_seconds) {}
  Result<std::string> read(std::string_view path, std::size_t bytes_max) const override;
  std::string name() const override { return client_.name(); }

 private:
  mutable HttpClient client_;  // its connection is kept between reads
};

}  // namespace kuboluk::tools
