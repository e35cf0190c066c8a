#include "ledger/log/tiles.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <random>

#include "tests/ledger/log/print_result.h"

namespace kuboluk::log {
namespace {

class MemoryTiles final : public TileReader {
 public:
  Result<Bytes> read_tile(const TileId& id) const override {
    ++reads;
    const auto found = tiles.find(id);
    if (found == tiles.end()) return Error{"test", tile_path(id), "absent"};
    return found->second;
  }
  void write(const TileGrowth& growth) {
    for (const Tile& tile : growth.written)
      tiles.emplace(tile.id, tile.content);
    for (const TileId& id : growth.superseded)
      tiles.erase(id);
  }

  std::map<TileId, Bytes> tiles;
  mutable std::size_t reads = 0;
};

Bytes entry(std::uint64_t i) {
  const std::string text = "entry " + std::to_string(i);
  return {text.begin(), text.end()};
}

struct Log {
  MemoryTree tree;
  MemoryTiles tiles;

  TileGrowth grow_to(std::uint64_t size) {
    const std::uint64_t old_size = tree.size();
    std::vector<Bytes> entries;
    std::vector<Hash> leaves;
    for (std::uint64_t i = old_size; i < size; ++i) {
      entries.push_back(entry(i));
      leaves.push_back(leaf_hash(entries.back()));
      tree.append(leaves.back());
    }
    TileGrowth hashes = grow_hash_tiles(tiles, old_size, leaves).value();
    TileGrowth bundles = grow_entry_tiles(tiles, old_size, entries).value();
    tiles.write(hashes);
    tiles.write(bundles);
    return hashes;
  }
};

std::vector<TileId> ids_of(const std::vector<Tile>& tiles) {
  std::vector<TileId> ids;
  for (const Tile& tile : tiles)
    ids.push_back(tile.id);
  return ids;
}

}  // namespace

TEST_CASE("C2SP tlog-tiles: paths print and parse back") {
  const std::vector<std::pair<TileId, std::string>> table = {
      {{TileKind::kHashes, 0, 0, 256}, "tile/0/000"},
      {{TileKind::kHashes, 0, 1234067, 256}, "tile/0/x001/x234/067"},
      {{TileKind::kHashes, 1, 999, 17}, "tile/1/999.p/17"},
      {{TileKind::kHashes, 63, 1000, 255}, "tile/63/x001/000.p/255"},
      {{TileKind::kEntries, 0, 273, 112}, "tile/entries/273.p/112"},
      {{TileKind::kEntries, 0, 1'000'000, 256}, "tile/entries/x001/x000/000"},
      {{TileKind::kEntries, 0, kTreeSizeMax / 1000 * 1000 - 1, 1},
       "tile/entries/x009/x223/x372/x036/x854/x774/999.p/1"},
  };
  for (const auto& [id, path] : table) {
    CHECK(tile_path(id) == path);
    CHECK(parse_tile_path(path).value() == id);
  }
}

TEST_CASE("C2SP tlog-tiles: no other path is accepted") {
  for (const char* path : {"",
                           "tile",
                           "tile/",
                           "tile/0",
                           "tile/0/",
                           "tile/0/0",
                           "tile/0/00",
                           "tile/0/0000",
                           "tile/00/000",
                           "tile/64/000",
                           "tile/-1/000",
                           "tile/0/x000/000",
                           "tile/0/x000/x001/000",
                           "tile/0/001/000",
                           "tile/0/x001",
                           "tile/0/x001/x000",
                           "tile/0/x001/000/",
                           "/tile/0/000",
                           "tile/0/000.p/0",
                           "tile/0/000.p/256",
                           "tile/0/000.p/01",
                           "tile/0/000.p/",
                           "tile/0/000.p",
                           "tile/0/000.p/1/",
                           "tile/0/000.p/1.p/1",
                           "tile/0/000?x",
                           "tile/0/0x0",
                           "tile/0/ 00",
                           "tile/0/+00",
                           "tile/entries",
                           "tile/entries/",
                           "tile/entries/0",
                           "tile/entries/x/000",
                           "tile/Entries/000",
                           "tile/0/../000",
                           "tile/0/x999/x999/x999/x999/x999/x999/999",
                           "tile/0/x009/x999/x999/x999/x999/x999/999",
                           "tile/0/x001/x001/x001/x001/x001/x001/x001/001"}) {
    INFO(path);
    CHECK_FALSE(parse_tile_path(path));
  }
}

TEST_CASE("C2SP tlog-tiles: the tiles of trees of 70,000 and of 256 leaves") {
  const auto count = [](std::uint64_t size, unsigned level, bool partial) {
    const std::vector<TileId> ids = new_hash_tiles(0, size);
    return std::count_if(ids.begin(), ids.end(), [&](const TileId& id) {
      return id.level == level && (id.width < kTileWidth) == partial;
    });
  };
  CHECK(count(70'000, 0, false) == 273);
  CHECK(count(70'000, 1, false) == 1);
  CHECK(edge_tiles(70'000) == std::vector<TileId>{{TileKind::kHashes, 0, 273, 112},
                                                  {TileKind::kHashes, 1, 1, 17},
                                                  {TileKind::kHashes, 2, 0, 1}});
  CHECK(new_hash_tiles(0, 256) ==
        std::vector<TileId>{{TileKind::kHashes, 0, 0, 256}, {TileKind::kHashes, 1, 0, 1}});
  CHECK(new_hash_tiles(0, 0).empty());
  CHECK(new_entry_tiles(256, 256).empty());
  CHECK(new_entry_tiles(250, 513) == std::vector<TileId>{{TileKind::kEntries, 0, 0, 256},
                                                         {TileKind::kEntries, 0, 1, 256},
                                                         {TileKind::kEntries, 0, 2, 1}});
  CHECK(edge_tiles(kTreeSizeMax).size() == 8);
}

TEST_CASE("tiles grown in any steps are those grown at once, and give every root and proof") {
  std::mt19937_64 random(256);
  for (int round = 0; round < 6; ++round) {
    Log log;
    CompactRange range;
    while (log.tree.size() < 1500) {
      const std::uint64_t old_size = log.tree.size();
      const std::uint64_t size = old_size + random() % (round < 3 ? 40 : 700);
      const TileGrowth growth = log.grow_to(size);
      REQUIRE(ids_of(growth.written) == new_hash_tiles(old_size, size));
      for (std::uint64_t i = old_size; i < size; ++i)
        range.append(leaf_hash(entry(i)));
      REQUIRE(root_from_tiles(log.tiles, size).value() == range.root());
      REQUIRE(audit_tiles(log.tiles, size, true).value() == range.root());
      if (size == 0) continue;
      const TileHashReader reader(log.tiles, size);
      REQUIRE(tree_root(reader, size).value() == range.root());
      const std::uint64_t index = random() % size;
      REQUIRE(inclusion_proof(reader, index, size).value() ==
              inclusion_proof(log.tree, index, size).value());
      REQUIRE(consistency_proof(reader, index, size).value() ==
              consistency_proof(log.tree, index, size).value());
    }
    Log at_once;
    at_once.grow_to(log.tree.size());
    REQUIRE(at_once.tiles.tiles == log.tiles.tiles);
  }
}

TEST_CASE("a tree with three levels of tiles: roots, proofs and verified reading agree") {
  Log log;
  log.grow_to(65'536 + 300);
  const std::uint64_t size = log.tree.size();
  const Hash root = log.tree.root(size);
  CHECK(root_from_tiles(log.tiles, size).value() == root);
  CHECK(audit_tiles(log.tiles, size, false).value() == root);
  const auto verified = VerifiedTiles::open(log.tiles, size, root);
  REQUIRE(verified);
  const TileHashReader reader(*verified, size);
  for (std::uint64_t index :
       {std::uint64_t{0}, std::uint64_t{65'535}, std::uint64_t{65'536}, size - 1}) {
    const Proof proof = inclusion_proof(reader, index, size).value();
    CHECK(verify_inclusion(index, size, leaf_hash(entry(index)), proof, root));
  }
  CHECK_FALSE(reader.read_hash(0, size));
  CHECK_FALSE(reader.read_hash(17, 0));
  CHECK_FALSE(reader.read_hash(64, 0));
  CHECK(verified->read_tile({TileKind::kEntries, 0, 0, 256}));
  CHECK_FALSE(verified->read_tile({TileKind::kEntries, 0, 0, 255}));
  CHECK_FALSE(verified->read_tile({TileKind::kHashes, 0, 257, 45}));
  CHECK_FALSE(verified->read_tile({TileKind::kHashes, 3, 0, 1}));
  CHECK_FALSE(verified->read_tile({TileKind::kEntries, 1, 0, 256}));
}

TEST_CASE("a flipped byte in any tile is found by the audit and by verified reading") {
  Log log;
  log.grow_to(700);
  const Hash root = log.tree.root(700);
  std::mt19937_64 random(7);
  const auto original = log.tiles.tiles;
  for (const auto& [id, content] : original) {
    for (int n = 0; n < 12; ++n) {
      log.tiles.tiles = original;
      Bytes& damaged = log.tiles.tiles[id];
      if (n == 0) {
        damaged.pop_back();
      } else if (n == 1) {
        damaged.push_back(0);
      } else {
        damaged[random() % damaged.size()] ^= static_cast<std::uint8_t>(1 << (random() % 8));
      }
      INFO(tile_path(id));
      const auto audit = audit_tiles(log.tiles, 700, true);
      REQUIRE_FALSE((audit && *audit == root));
      const auto verified = VerifiedTiles::open(log.tiles, 700, root);
      if (verified) REQUIRE_FALSE(verified->read_tile(id));
    }
    log.tiles.tiles = original;
    log.tiles.tiles.erase(id);
    REQUIRE_FALSE(audit_tiles(log.tiles, 700, true));
  }
  log.tiles.tiles = original;
  CHECK(VerifiedTiles::open(log.tiles, 700, root));
  CHECK_FALSE(VerifiedTiles::open(log.tiles, 699, root));
  CHECK_FALSE(VerifiedTiles::open(log.tiles, kTreeSizeMax + 1, root));
  CHECK_FALSE(audit_tiles(log.tiles, kTreeSizeMax + 1, false));
  // Two full tiles exchanged: each is a true tile, at the wrong place.
  std::swap(log.tiles.tiles[{TileKind::kHashes, 0, 0, 256}],
            log.tiles.tiles[{TileKind::kHashes, 0, 1, 256}]);
  CHECK_FALSE(audit_tiles(log.tiles, 700, false));
  CHECK_FALSE(VerifiedTiles::open(log.tiles, 700, root)->read_tile({TileKind::kHashes, 0, 0, 256}));
}

TEST_CASE("growth reads only the edge, and refuses an edge tile of wrong length") {
  Log log;
  log.grow_to(70'000);
  log.tiles.reads = 0;
  const std::vector<Hash> one = {leaf_hash(entry(70'000))};
  const TileGrowth growth = grow_hash_tiles(log.tiles, 70'000, one).value();
  CHECK(log.tiles.reads == 1);
  CHECK(ids_of(growth.written) == std::vector<TileId>{{TileKind::kHashes, 0, 273, 113}});
  CHECK(growth.superseded == std::vector<TileId>{{TileKind::kHashes, 0, 273, 112}});
  log.tiles.tiles[{TileKind::kHashes, 0, 273, 112}].pop_back();
  CHECK_FALSE(grow_hash_tiles(log.tiles, 70'000, one));
  log.tiles.tiles[{TileKind::kEntries, 0, 273, 112}].pop_back();
  CHECK_FALSE(grow_entry_tiles(log.tiles, 70'000, std::vector<Bytes>{entry(70'000)}));
  CHECK(grow_hash_tiles(log.tiles, 70'000, {})->written.empty());
}

TEST_CASE("entry bundles: two bytes of length, big endian, and nothing left over") {
  const std::vector<Bytes> entries = {{}, {0x61}, Bytes(kEntryBytesMax, 0x62), Bytes(300, 0x63)};
  const Bytes bundle = encode_bundle(entries).value();
  CHECK(Bytes(bundle.begin(), bundle.begin() + 7) == Bytes{0, 0, 0, 1, 0x61, 0xFF, 0xFF});
  CHECK(decode_bundle(bundle, 4).value() == entries);
  CHECK_FALSE(decode_bundle(bundle, 3));
  CHECK_FALSE(decode_bundle(bundle, 5));
  for (std::size_t size :
       {bundle.size() - 1, bundle.size() - 301, std::size_t{3}, std::size_t{1}}) {
    CHECK_FALSE(decode_bundle(ByteView(bundle).first(size), 4));
  }
  Bytes longer = bundle;
  longer.push_back(0);
  CHECK_FALSE(decode_bundle(longer, 4));
  CHECK(decode_bundle({}, 0));
  CHECK_FALSE(decode_bundle({}, 1));
  const auto too_long = encode_bundle(std::vector<Bytes>{Bytes(kEntryBytesMax + 1)});
  REQUIRE_FALSE(too_long);
  CHECK(too_long.error().rule == "X.SIZE");
}

}  // namespace kuboluk::log
