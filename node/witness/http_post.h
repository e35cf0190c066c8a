// One POST over plain HTTP/1.1 to a witness, with one deadline for all of it.
#pragma once

#include <boost/asio/io_context.hpp>
#include <chrono>
#include <functional>
#include <string>

#include "crypto/result.h"
#include "node/config.h"

namespace kuboluk::node::witness {

struct HttpAnswer {
  unsigned status = 0;
  std::string type;  // Content-Type
  std::string body;
};

// Calls `done` exactly once, on `io`, unless the io_context stops before. The answer has at most
// `answer_bytes_max` bytes of body. Redirects are answers like any other. Error: X.ADDRESS, what
// did not work.
void post(boost::asio::io_context& io, const HttpPlace& place, const std::string& resource,
          std::string body, std::chrono::milliseconds deadline, std::size_t answer_bytes_max,
          std::function<void(Result<HttpAnswer>)> done);

}  // namespace kuboluk::node::witness
