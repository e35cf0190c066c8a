#include "ledger/store/snapshot.h"

#include <algorithm>

#include "crypto/check.h"
#include "crypto/sha256.h"
#include "ledger/domain/record.h"
#include "ledger/store/environment.h"
#include "ledger/store/protocol_state.h"
#include "ledger/store/tables.h"

namespace kuboluk::store {

Snapshot::Snapshot(std::unique_ptr<Transaction> transaction, batch::Position position)
    : transaction_(std::move(transaction)), position_(std::move(position)) {}

Snapshot::~Snapshot() = default;

Result<std::string> Snapshot::stored_record(const std::string& key, ByteView hash) const {
  auto text = transaction_->require(Table::kRecords, bytes_of(key));
  if (!text) return text.error();
  const Hash found = crypto::sha256(*text);
  if (!std::equal(found.begin(), found.end(), hash.begin(), hash.end())) {
    return inconsistent(object_name(Table::kRecords, bytes_of(key)),
                        "damaged: it is not the text that the status map commits to");
  }
  return std::string(text_of(*text));
}

Result<std::optional<std::string>> Snapshot::record(std::string_view key) const {
  if (key.empty() || key.size() > domain::kRecordKeyBytesMax) return std::optional<std::string>();
  auto value = log::lookup(*this, position_.map_root, key);
  if (!value) return value.error();
  if (!value->has_value()) return std::optional<std::string>();
  auto text = stored_record(std::string(key), **value);
  if (!text) return text.error();
  return std::optional(std::move(*text));
}

Result<std::optional<std::uint64_t>> Snapshot::event_index(const Hash& event_id) const {
  auto value = transaction_->get(Table::kEvents, event_id);
  if (!value) return value.error();
  if (!value->has_value()) return std::optional<std::uint64_t>();
  auto index = read_number(Table::kEvents, event_id, **value);
  if (!index) return index.error();
  if (*index >= position_.size) return damaged(Table::kEvents, event_id);
  return std::optional(*index);
}

Result<std::string> Snapshot::entry(std::uint64_t index) const {
  KUBOLUK_CHECK(index < position_.size);
  auto bytes = transaction_->require(Table::kEntries, number_key(index));
  if (!bytes) return bytes.error();
  return std::string(text_of(*bytes));
}

Result<std::vector<std::pair<std::string, std::string>>> Snapshot::records_under(
    std::string_view prefix) const {
  auto pairs = log::scan(*this, position_.map_root, prefix);
  if (!pairs) return pairs.error();
  std::vector<std::pair<std::string, std::string>> records;
  records.reserve(pairs->size());
  for (const log::MapPair& pair : *pairs) {
    auto text = stored_record(pair.key, pair.value);
    if (!text) return text.error();
    records.emplace_back(pair.key, std::move(*text));
  }
  return records;
}

Result<Bytes> Snapshot::read_node(const Hash& hash) const {
  return transaction_->require(Table::kNodes, hash);
}

Result<Bytes> Snapshot::read_tile(const log::TileId& id) const {
  const Bytes key = tile_key(id);
  auto content = transaction_->require(Table::kTiles, key);
  if (!content) return content.error();
  const std::size_t wanted = std::size_t{id.width} * sizeof(Hash);
  if (content->size() < wanted) return missing(Table::kTiles, key);
  content->resize(wanted);
  return content;
}

Result<std::string> Snapshot::genesis() const {
  auto bytes = transaction_->require(Table::kMeta, bytes_of(kMetaGenesis));
  if (!bytes) return bytes.error();
  return std::string(text_of(*bytes));
}

Result<std::optional<std::string>> Snapshot::checkpoint() const {
  auto bytes = transaction_->get(Table::kMeta, bytes_of(kMetaCheckpoint));
  if (!bytes) return bytes.error();
  if (!bytes->has_value()) return std::optional<std::string>();
  return std::optional(std::string(text_of(**bytes)));
}

Result<std::optional<exchange::Proposal>> Snapshot::proposal() const {
  return read_proposal(*transaction_, position_);
}

Result<std::optional<exchange::Cosigned>> Snapshot::cosigned() const {
  return read_cosigned(*transaction_);
}

Result<std::vector<exchange::PendingAct>> Snapshot::acts() const {
  return read_acts(*transaction_);
}

Result<std::optional<std::string>> Snapshot::rejection(const Hash& event_id) const {
  return read_rejection(*transaction_, event_id);
}

Result<std::vector<std::string>> Snapshot::evidence() const {
  return read_evidence(*transaction_);
}

}  // namespace kuboluk::store
