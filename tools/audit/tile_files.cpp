#include "tools/audit/tile_files.h"

#include <span>

namespace kuboluk::tools {

namespace {

constexpr std::size_t kHashBytes = 32;

Bytes as_bytes(const std::string& text) {
  return Bytes(text.begin(), text.end());
}

Result<Bytes> cut(const log::TileId& id, const std::string& full) {
  if (id.kind == log::TileKind::kHashes) {
    if (full.size() != kHashBytes * log::kTileWidth) {
      return Error{"C2SP.tiles", log::tile_path(id),
                   "the full tile at its place has a wrong length"};
    }
    return as_bytes(full.substr(0, kHashBytes * id.width));
  }
  const Result<std::vector<Bytes>> entries = log::decode_bundle(bytes_of(full), log::kTileWidth);
  if (!entries) return entries.error();
  return log::encode_bundle(std::span(*entries).first(id.width));
}

}  // namespace

Result<std::string> KeepingSource::read(std::string_view path, std::size_t bytes_max) const {
  if (const auto found = kept_.find(path); found != kept_.end()) return found->second;
  Result<std::string> bytes = source_.read(path, bytes_max);
  if (bytes) kept_.emplace(path, *bytes);
  return bytes;
}

Result<Bytes> TileFiles::read_tile(const log::TileId& id) const {
  const std::size_t bytes_max =
      id.kind == log::TileKind::kHashes ? kHashBytes * id.width : kSourceFileBytesMax;
  const Result<std::string> bytes = source_.read(log::tile_path(id), bytes_max);
  if (bytes) return as_bytes(*bytes);
  if (bytes.error().rule != kAbsentRule || id.width == log::kTileWidth) return bytes.error();
  log::TileId whole = id;
  whole.width = log::kTileWidth;
  const Result<std::string> full = source_.read(log::tile_path(whole), kSourceFileBytesMax);
  if (!full) return bytes.error();
  return cut(id, *full);
}

}  // namespace kuboluk::tools
