#include "tools/network/committed_log.h"

#include "ledger/log/tiles.h"
#include "tools/audit/tile_files.h"
#include "tools/command.h"

namespace kuboluk::tools {

Result<log::Checkpoint> committed_checkpoint(const Source& source, const log::Policy& policy,
                                             std::string_view origin, std::uint64_t clock_s) {
  const Result<std::string> note = source.read("checkpoint", log::kCheckpointBytesMax);
  if (!note) return note.error();
  const Result<log::CosignedCheckpoint> checked =
      log::verify_checkpoint(policy, *note, clock_s, kClockSkewSeconds, log::CheckpointMode::kBare);
  if (!checked) return checked.error();
  if (checked->checkpoint().origin != origin) {
    return Error{"X.LEDGER", source.name(),
                 "serves the log " + checked->checkpoint().origin + ", not " + std::string(origin)};
  }
  return checked->checkpoint();
}

Result<std::vector<std::string>> committed_entries(const Source& source,
                                                   const log::Checkpoint& checkpoint,
                                                   std::uint64_t first) {
  std::vector<std::string> entries;
  if (first >= checkpoint.size) return entries;
  const TileFiles files(source);
  const Result<log::VerifiedTiles> tiles =
      log::VerifiedTiles::open(files, checkpoint.size, checkpoint.root);
  if (!tiles) return tiles.error();
  for (std::uint64_t bundle = first / log::kTileWidth; bundle * log::kTileWidth < checkpoint.size;
       ++bundle) {
    const log::TileId id = log::tile_at(log::TileKind::kEntries, 0, bundle, checkpoint.size);
    const Result<Bytes> bytes = tiles->read_tile(id);
    if (!bytes) return bytes.error();
    const Result<std::vector<Bytes>> decoded = log::decode_bundle(*bytes, id.width);
    if (!decoded) return decoded.error();
    for (unsigned i = 0; i < id.width; ++i) {
      if (bundle * log::kTileWidth + i >= first) entries.emplace_back(text_of((*decoded)[i]));
    }
  }
  return entries;
}

}  // namespace kuboluk::tools
