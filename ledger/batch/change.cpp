#include "ledger/batch/change.h"

#include <algorithm>
#include <utility>

#include "crypto/check.h"
#include "crypto/encoding.h"

namespace kuboluk::batch {
namespace {

// The place of a hash tile whatever its width: a wider tile at the same place begins with the
// narrower one, so that one stored tile serves all of them.
log::TileId place_of(log::TileId id) {
  id.width = log::kTileWidth;
  return id;
}

Error missing(std::string object) {
  return {std::string(domain::kDamageRule), std::move(object), "is not there"};
}

}  // namespace

Result<Bytes> entry_bundle(const LedgerReader& reader, const log::TileId& id) {
  KUBOLUK_CHECK(id.kind == log::TileKind::kEntries && id.level == 0);
  auto position = reader.position();
  if (!position) return position.error();
  const std::uint64_t first = id.index * log::kTileWidth;
  KUBOLUK_CHECK(id.index < log::kTreeSizeMax / log::kTileWidth);
  KUBOLUK_CHECK(id.width >= 1 && id.width <= log::kTileWidth && first + id.width <= position->size);
  std::vector<Bytes> entries;
  entries.reserve(id.width);
  for (std::uint64_t index = first; index < first + id.width; ++index) {
    auto entry = reader.entry(index);
    if (!entry) return entry.error();
    const ByteView bytes = bytes_of(*entry);
    entries.emplace_back(bytes.begin(), bytes.end());
  }
  return log::encode_bundle(entries);
}

Result<std::optional<std::string>> MemoryLedger::record(std::string_view key) const {
  return state_.record(key);
}

Result<std::optional<std::uint64_t>> MemoryLedger::event_index(const Hash& event_id) const {
  return state_.event_index(event_id);
}

Result<std::string> MemoryLedger::entry(std::uint64_t index) const {
  return state_.entry(index);
}

Result<std::vector<std::pair<std::string, std::string>>> MemoryLedger::records_under(
    std::string_view prefix) const {
  return state_.records_under(prefix);
}

Result<Bytes> MemoryLedger::read_node(const Hash& hash) const {
  return nodes_.read_node(hash);
}

Result<Bytes> MemoryLedger::read_tile(const log::TileId& id) const {
  KUBOLUK_CHECK(id.kind == log::TileKind::kHashes);
  const auto found = tiles_.find(place_of(id));
  const std::size_t wanted = std::size_t{id.width} * sizeof(Hash);
  if (found == tiles_.end() || found->second.size() < wanted) return missing(log::tile_path(id));
  return Bytes(found->second.begin(), found->second.begin() + static_cast<std::ptrdiff_t>(wanted));
}

void MemoryLedger::apply(const Change& change) {
  KUBOLUK_CHECK(change.before == position_);
  KUBOLUK_CHECK(change.after.size == position_.size + change.entries.size());
  for (const std::string& entry : change.entries)
    state_.append_entry(entry);
  for (const auto& [id, index] : change.events)
    state_.put_event(id, index);
  for (const auto& [key, text] : change.records)
    state_.put_record(key, text);
  nodes_.apply(change.map);
  for (const log::Tile& tile : change.hash_tiles.written) {
    tiles_.insert_or_assign(place_of(tile.id), tile.content);
  }
  position_ = change.after;
}

}  // namespace kuboluk::batch
