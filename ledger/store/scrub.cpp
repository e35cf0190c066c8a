#include <optional>
#include <set>
#include <utility>

#include "crypto/sha256.h"
#include "ledger/domain/entry.h"
#include "ledger/domain/signed_event.h"
#include "ledger/store/environment.h"
#include "ledger/store/protocol_state.h"
#include "ledger/store/store.h"
#include "ledger/store/tables.h"

namespace kuboluk::store {
namespace {

// Values between two reports of progress.
constexpr std::uint64_t kProgressStep = 1000;

// The hash tiles of a snapshot and bundles made from its entries: what a walk over the whole log
// reads.
class AllTiles final : public log::TileReader {
 public:
  explicit AllTiles(const Snapshot& snapshot) : snapshot_(snapshot) {}
  Result<Bytes> read_tile(const log::TileId& id) const override {
    if (id.kind == log::TileKind::kEntries) return batch::entry_bundle(snapshot_, id);
    return snapshot_.read_tile(id);
  }

 private:
  const Snapshot& snapshot_;
};

}  // namespace

// One walk over a snapshot.
class Scrub {
 public:
  Scrub(const Snapshot& snapshot, const std::function<void(std::uint64_t)>& progress)
      : snapshot_(snapshot), position_(snapshot.position_), progress_(progress) {}

  ScrubReport run();

 private:
  void found(const Error& error);
  void check(const Result<void>& result) {
    if (!result) found(result.error());
  }
  void count();
  void read_table(Table table);
  Result<void> compare_log();
  Result<void> compare_event(std::uint64_t index);
  Result<void> compare_map();

  const Snapshot& snapshot_;
  const batch::Position& position_;
  const std::function<void(std::uint64_t)>& progress_;
  ScrubReport report_;
  std::array<std::uint64_t, kTableCount> counts_{};
};

void Scrub::found(const Error& error) {
  ++report_.damages;
  if (!report_.first_damage) report_.first_damage = error;
}

void Scrub::count() {
  ++report_.values;
  if (progress_ && report_.values % kProgressStep == 0) progress_(report_.values);
}

void Scrub::read_table(Table table) {
  check(snapshot_.transaction_->for_each(
      table, [this, table](ByteView, Result<Bytes> value) -> Result<void> {
        count();
        ++counts_[static_cast<std::size_t>(table)];
        if (!value) found(value.error());
        return {};
      }));
}

Result<void> Scrub::compare_log() {
  if (position_.size == 0) return {};
  const auto root = log::audit_tiles(AllTiles(snapshot_), position_.size, true);
  if (!root) return root.error();
  if (*root != position_.log_root) {
    return inconsistent("log", "damaged: the entries do not lead to the stored root");
  }
  return {};
}

Result<void> Scrub::compare_event(std::uint64_t index) {
  const auto bytes = snapshot_.entry(index);
  if (!bytes) return bytes.error();
  const auto entry = domain::parse_entry(*bytes);
  if (!entry) return damaged(Table::kEntries, number_key(index));
  if (entry->is_seal()) return {};
  const auto note = crypto::parse_note(std::get<std::string>(entry->body));
  if (!note) return damaged(Table::kEntries, number_key(index));
  const Hash id = crypto::sha256(bytes_of(note->text));
  const auto found_index = snapshot_.event_index(id);
  if (!found_index) return found_index.error();
  if (*found_index != index) return missing(Table::kEvents, id);
  return {};
}

Result<void> Scrub::compare_map() {
  const auto records = snapshot_.records_under("");
  if (!records) return records.error();
  const std::size_t record_count = counts_[static_cast<std::size_t>(Table::kRecords)];
  const std::size_t node_count = counts_[static_cast<std::size_t>(Table::kNodes)];
  if (records->size() != record_count) {
    return inconsistent("records", "damaged: there are records that the status map does not have");
  }
  if (node_count != (record_count == 0 ? 0 : 2 * record_count - 1)) {
    return inconsistent("map nodes", "damaged: there are nodes that the status map does not have");
  }
  return {};
}

ScrubReport Scrub::run() {
  for (const Table table : kAllTables)
    read_table(table);
  if (counts_[static_cast<std::size_t>(Table::kEntries)] != position_.size) {
    found(inconsistent("entries", "damaged: their number is not the stored size"));
  }
  // A comparison over values of which some are damaged would name them once more.
  if (report_.damages == 0) {
    check(compare_log());
    check(compare_map());
    check(check_protocol_state(*snapshot_.transaction_, position_));
    for (std::uint64_t index = 0; index < position_.size; ++index)
      check(compare_event(index));
  }
  if (progress_) progress_(report_.values);
  return report_;
}

Result<ScrubReport> Store::scrub(const std::function<void(std::uint64_t)>& progress) const {
  const auto opened = snapshot();
  if (!opened) return opened.error();
  return Scrub(**opened, progress).run();
}

}  // namespace kuboluk::store
