#include "tools/audit/ledger_source.h"

#include "ledger/domain/entry.h"
#include "ledger/log/tiles.h"

namespace kuboluk::tools {

Result<std::string> genesis_bytes(const batch::LedgerReader& reader) {
  const Result<std::string> bytes = reader.entry(0);
  if (!bytes) return bytes.error();
  const Result<domain::Entry> entry = domain::parse_entry(*bytes);
  if (!entry) return entry.error();
  if (entry->is_seal()) return Error{"X.FORM", "entry 0", "a seal; the genesis was expected"};
  return std::get<std::string>(entry->body);
}

Result<std::string> LedgerSource::read(std::string_view path, std::size_t) const {
  if (path == "checkpoint") return checkpoint_;
  if (path == "genesis") return genesis_bytes(reader_);
  const Result<log::TileId> id = log::parse_tile_path(path);
  if (!id) return Error{std::string(kAbsentRule), name_, "a ledger has no such file"};
  const Result<Bytes> bytes = id->kind == log::TileKind::kEntries
                                  ? batch::entry_bundle(reader_, *id)
                                  : reader_.read_tile(*id);
  if (!bytes) return bytes.error();
  return std::string(text_of(*bytes));
}

}  // namespace kuboluk::tools
