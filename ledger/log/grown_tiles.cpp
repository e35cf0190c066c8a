#include "ledger/log/grown_tiles.h"

namespace kuboluk::log {

GrownTiles::GrownTiles(const TileReader& old_tiles, const TileGrowth& growth)
    : old_tiles_(old_tiles) {
  for (const Tile& tile : growth.written)
    written_[{tile.id.level, tile.id.index}] = &tile.content;
}

Result<Bytes> GrownTiles::read_tile(const TileId& id) const {
  const auto found = written_.find({id.level, id.index});
  const std::size_t bytes = std::size_t{id.width} * sizeof(Hash);
  if (found == written_.end() || found->second->size() < bytes) return old_tiles_.read_tile(id);
  return Bytes(found->second->begin(), found->second->begin() + static_cast<std::ptrdiff_t>(bytes));
}

}  // namespace kuboluk::log
