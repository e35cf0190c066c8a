// Which resource a request line asks for. Pure: no socket, no state.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "node/http/response.h"

namespace kuboluk::node::http {

// Longest request target; a path of ours has at most about 250 bytes. Stops the rest of the header
// limit from being spent on one.
inline constexpr std::size_t kTargetBytesMax = 2048;
// Most path segments: a tile of the largest tree has 11. Stops a target of slashes.
inline constexpr std::size_t kSegmentsMax = 16;

enum class Page {
  kSubmit,
  kCheckpoint,
  kTile,
  kGenesis,
  kProof,
  kList,
  kReceipt,
  kEvidence,
  kHealth,
  kStatus,
};

struct Route {
  Page page = Page::kHealth;
  std::vector<std::string> words;         // what follows the page's own first segment
  bool wait = false;                      // kSubmit
  std::optional<std::uint64_t> at_least;  // kSubmit
};

// The route, or what to answer: 204 to OPTIONS, 400 for a target that nobody has to understand,
// 404, 405 with Allow, 414, 501.
std::variant<Route, Response> find_route(std::string_view method, std::string_view target);

}  // namespace kuboluk::node::http
