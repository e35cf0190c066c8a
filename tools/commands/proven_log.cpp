#include "tools/commands/proven_log.h"

#include "crypto/check.h"

namespace kuboluk::tools {

Result<ProvenLog> ProvenLog::open(const Source& source, std::uint64_t size, const Hash& root) {
  auto files = std::make_unique<TileFiles>(source);
  Result<log::VerifiedTiles> tiles = log::VerifiedTiles::open(*files, size, root);
  if (!tiles) return tiles.error();
  return ProvenLog(std::move(files), std::move(*tiles), size);
}

Result<std::string> ProvenLog::entry(std::uint64_t index) const {
  KUBOLUK_CHECK(index < size_);
  const log::TileId id = log::tile_at(log::TileKind::kEntries, 0, index / log::kTileWidth, size_);
  const Result<Bytes> bundle = tiles_.read_tile(id);
  if (!bundle) return bundle.error();
  const Result<std::vector<Bytes>> entries = log::decode_bundle(*bundle, id.width);
  if (!entries) return entries.error();
  return std::string(text_of((*entries)[index % log::kTileWidth]));
}

Result<domain::Entry> ProvenLog::parsed(std::uint64_t index) const {
  const Result<std::string> bytes = entry(index);
  if (!bytes) return bytes.error();
  return domain::parse_entry(*bytes);
}

Result<log::Proof> ProvenLog::inclusion(std::uint64_t index) const {
  return log::inclusion_proof(log::TileHashReader(tiles_, size_), index, size_);
}

Result<std::uint64_t> ProvenLog::first_after(domain::Instant known) const {
  std::uint64_t low = 0;
  std::uint64_t high = size_;
  while (low < high) {
    const std::uint64_t middle = low + (high - low) / 2;
    const Result<domain::Entry> entry = parsed(middle);
    if (!entry) return entry.error();
    if (entry->known > known) {
      high = middle;
    } else {
      low = middle + 1;
    }
  }
  return low;
}

}  // namespace kuboluk::tools
