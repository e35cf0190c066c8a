#include <algorithm>
#include <optional>
#include <string>

#include "ledger/log/decimal.h"
#include "ledger/log/tiles.h"

namespace kuboluk::log {
namespace {

constexpr unsigned kLevelMax = 63;  // C2SP tlog-tiles; trees of at most 2^63 leaves reach level 7
constexpr std::uint64_t kPathBase = 1000;
constexpr std::string_view kPrefix = "tile/";
constexpr std::string_view kEntries = "entries";
constexpr std::string_view kPartial = ".p/";

std::string three_digits(std::uint64_t n) {
  const std::string digits = std::to_string(n);
  return std::string(3 - digits.size(), '0') + digits;
}

// "x001/x234/067"
std::string index_path(std::uint64_t index) {
  std::string path = three_digits(index % kPathBase);
  for (index /= kPathBase; index > 0; index /= kPathBase) {
    path = "x" + three_digits(index % kPathBase) + "/" + path;
  }
  return path;
}

// The inverse, lax: the caller prints the result and compares.
std::optional<std::uint64_t> parse_index(std::string_view path) {
  std::uint64_t index = 0;
  while (true) {
    const std::size_t end = std::min(path.find('/'), path.size());
    std::string_view digits = path.substr(0, end);
    if (digits.starts_with('x')) digits.remove_prefix(1);
    const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
    if (digits.size() != 3 || !std::all_of(digits.begin(), digits.end(), is_digit)) {
      return std::nullopt;
    }
    if (index > kTreeSizeMax / kPathBase - 1) return std::nullopt;
    for (char c : digits)
      index = 10 * index + static_cast<std::uint64_t>(c - '0');
    if (end == path.size()) return index;
    path.remove_prefix(end + 1);
  }
}

std::optional<TileId> parse_lax(std::string_view path) {
  if (!path.starts_with(kPrefix)) return std::nullopt;
  path.remove_prefix(kPrefix.size());
  TileId id;
  const std::size_t slash = path.find('/');
  if (slash == std::string_view::npos) return std::nullopt;
  const std::string_view level_text = path.substr(0, slash);
  if (level_text == kEntries) {
    id.kind = TileKind::kEntries;
  } else {
    const std::optional<std::uint64_t> level = parse_decimal(level_text);
    if (!level || *level > kLevelMax) return std::nullopt;
    id.level = static_cast<unsigned>(*level);
  }
  path.remove_prefix(slash + 1);
  if (const std::size_t dot = path.find(kPartial); dot != std::string_view::npos) {
    const std::optional<std::uint64_t> width = parse_decimal(path.substr(dot + kPartial.size()));
    if (!width || *width < 1 || *width >= kTileWidth) return std::nullopt;
    id.width = static_cast<unsigned>(*width);
    path = path.substr(0, dot);
  }
  const std::optional<std::uint64_t> index = parse_index(path);
  if (!index) return std::nullopt;
  id.index = *index;
  return id;
}

}  // namespace

std::string tile_path(const TileId& id) {
  std::string path(kPrefix);
  path += id.kind == TileKind::kEntries ? std::string(kEntries) : std::to_string(id.level);
  path += "/" + index_path(id.index);
  if (id.width < kTileWidth) path += std::string(kPartial) + std::to_string(id.width);
  return path;
}

Result<TileId> parse_tile_path(std::string_view path) {
  const std::optional<TileId> id = parse_lax(path);
  if (!id || tile_path(*id) != path) {
    return Error{"C2SP.tiles", "path", "expected tile/<L>/<N>[.p/<W>] or tile/entries/<N>[.p/<W>]"};
  }
  return *id;
}

}  // namespace kuboluk::log
