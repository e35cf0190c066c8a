// The step from one committed size to the next, as a value: everything that a store changes in one
// transaction. Sequencer, cosigner, catch-up, audit and the simulator all make and apply the same
// value.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "crypto/bytes.h"
#include "crypto/result.h"
#include "ledger/domain/view.h"
#include "ledger/log/merkle.h"
#include "ledger/log/patricia.h"
#include "ledger/log/tiles.h"

namespace kuboluk::batch {

// Where a ledger stands: after the seal of its last batch, or nowhere (size 0).
struct Position {
  std::uint64_t size = 0;
  domain::Instant known;  // of the last entry
  Hash log_root = log::empty_tree_root();
  Hash map_root = log::empty_map_root();
  std::vector<Hash> edge;  // CompactRange::hashes() at that size
  bool operator==(const Position&) const = default;
};

struct Change {
  Position before;
  Position after;
  std::vector<std::string> entries;  // indexes before.size .. after.size - 1; the last is the seal
  std::map<Hash, std::uint64_t> events;                     // event id -> index
  std::map<std::string, std::string, std::less<>> records;  // key -> new text
  log::MapUpdate map;
  log::TileGrowth hash_tiles;
};

// The stored state at one position: what executing, proving and exporting read. Errors are damage
// only (domain::is_damage), naming what was read.
class LedgerReader : public domain::StateView, public log::NodeReader, public log::TileReader {
 public:
  // The position all other reads of this object belong to.
  virtual Result<Position> position() const = 0;
  // read_tile: hash tiles only; entry bundles are made from entries (see entry_bundle).
};

// The entry bundle of that id, made from the reader's entries. The place must lie inside the tree
// (checked).
Result<Bytes> entry_bundle(const LedgerReader& reader, const log::TileId& id);

// The whole state in memory: tests, audit, simulator.
class MemoryLedger final : public LedgerReader {
 public:
  Result<Position> position() const override { return position_; }
  Result<std::optional<std::string>> record(std::string_view key) const override;
  Result<std::optional<std::uint64_t>> event_index(const Hash& event_id) const override;
  Result<std::string> entry(std::uint64_t index) const override;
  Result<std::vector<std::pair<std::string, std::string>>> records_under(
      std::string_view prefix) const override;
  Result<Bytes> read_node(const Hash& hash) const override;
  Result<Bytes> read_tile(const log::TileId& id) const override;

  // `change.before` must be the position (checked).
  void apply(const Change& change);

 private:
  Position position_;
  domain::MemoryState state_;
  log::MemoryNodes nodes_;
  std::map<log::TileId, Bytes> tiles_;
};

}  // namespace kuboluk::batch
