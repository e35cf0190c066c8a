// What is stored where: the tables, their keys, the envelope around every value, and how a value is
// named in an error.
//
//   entries  index, 8 bytes big endian     the entry's bytes
//   records  key of the status map         the record's text
//   events   event id, 32 bytes            index, 8 bytes big endian
//   nodes    hash of a map node, 32 bytes  the node's bytes
//   tiles    level (1 byte), index (8)     the hash tile; narrower ones are its beginnings
//   pending  index, 8 bytes big endian     bytes of an entry that is proposed, not committed
//   acts     submission id, 32 bytes       a submission that is not in the log yet
//   rejected submission id, 32 bytes       note of its rejection
//            event id, 32 bytes            id of the submission whose rejection names it
//   evidence SHA-256 of the text           the text
//   meta     identity, position, checkpoint, genesis, proposal, cosigned
//
// The log is in the first five; the next four and the last two of meta are what a member of a
// network must not forget meanwhile (protocol_state.h).
//
// LMDB stores no check sums: of single flipped bits in a data file 79 % went unnoticed. So every
// value is
//
//   payload || SHA-256("kuboluk/store/v1" || table || 0x00 || key || 0x00 || payload)
//
// and is checked at every read. Table and key are in the hash, so that a value cannot stand under
// another key. (Keys that may hold 0x00 have one length per table, so no two places give the same
// bytes.)
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "crypto/bytes.h"
#include "crypto/result.h"
#include "ledger/batch/change.h"

namespace kuboluk::store {

enum class Table : std::uint8_t {
  kEntries,
  kRecords,
  kEvents,
  kNodes,
  kTiles,
  kPending,
  kActs,
  kRejected,
  kEvidence,
  kMeta
};
inline constexpr std::size_t kTableCount = 10;
inline constexpr std::array<Table, kTableCount> kAllTables = {
    Table::kEntries, Table::kRecords, Table::kEvents,   Table::kNodes,    Table::kTiles,
    Table::kPending, Table::kActs,    Table::kRejected, Table::kEvidence, Table::kMeta};
std::string_view table_name(Table table);

inline constexpr std::string_view kMetaIdentity = "identity";
inline constexpr std::string_view kMetaPosition = "position";
inline constexpr std::string_view kMetaCheckpoint = "checkpoint";
inline constexpr std::string_view kMetaGenesis = "genesis";
inline constexpr std::string_view kMetaProposal = "proposal";
inline constexpr std::string_view kMetaCosigned = "cosigned";

// --- keys and small values
Bytes number_key(std::uint64_t number);  // 8 bytes, big endian
Result<std::uint64_t> read_number(Table table, ByteView key, ByteView payload);
Bytes tile_key(const log::TileId& id);  // hash tiles; the width is not part of it
Bytes print_position(const batch::Position& position);
// Accepts exactly what print_position prints.
Result<batch::Position> parse_position(ByteView payload);

// --- envelope
Bytes seal_value(Table table, ByteView key, ByteView payload);
// The payload, or damage.
Result<Bytes> open_value(Table table, ByteView key, ByteView stored);

// --- names and errors
// "entry 17", "record accreditation/kg-jk-2025/KG25-0001", "map node 0badc0de", "tile 0/3", "index
// 0badc0de", "pending entry 17", "submission 0badc0de", "rejection 0badc0de", "evidence 0badc0de",
// "meta position".
std::string object_name(Table table, ByteView key);
// All say what was found and what to do next: nothing was answered, restore.
Error damaged(Table table, ByteView key);
Error missing(Table table, ByteView key);
Error inconsistent(std::string object, std::string detail);

}  // namespace kuboluk::store
