#include "node/core/pending.h"

#include <iterator>
#include <utility>

#include "crypto/check.h"
#include "ledger/batch/builder.h"
#include "ledger/batch/overlay.h"

namespace kuboluk::core {

const batch::Position& Pending::tip(const batch::Position& committed) const {
  return changes_.empty() ? committed : changes_.back().after;
}

std::vector<std::string> Pending::entries() const {
  std::vector<std::string> all;
  for (const batch::Change& change : changes_)
    all.insert(all.end(), change.entries.begin(), change.entries.end());
  return all;
}

Comparison Pending::compare(std::span<const std::string> entries) const {
  Comparison result;
  for (const batch::Change& change : changes_) {
    for (const std::string& entry : change.entries) {
      if (result.common == entries.size()) return result;
      if (entries[result.common] != entry) {
        result.conflicts = true;
        return result;
      }
      ++result.common;
    }
  }
  return result;
}

const batch::Position* Pending::boundary(std::uint64_t size) const {
  for (const batch::Change& change : changes_) {
    if (change.after.size == size) return &change.after;
  }
  return nullptr;
}

void Pending::sign(std::uint64_t size, std::string note) {
  KUBOLUK_CHECK(boundary(size) != nullptr);
  notes_.insert_or_assign(size, std::move(note));
}

const std::string& Pending::note(std::uint64_t size) const {
  static const std::string kNone;
  const auto found = notes_.find(size);
  return found == notes_.end() ? kNone : found->second;
}

std::uint64_t Pending::signed_size() const {
  return notes_.empty() ? 0 : notes_.rbegin()->first;
}

void Pending::replace(std::vector<batch::Change> changes) {
  changes_ = std::move(changes);
  std::erase_if(notes_, [this](const auto& note) { return boundary(note.first) == nullptr; });
}

void Pending::clear() {
  changes_.clear();
  notes_.clear();
}

std::vector<batch::Change> Pending::commit(std::uint64_t size) {
  KUBOLUK_CHECK(boundary(size) != nullptr);
  std::vector<batch::Change> done;
  while (!changes_.empty() && changes_.front().after.size <= size) {
    done.push_back(std::move(changes_.front()));
    changes_.erase(changes_.begin());
  }
  std::erase_if(notes_, [size](const auto& note) { return note.first <= size; });
  return done;
}

Result<void> execute(const Setup& setup, const batch::LedgerReader& committed,
                     std::span<const std::string> entries, std::vector<batch::Change>& done,
                     std::uint64_t& signatures_checked) {
  const auto start = batch::Overlay(committed, done).position();
  if (!start) return start.error();
  const auto batches = batch::split_batches(start->size, entries);
  if (!batches) return batches.error();
  for (const auto& entries_of_batch : *batches) {
    const batch::Overlay reader(committed, done);
    const auto position = reader.position();
    if (!position) return position.error();
    auto change = batch::replay(setup.info, setup.ruleset, reader, *position, entries_of_batch,
                                &signatures_checked);
    if (!change) return change.error();
    done.push_back(std::move(*change));
  }
  return {};
}

}  // namespace kuboluk::core
