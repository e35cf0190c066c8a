// C2SP tlog-tiles: the log as immutable static resources. A hash tile of level L and index N holds
// 256 (partial, at the right edge: fewer) hashes of perfect subtrees of height 8 * L; an entry
// bundle holds the entries under a level 0 tile, each after its length in two bytes, big endian.
//
// Pure: where tiles lie (LMDB, directory, HTTP) is the TileReader's business.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "crypto/bytes.h"
#include "crypto/result.h"
#include "ledger/log/merkle.h"

namespace kuboluk::log {

inline constexpr unsigned kTileWidth = 256;  // hashes in a full tile (height 8)
// Longest entry: lengths in a bundle have 16 bits.
inline constexpr std::size_t kEntryBytesMax = 65'535;

enum class TileKind { kHashes, kEntries };

// Names one immutable resource. A partial tile is another resource than the full tile at its place.
struct TileId {
  TileKind kind = TileKind::kHashes;
  unsigned level = 0;  // 0..63; 0 for entries
  std::uint64_t index = 0;
  unsigned width = kTileWidth;  // 1..256 hashes or entries; below 256: partial
  auto operator<=>(const TileId&) const = default;
};

struct Tile {
  TileId id;
  Bytes content;
  bool operator==(const Tile&) const = default;
};

// "tile/<L>/<N>[.p/<W>]" or "tile/entries/<N>[.p/<W>]", N as in x001/x234/067.
std::string tile_path(const TileId& id);
// Accepts exactly what tile_path prints. Error: C2SP.tiles.
Result<TileId> parse_tile_path(std::string_view path);

class TileReader {
 public:
  virtual ~TileReader() = default;
  // The bytes of exactly this resource. Errors: the source's own; an absent tile is an error.
  virtual Result<Bytes> read_tile(const TileId& id) const = 0;
};

// The tile (of a tree of `size` leaves) at that place: full, or partial with the width that the
// size gives. The place must lie inside the tree (checked).
TileId tile_at(TileKind kind, unsigned level, std::uint64_t index, std::uint64_t size);
// The partial hash tiles of a tree of that size, lowest level first: at most one per level.
std::vector<TileId> edge_tiles(std::uint64_t size);
// The hash tiles / entry bundles that a tree of `size` has and one of `old_size` has not: full
// tiles completed since, then the partial ones. old_size <= size (checked). Lowest level first, by
// index.
std::vector<TileId> new_hash_tiles(std::uint64_t old_size, std::uint64_t size);
std::vector<TileId> new_entry_tiles(std::uint64_t old_size, std::uint64_t size);

// What a growth changes: tiles to write, and old partial tiles that they make unnecessary (C2SP
// lets a log delete a partial tile only once the full one is there: the publisher decides, not this
// list).
struct TileGrowth {
  std::vector<Tile> written;  // in the order of new_hash_tiles / new_entry_tiles
  std::vector<TileId> superseded;
};
// `old_tiles` is asked only for edge tiles of old_size. Errors: C2SP.tiles if one has a wrong
// length.
Result<TileGrowth> grow_hash_tiles(const TileReader& old_tiles, std::uint64_t old_size,
                                   std::span<const Hash> new_leaves);
// As above for entry bundles. Errors: X.SIZE for an entry over kEntryBytesMax.
Result<TileGrowth> grow_entry_tiles(const TileReader& old_tiles, std::uint64_t old_size,
                                    std::span<const Bytes> new_entries);

// Hashes of perfect subtrees out of tiles, for proofs over a tree of `size`. Checks lengths only:
// give it a VerifiedTiles where the source is not trusted. Both references must outlive it.
class TileHashReader final : public HashReader {
 public:
  TileHashReader(const TileReader& tiles, std::uint64_t size) : tiles_(tiles), size_(size) {}
  Result<Hash> read_hash(unsigned level, std::uint64_t index) const override;

 private:
  const TileReader& tiles_;
  std::uint64_t size_;
};

// The root from the stored right-edge tiles alone; shares no code with CompactRange, so that a
// signer can compare two computations (RELIABILITY 5.5). At most 8 tiles are read.
Result<Hash> root_from_tiles(const TileReader& tiles, std::uint64_t size);
// Reads every hash tile of the tree, checks each against the level below, and gives the root. With
// `entries`, every bundle is read too and checked against its level 0 tile.
Result<Hash> audit_tiles(const TileReader& tiles, std::uint64_t size, bool entries);

// The root of the perfect subtree under a full hash tile.
Result<Hash> full_tile_hash(ByteView content);
// A full tile belongs where its parent tile holds `hash`. Error: C2SP.tiles.
Result<void> check_full_tile(const TileId& id, ByteView content, const Hash& hash);
// The bundle's entries are those of the level 0 tile with the same index and width.
Result<void> check_entry_tile(const TileId& id, ByteView bundle, ByteView hash_tile);

// Tiles of an untrusted source, each proven to belong to the tree (size, root) before it is given
// out. Holding one proves that the edge tiles hash to the root. The source must outlive it.
class VerifiedTiles final : public TileReader {
 public:
  static Result<VerifiedTiles> open(const TileReader& source, std::uint64_t size, const Hash& root);
  // Hash tiles and entry bundles of this tree. Errors: C2SP.tiles (does not belong), the source's.
  Result<Bytes> read_tile(const TileId& id) const override;

 private:
  VerifiedTiles(const TileReader& source, std::uint64_t size) : source_(&source), size_(size) {}
  Result<Bytes> read_hash_tile(const TileId& id) const;
  const TileReader* source_;
  std::uint64_t size_;
  std::map<TileId, Bytes> edge_;
};

// Entry bundles. At most 256 entries. Errors: X.SIZE (entry too long).
Result<Bytes> encode_bundle(std::span<const Bytes> entries);
// Exactly `count` entries and not one byte more. Error: C2SP.tiles.
Result<std::vector<Bytes>> decode_bundle(ByteView bundle, unsigned count);

}  // namespace kuboluk::log
