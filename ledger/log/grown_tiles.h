// The hash tiles of a tree that a growth leads to, before it is stored.
#pragma once

#include <map>
#include <utility>

#include "ledger/log/tiles.h"

namespace kuboluk::log {

// New tiles from the growth, all others from the old ones. A narrower tile is the beginning of the
// wider one at its place. Both references must outlive it.
class GrownTiles final : public TileReader {
 public:
  GrownTiles(const TileReader& old_tiles, const TileGrowth& growth);
  Result<Bytes> read_tile(const TileId& id) const override;

 private:
  const TileReader& old_tiles_;
  std::map<std::pair<unsigned, std::uint64_t>, const Bytes*> written_;  // by level and index
};

}  // namespace kuboluk::log
