#include "ledger/log/tiles.h"

#include <algorithm>
#include <bit>
#include <utility>

#include "crypto/check.h"
#include "ledger/log/tile_bytes.h"

namespace kuboluk::log {
namespace {

constexpr unsigned kTileHeight = 8;
// Places of all tiles of one level that `size` has and `old_size` has not.
void append_new(TileKind kind, unsigned level, std::uint64_t old_size, std::uint64_t size,
                std::vector<TileId>& ids) {
  const std::uint64_t old_count = hashes_at_level(old_size, level);
  const std::uint64_t count = hashes_at_level(size, level);
  if (old_count == count) return;
  for (std::uint64_t i = old_count / kTileWidth; i <= (count - 1) / kTileWidth; ++i) {
    ids.push_back(tile_at(kind, level, i, size));
  }
}

// One level's tiles after `added` follow the `old_count` hashes that it had; gives the hashes of
// the tiles that became full, which are what follows at the next level.
Result<std::vector<Hash>> grow_level(const TileReader& old_tiles, unsigned level,
                                     std::uint64_t old_count, std::span<const Hash> added,
                                     TileGrowth& growth) {
  std::vector<Hash> hashes;
  const unsigned old_width = static_cast<unsigned>(old_count % kTileWidth);
  TileId id{TileKind::kHashes, level, old_count / kTileWidth, old_width};
  if (old_width > 0) {
    const Result<Bytes> old = old_tiles.read_tile(id);
    if (!old) return old.error();
    if (Result<void> ok = check_tile_length(id, *old); !ok) return ok.error();
    hashes = tile_hashes(*old);
    growth.superseded.push_back(id);
  }
  hashes.insert(hashes.end(), added.begin(), added.end());
  std::vector<Hash> full;
  for (std::span<const Hash> rest = hashes; !rest.empty(); ++id.index) {
    id.width = static_cast<unsigned>(std::min<std::size_t>(kTileWidth, rest.size()));
    const std::span<const Hash> part = rest.first(id.width);
    growth.written.push_back({id, tile_bytes(part)});
    if (id.width == kTileWidth) full.push_back(perfect_root(part));
    rest = rest.subspan(id.width);
  }
  return full;
}

}  // namespace

std::uint64_t hashes_at_level(std::uint64_t size, unsigned level) {
  return level * kTileHeight >= 64 ? 0 : size >> (level * kTileHeight);
}

Error tile_error(const TileId& id, std::string detail) {
  return {"C2SP.tiles", tile_path(id), std::move(detail)};
}

Result<void> check_tile_length(const TileId& id, ByteView content) {
  const std::size_t expected = id.width * sizeof(Hash);
  if (content.size() == expected) return {};
  return tile_error(id, "expected " + std::to_string(expected) + " bytes, found " +
                            std::to_string(content.size()));
}

Hash hash_in_tile(ByteView content, std::size_t position) {
  Hash hash;
  KUBOLUK_CHECK((position + 1) * hash.size() <= content.size());
  std::copy_n(content.begin() + static_cast<std::ptrdiff_t>(position * hash.size()), hash.size(),
              hash.begin());
  return hash;
}

std::vector<Hash> tile_hashes(ByteView content) {
  std::vector<Hash> hashes(content.size() / sizeof(Hash));
  for (std::size_t i = 0; i < hashes.size(); ++i)
    hashes[i] = hash_in_tile(content, i);
  return hashes;
}

Bytes tile_bytes(std::span<const Hash> hashes) {
  Bytes bytes;
  bytes.reserve(hashes.size() * sizeof(Hash));
  for (const Hash& hash : hashes)
    bytes.insert(bytes.end(), hash.begin(), hash.end());
  return bytes;
}

Hash perfect_root(std::span<const Hash> hashes) {
  KUBOLUK_CHECK(std::has_single_bit(hashes.size()));
  std::vector<Hash> row(hashes.begin(), hashes.end());
  for (std::size_t width = row.size() / 2; width > 0; width /= 2) {
    for (std::size_t i = 0; i < width; ++i)
      row[i] = node_hash(row[2 * i], row[2 * i + 1]);
  }
  return row[0];
}

bool has_tile_place(TileKind kind, unsigned level, std::uint64_t index, std::uint64_t size) {
  if (kind == TileKind::kEntries && level != 0) return false;
  const std::uint64_t count = hashes_at_level(size, level);
  return count > 0 && index <= (count - 1) / kTileWidth;
}

TileId tile_at(TileKind kind, unsigned level, std::uint64_t index, std::uint64_t size) {
  KUBOLUK_CHECK(has_tile_place(kind, level, index, size));
  const std::uint64_t rest = hashes_at_level(size, level) - index * kTileWidth;
  return {kind, level, index, static_cast<unsigned>(std::min<std::uint64_t>(rest, kTileWidth))};
}

std::vector<TileId> edge_tiles(std::uint64_t size) {
  std::vector<TileId> ids;
  for (unsigned level = 0; hashes_at_level(size, level) > 0; ++level) {
    const std::uint64_t count = hashes_at_level(size, level);
    if (count % kTileWidth == 0) continue;
    ids.push_back(tile_at(TileKind::kHashes, level, count / kTileWidth, size));
  }
  return ids;
}

std::vector<TileId> new_hash_tiles(std::uint64_t old_size, std::uint64_t size) {
  KUBOLUK_CHECK(old_size <= size);
  std::vector<TileId> ids;
  for (unsigned level = 0; hashes_at_level(size, level) > 0; ++level) {
    append_new(TileKind::kHashes, level, old_size, size, ids);
  }
  return ids;
}

std::vector<TileId> new_entry_tiles(std::uint64_t old_size, std::uint64_t size) {
  KUBOLUK_CHECK(old_size <= size);
  std::vector<TileId> ids;
  append_new(TileKind::kEntries, 0, old_size, size, ids);
  return ids;
}

Result<TileGrowth> grow_hash_tiles(const TileReader& old_tiles, std::uint64_t old_size,
                                   std::span<const Hash> new_leaves) {
  KUBOLUK_CHECK(old_size <= kTreeSizeMax - new_leaves.size());
  TileGrowth growth;
  std::vector<Hash> added(new_leaves.begin(), new_leaves.end());
  for (unsigned level = 0; !added.empty(); ++level) {
    Result<std::vector<Hash>> full =
        grow_level(old_tiles, level, hashes_at_level(old_size, level), added, growth);
    if (!full) return full.error();
    added = *std::move(full);
  }
  return growth;
}

Result<TileGrowth> grow_entry_tiles(const TileReader& old_tiles, std::uint64_t old_size,
                                    std::span<const Bytes> new_entries) {
  KUBOLUK_CHECK(old_size <= kTreeSizeMax - new_entries.size());
  TileGrowth growth;
  unsigned width = static_cast<unsigned>(old_size % kTileWidth);
  TileId id{TileKind::kEntries, 0, old_size / kTileWidth, width};
  if (new_entries.empty()) return growth;
  Bytes content;
  if (width > 0) {
    Result<Bytes> old = old_tiles.read_tile(id);
    if (!old) return old.error();
    if (const auto entries = decode_bundle(*old, width); !entries) return entries.error();
    content = *std::move(old);
    growth.superseded.push_back(id);
  }
  while (!new_entries.empty()) {
    const std::size_t taken = std::min<std::size_t>(kTileWidth - width, new_entries.size());
    const Result<Bytes> more = encode_bundle(new_entries.first(taken));
    if (!more) return more.error();
    content.insert(content.end(), more->begin(), more->end());
    id.width = width + static_cast<unsigned>(taken);
    growth.written.push_back({id, std::exchange(content, {})});
    new_entries = new_entries.subspan(taken);
    width = 0;
    ++id.index;
  }
  return growth;
}

Result<Bytes> encode_bundle(std::span<const Bytes> entries) {
  KUBOLUK_CHECK(entries.size() <= kTileWidth);
  Bytes bundle;
  for (const Bytes& entry : entries) {
    if (entry.size() > kEntryBytesMax) {
      return Error{
          "X.SIZE", "entry",
          std::to_string(entry.size()) + " bytes, at most " + std::to_string(kEntryBytesMax)};
    }
    bundle.push_back(static_cast<std::uint8_t>(entry.size() >> 8));
    bundle.push_back(static_cast<std::uint8_t>(entry.size()));
    bundle.insert(bundle.end(), entry.begin(), entry.end());
  }
  return bundle;
}

Result<std::vector<Bytes>> decode_bundle(ByteView bundle, unsigned count) {
  const auto bad = [](std::string detail) {
    return Error{"C2SP.tiles", "entry bundle", std::move(detail)};
  };
  std::vector<Bytes> entries;
  while (!bundle.empty()) {
    if (entries.size() == count) return bad("bytes after the last entry");
    if (bundle.size() < 2) return bad("ends inside a length");
    const std::size_t size = std::size_t{bundle[0]} << 8 | bundle[1];
    bundle = bundle.subspan(2);
    if (size > bundle.size()) return bad("ends inside an entry");
    entries.emplace_back(bundle.begin(), bundle.begin() + static_cast<std::ptrdiff_t>(size));
    bundle = bundle.subspan(size);
  }
  if (entries.size() == count) return entries;
  return bad("expected " + std::to_string(count) + " entries, found " +
             std::to_string(entries.size()));
}

}  // namespace kuboluk::log
