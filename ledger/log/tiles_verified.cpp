#include <algorithm>
#include <optional>
#include <utility>

#include "crypto/check.h"
#include "ledger/log/tile_bytes.h"
#include "ledger/log/tiles.h"

namespace kuboluk::log {
namespace {

constexpr unsigned kTileHeight = 8;

Result<Bytes> read_checked_length(const TileReader& tiles, const TileId& id) {
  Result<Bytes> content = tiles.read_tile(id);
  if (!content) return content;
  if (Result<void> ok = check_tile_length(id, *content); !ok) return ok.error();
  return content;
}

// The edge tiles of a tree, lowest level first, combined into its root: the hashes of one tile make
// up perfect subtrees, one per bit of its width, each left of all that came before.
Hash root_of_edge(std::span<const Tile> edge) {
  std::optional<Hash> right;
  for (const Tile& tile : edge) {
    const std::vector<Hash> hashes = tile_hashes(tile.content);
    std::span<const Hash> rest = hashes;
    for (std::size_t width = 1; !rest.empty(); width *= 2) {
      if ((rest.size() & width) == 0) continue;
      const Hash left = perfect_root(rest.last(width));
      right = right ? node_hash(left, *right) : left;
      rest = rest.first(rest.size() - width);
    }
  }
  return right ? *right : empty_tree_root();
}

Result<std::vector<Tile>> read_edge(const TileReader& tiles, std::uint64_t size) {
  if (size > kTreeSizeMax) return Error{"C2SP.tiles", "tree", "size above 2^63 - 1"};
  std::vector<Tile> edge;
  for (const TileId& id : edge_tiles(size)) {
    Result<Bytes> content = read_checked_length(tiles, id);
    if (!content) return content.error();
    edge.push_back({id, *std::move(content)});
  }
  return edge;
}

// Checks one level against the full tiles of the level below; gives the hashes of its own full
// tiles.
Result<std::vector<Hash>> audit_level(const TileReader& tiles, std::uint64_t size, unsigned level,
                                      std::span<const Hash> below) {
  std::vector<Hash> full;
  const std::uint64_t count = hashes_at_level(size, level);
  for (std::uint64_t i = 0; i * kTileWidth < count; ++i) {
    const TileId id = tile_at(TileKind::kHashes, level, i, size);
    const Result<Bytes> content = read_checked_length(tiles, id);
    if (!content) return content.error();
    const std::vector<Hash> hashes = tile_hashes(*content);
    if (level > 0 && !std::equal(hashes.begin(), hashes.end(),
                                 below.begin() + static_cast<std::ptrdiff_t>(i * kTileWidth))) {
      return tile_error(id, "is not made of the hashes of the tiles below");
    }
    if (id.width == kTileWidth) full.push_back(perfect_root(hashes));
  }
  return full;
}

Result<void> audit_entries(const TileReader& tiles, std::uint64_t size) {
  for (const TileId& id : new_entry_tiles(0, size)) {
    const Result<Bytes> bundle = tiles.read_tile(id);
    if (!bundle) return bundle.error();
    const Result<Bytes> hashes = tiles.read_tile({TileKind::kHashes, 0, id.index, id.width});
    if (!hashes) return hashes.error();
    if (Result<void> ok = check_entry_tile(id, *bundle, *hashes); !ok) return ok;
  }
  return {};
}

}  // namespace

Result<Hash> TileHashReader::read_hash(unsigned level, std::uint64_t index) const {
  const unsigned tile_level = level / kTileHeight;
  const unsigned height = level % kTileHeight;
  const std::uint64_t count = std::uint64_t{1} << height;
  const std::uint64_t available = hashes_at_level(size_, tile_level);
  if (index >= available >> height) {
    return Error{"C2SP.tiles", "tree",
                 "no subtree of level " + std::to_string(level) + " at " + std::to_string(index)};
  }
  const std::uint64_t begin = index << height;
  const TileId id = tile_at(TileKind::kHashes, tile_level, begin / kTileWidth, size_);
  const Result<Bytes> content = read_checked_length(tiles_, id);
  if (!content) return content.error();
  const std::vector<Hash> hashes = tile_hashes(*content);
  return perfect_root(std::span(hashes).subspan(begin % kTileWidth, count));
}

Result<Hash> root_from_tiles(const TileReader& tiles, std::uint64_t size) {
  const Result<std::vector<Tile>> edge = read_edge(tiles, size);
  if (!edge) return edge.error();
  return root_of_edge(*edge);
}

Result<Hash> audit_tiles(const TileReader& tiles, std::uint64_t size, bool entries) {
  if (size > kTreeSizeMax) return Error{"C2SP.tiles", "tree", "size above 2^63 - 1"};
  std::vector<Hash> below;
  for (unsigned level = 0; hashes_at_level(size, level) > 0; ++level) {
    Result<std::vector<Hash>> full = audit_level(tiles, size, level, below);
    if (!full) return full.error();
    below = *std::move(full);
  }
  if (entries) {
    if (Result<void> ok = audit_entries(tiles, size); !ok) return ok.error();
  }
  return root_from_tiles(tiles, size);
}

Result<Hash> full_tile_hash(ByteView content) {
  const TileId any_full;
  if (Result<void> ok = check_tile_length(any_full, content); !ok) return ok.error();
  return perfect_root(tile_hashes(content));
}

Result<void> check_full_tile(const TileId& id, ByteView content, const Hash& hash) {
  if (id.kind != TileKind::kHashes || id.width != kTileWidth) {
    return tile_error(id, "is not a full hash tile");
  }
  if (Result<void> ok = check_tile_length(id, content); !ok) return ok;
  if (perfect_root(tile_hashes(content)) == hash) return {};
  return tile_error(id, "does not have the hash that the tile above holds");
}

Result<void> check_entry_tile(const TileId& id, ByteView bundle, ByteView hash_tile) {
  if (Result<void> ok = check_tile_length(id, hash_tile); !ok) return ok;
  const Result<std::vector<Bytes>> entries = decode_bundle(bundle, id.width);
  if (!entries) return tile_error(id, entries.error().detail);
  for (std::size_t i = 0; i < entries->size(); ++i) {
    if (leaf_hash((*entries)[i]) == hash_in_tile(hash_tile, i)) continue;
    return tile_error(id, "entry " + std::to_string(i) + " does not have the hash of its leaf");
  }
  return {};
}

Result<VerifiedTiles> VerifiedTiles::open(const TileReader& source, std::uint64_t size,
                                          const Hash& root) {
  Result<std::vector<Tile>> edge = read_edge(source, size);
  if (!edge) return edge.error();
  if (root_of_edge(*edge) != root) {
    return Error{"C2SP.tiles", "tree of size " + std::to_string(size),
                 "its edge tiles do not hash to the root"};
  }
  VerifiedTiles tiles(source, size);
  for (Tile& tile : *edge)
    tiles.edge_.emplace(tile.id, std::move(tile.content));
  return tiles;
}

Result<Bytes> VerifiedTiles::read_tile(const TileId& id) const {
  if (!has_tile_place(id.kind, id.level, id.index, size_) ||
      tile_at(id.kind, id.level, id.index, size_) != id) {
    return tile_error(id, "does not exist in a tree of size " + std::to_string(size_));
  }
  if (id.kind == TileKind::kHashes) return read_hash_tile(id);
  const Result<Bytes> hashes = read_hash_tile({TileKind::kHashes, 0, id.index, id.width});
  if (!hashes) return hashes.error();
  Result<Bytes> bundle = source_->read_tile(id);
  if (!bundle) return bundle;
  if (Result<void> ok = check_entry_tile(id, *bundle, *hashes); !ok) return ok.error();
  return bundle;
}

// Recurses at most 8 deep: the tile above a full tile always exists, and the topmost tile is
// partial.
Result<Bytes> VerifiedTiles::read_hash_tile(const TileId& id) const {
  if (id.width < kTileWidth) return edge_.at(id);
  const Result<Bytes> above =
      read_hash_tile(tile_at(TileKind::kHashes, id.level + 1, id.index / kTileWidth, size_));
  if (!above) return above;
  Result<Bytes> content = source_->read_tile(id);
  if (!content) return content;
  const Hash expected = hash_in_tile(*above, id.index % kTileWidth);
  if (Result<void> ok = check_full_tile(id, *content, expected); !ok) return ok.error();
  return content;
}

}  // namespace kuboluk::log
