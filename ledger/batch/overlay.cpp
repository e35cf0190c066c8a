#include "ledger/batch/overlay.h"

#include <algorithm>
#include <utility>

#include "crypto/check.h"
#include "crypto/encoding.h"
#include "ledger/domain/entry.h"

namespace kuboluk::batch {
namespace {

Error missing(std::string object) {
  return {std::string(domain::kDamageRule), std::move(object), "is not there"};
}

std::string entry_name(std::uint64_t index) {
  return "entry " + std::to_string(index);
}

bool same_place(const log::TileId& a, const log::TileId& b) {
  return a.kind == b.kind && a.level == b.level && a.index == b.index;
}

}  // namespace

Overlay::Overlay(const LedgerReader& base, std::span<const Change> changes)
    : base_(base), changes_(changes) {
  const auto stands = base.position();
  for (std::size_t i = 0; i < changes.size(); ++i) {
    const Change& change = changes[i];
    // A base that cannot say where it stands says so at every read.
    if (i == 0) KUBOLUK_CHECK(!stands || *stands == change.before);
    if (i > 0) KUBOLUK_CHECK(changes[i - 1].after == change.before);
    KUBOLUK_CHECK(change.after.size == change.before.size + change.entries.size());
    for (const Hash& hash : change.map.removed)
      nodes_.insert_or_assign(hash, nullptr);
    for (const log::MapNode& node : change.map.added)
      nodes_.insert_or_assign(node.hash, &node.bytes);
  }
}

Result<Position> Overlay::position() const {
  if (changes_.empty()) return base_.position();
  return changes_.back().after;
}

Result<std::optional<std::string>> Overlay::record(std::string_view key) const {
  for (auto change = changes_.rbegin(); change != changes_.rend(); ++change) {
    const auto found = change->records.find(key);
    if (found != change->records.end()) return std::optional(found->second);
  }
  return base_.record(key);
}

Result<std::optional<std::uint64_t>> Overlay::event_index(const Hash& event_id) const {
  for (const Change& change : changes_) {
    const auto found = change.events.find(event_id);
    if (found != change.events.end()) return std::optional(found->second);
  }
  return base_.event_index(event_id);
}

Result<std::string> Overlay::entry(std::uint64_t index) const {
  if (changes_.empty() || index < changes_.front().before.size) return base_.entry(index);
  KUBOLUK_CHECK(index < changes_.back().after.size);
  const auto holder =
      std::upper_bound(changes_.begin(), changes_.end(), index,
                       [](std::uint64_t wanted, const Change& c) { return wanted < c.after.size; });
  return holder->entries[index - holder->before.size];
}

Result<std::vector<std::pair<std::string, std::string>>> Overlay::records_under(
    std::string_view prefix) const {
  auto stored = base_.records_under(prefix);
  if (!stored || changes_.empty()) return stored;
  std::map<std::string, std::string, std::less<>> records;
  for (auto& [key, text] : *stored)
    records.emplace_hint(records.end(), std::move(key), std::move(text));
  for (const Change& change : changes_) {
    for (auto found = change.records.lower_bound(prefix);
         found != change.records.end() && found->first.starts_with(prefix); ++found) {
      records.insert_or_assign(found->first, found->second);
    }
  }
  return std::vector<std::pair<std::string, std::string>>(records.begin(), records.end());
}

Result<Bytes> Overlay::read_node(const Hash& hash) const {
  const auto found = nodes_.find(hash);
  if (found == nodes_.end()) return base_.read_node(hash);
  if (found->second == nullptr) {
    return missing("map node " + crypto::to_hex(hash).substr(0, 8));
  }
  return *found->second;
}

Result<Bytes> Overlay::read_tile(const log::TileId& id) const {
  KUBOLUK_CHECK(id.kind == log::TileKind::kHashes);
  for (auto change = changes_.rbegin(); change != changes_.rend(); ++change) {
    for (const log::Tile& tile : change->hash_tiles.written) {
      if (!same_place(tile.id, id)) continue;
      const std::size_t wanted = std::size_t{id.width} * sizeof(Hash);
      if (tile.content.size() < wanted) return missing(log::tile_path(id));
      return Bytes(tile.content.begin(),
                   tile.content.begin() + static_cast<std::ptrdiff_t>(wanted));
    }
  }
  return base_.read_tile(id);
}

Result<std::vector<std::span<const std::string>>> split_batches(
    std::uint64_t from, std::span<const std::string> entries) {
  if (entries.empty()) {
    return Error{"X.SIZE", entry_name(from), "expected batches, got no entry"};
  }
  std::vector<std::span<const std::string>> batches;
  std::size_t begin = 0;
  for (std::size_t i = 0; i < entries.size(); ++i) {
    const std::uint64_t index = from + i;
    const auto entry = domain::parse_entry(entries[i]);
    if (!entry) return Error{"X.FORM", entry_name(index), entry.error().detail};
    if (entry->index != index) {
      return Error{
          "X.FORM", entry_name(index),
          "expected index " + std::to_string(index) + ", got " + std::to_string(entry->index)};
    }
    if (!entry->is_seal()) continue;
    batches.push_back(entries.subspan(begin, i + 1 - begin));
    begin = i + 1;
  }
  if (begin != entries.size()) {
    return Error{"X.FORM", entry_name(from + entries.size() - 1),
                 "expected a seal at the end, got an event"};
  }
  return batches;
}

}  // namespace kuboluk::batch
