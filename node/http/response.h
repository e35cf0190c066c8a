// An answer of the public plane, before it is put into bytes.
#pragma once

#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace kuboluk::node::http {

inline constexpr char kTextType[] = "text/plain; charset=utf-8";
inline constexpr char kJsonType[] = "application/json";
inline constexpr char kBinaryType[] = "application/octet-stream";

// Value type.
struct Response {
  unsigned status = 200;
  std::string type = kTextType;
  std::string body;
  // Beyond those that every answer gets. Without a Cache-Control nobody may keep the answer.
  std::vector<std::pair<std::string, std::string>> headers;
};

// Takes the answer to one request; called once, on the thread that owns the sockets.
using Reply = std::function<void(Response)>;

}  // namespace kuboluk::node::http
