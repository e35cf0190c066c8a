// Hashes inside tiles: what the two tile files share. Not for other boxes.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "crypto/bytes.h"
#include "crypto/result.h"
#include "ledger/log/tiles.h"

namespace kuboluk::log {

// How many hashes a level has in all: 0 for levels that the tree does not reach.
std::uint64_t hashes_at_level(std::uint64_t size, unsigned level);
// Whether a tile (of any width) has that place in a tree of that size.
bool has_tile_place(TileKind kind, unsigned level, std::uint64_t index, std::uint64_t size);

Error tile_error(const TileId& id, std::string detail);
// A hash tile has exactly 32 bytes per hash of its width.
Result<void> check_tile_length(const TileId& id, ByteView content);

// The position must lie inside (checked).
Hash hash_in_tile(ByteView content, std::size_t position);
std::vector<Hash> tile_hashes(ByteView content);
Bytes tile_bytes(std::span<const Hash> hashes);
// Root over a power of two of hashes (checked).
Hash perfect_root(std::span<const Hash> hashes);

}  // namespace kuboluk::log
