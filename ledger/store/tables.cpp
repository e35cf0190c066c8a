#include "ledger/store/tables.h"

#include <algorithm>
#include <bit>
#include <utility>

#include "crypto/check.h"
#include "crypto/encoding.h"
#include "crypto/sha256.h"

namespace kuboluk::store {
namespace {

constexpr std::string_view kEnvelopeLabel = "kuboluk/store/v1";
constexpr std::array<std::uint8_t, 1> kZero = {0};
constexpr std::string_view kWhatNext =
    "; nothing was answered: restore this ledger from its peers (kubolukd --repair) or a backup";

// Size, known time, log root, map root; then the edge.
constexpr std::size_t kPositionHead = 8 + 8 + 32 + 32;

void append_number(Bytes& out, std::uint64_t number) {
  for (int shift = 56; shift >= 0; shift -= 8) {
    out.push_back(static_cast<std::uint8_t>(number >> shift));
  }
}

std::uint64_t number_at(ByteView bytes, std::size_t offset) {
  std::uint64_t number = 0;
  for (std::size_t i = 0; i < 8; ++i)
    number = (number << 8) | bytes[offset + i];
  return number;
}

Hash hash_at(ByteView bytes, std::size_t offset) {
  Hash hash;
  std::copy_n(bytes.begin() + static_cast<std::ptrdiff_t>(offset), hash.size(), hash.begin());
  return hash;
}

Hash check_sum(Table table, ByteView key, ByteView payload) {
  return crypto::sha256(
      {bytes_of(kEnvelopeLabel), bytes_of(table_name(table)), kZero, key, kZero, payload});
}

std::string short_hex(ByteView key) {
  return crypto::to_hex(key.first(std::min<std::size_t>(key.size(), 4)));
}

// A key out of a damaged page may hold anything: never printed as it is.
std::string printable(ByteView key) {
  std::string out;
  for (const std::uint8_t byte : key.first(std::min<std::size_t>(key.size(), 200))) {
    out += byte > 0x20 && byte < 0x7f ? static_cast<char>(byte) : '?';
  }
  return out;
}

}  // namespace

std::string_view table_name(Table table) {
  constexpr std::array<std::string_view, kTableCount> kNames = {
      "entries", "records", "events",   "nodes",    "tiles",
      "pending", "acts",    "rejected", "evidence", "meta"};
  return kNames[static_cast<std::size_t>(table)];
}

Bytes number_key(std::uint64_t number) {
  Bytes key;
  append_number(key, number);
  return key;
}

Result<std::uint64_t> read_number(Table table, ByteView key, ByteView payload) {
  if (payload.size() != 8) return damaged(table, key);
  return number_at(payload, 0);
}

Bytes tile_key(const log::TileId& id) {
  KUBOLUK_CHECK(id.kind == log::TileKind::kHashes && id.level < 64);
  Bytes key = {static_cast<std::uint8_t>(id.level)};
  append_number(key, id.index);
  return key;
}

Bytes print_position(const batch::Position& position) {
  Bytes out;
  append_number(out, position.size);
  append_number(out, static_cast<std::uint64_t>(position.known.ms));
  out.insert(out.end(), position.log_root.begin(), position.log_root.end());
  out.insert(out.end(), position.map_root.begin(), position.map_root.end());
  for (const Hash& hash : position.edge)
    out.insert(out.end(), hash.begin(), hash.end());
  return out;
}

Result<batch::Position> parse_position(ByteView payload) {
  const Error fault = damaged(Table::kMeta, bytes_of(kMetaPosition));
  if (payload.size() < kPositionHead) return fault;
  batch::Position position;
  position.size = number_at(payload, 0);
  position.known.ms = static_cast<std::int64_t>(number_at(payload, 8));
  position.log_root = hash_at(payload, 16);
  position.map_root = hash_at(payload, 48);
  const auto edge_count = static_cast<std::size_t>(std::popcount(position.size));
  if (payload.size() != kPositionHead + edge_count * sizeof(Hash)) return fault;
  for (std::size_t i = 0; i < edge_count; ++i) {
    position.edge.push_back(hash_at(payload, kPositionHead + i * sizeof(Hash)));
  }
  return position;
}

Bytes seal_value(Table table, ByteView key, ByteView payload) {
  const Hash sum = check_sum(table, key, payload);
  Bytes out;
  out.reserve(payload.size() + sum.size());
  out.insert(out.end(), payload.begin(), payload.end());
  out.insert(out.end(), sum.begin(), sum.end());
  return out;
}

Result<Bytes> open_value(Table table, ByteView key, ByteView stored) {
  if (stored.size() < sizeof(Hash)) return damaged(table, key);
  const ByteView payload = stored.first(stored.size() - sizeof(Hash));
  // Copied first, then checked: what is given out is what was checked.
  Bytes copy(payload.begin(), payload.end());
  const Hash sum = check_sum(table, key, copy);
  if (!std::equal(sum.begin(), sum.end(), stored.last(sizeof(Hash)).begin())) {
    return damaged(table, key);
  }
  return copy;
}

std::string object_name(Table table, ByteView key) {
  switch (table) {
    case Table::kEntries:
      return key.size() == 8 ? "entry " + std::to_string(number_at(key, 0))
                             : "entry " + short_hex(key);
    case Table::kRecords:
      return "record " + printable(key);
    case Table::kEvents:
      return "index " + short_hex(key);
    case Table::kNodes:
      return "map node " + short_hex(key);
    case Table::kTiles:
      return key.size() == 9
                 ? "tile " + std::to_string(key[0]) + "/" + std::to_string(number_at(key, 1))
                 : "tile " + short_hex(key);
    case Table::kPending:
      return "pending " + object_name(Table::kEntries, key);
    case Table::kActs:
      return "submission " + short_hex(key);
    case Table::kRejected:
      return "rejection " + short_hex(key);
    case Table::kEvidence:
      return "evidence " + short_hex(key);
    case Table::kMeta:
      return "meta " + printable(key);
  }
  KUBOLUK_CHECK(false);
}

Error damaged(Table table, ByteView key) {
  return inconsistent(object_name(table, key),
                      "damaged: the stored bytes do not fit their check sum");
}

Error missing(Table table, ByteView key) {
  return inconsistent(object_name(table, key), "damaged: it must be there and is not");
}

Error inconsistent(std::string object, std::string detail) {
  return {std::string(domain::kDamageRule), std::move(object), detail + std::string(kWhatNext)};
}

}  // namespace kuboluk::store
