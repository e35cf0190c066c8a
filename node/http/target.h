// A request target divided and decoded once (RFC 9112 3.2, RFC 3986). Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace kuboluk::node::http {

// Most path segments: a tile of the largest tree has 11. Stops a target of slashes.
inline constexpr std::size_t kSegmentsMax = 16;

// Segments are printable ASCII without slashes, "." and "..": every name of ours is. Values of the
// query may hold spaces and bytes beyond ASCII too (a number typed in Cyrillic is told to be no
// number), but no control characters.
struct Target {
  std::vector<std::string> segments;
  std::vector<std::pair<std::string, std::string>> query;
  bool has_query = false;
};

// Nothing for a target that nobody has to understand.
std::optional<Target> read_target(std::string_view text);
// As requested, without scheme and name: what a page links to itself with.
std::string_view without_authority(std::string_view target);

}  // namespace kuboluk::node::http
