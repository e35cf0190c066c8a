#include "tests/node/core/laws.h"

#include <algorithm>
#include <set>

#include "ledger/batch/builder.h"
#include "ledger/batch/overlay.h"
#include "ledger/log/tiles.h"

namespace kuboluk::core::test {
namespace {

Hash root_of(std::uint64_t size, const std::vector<std::string>& entries) {
  log::CompactRange range;
  for (std::uint64_t index = 0; index < size; ++index)
    range.append(log::leaf_hash(bytes_of(entries[index])));
  return range.root();
}

std::vector<std::string> entries_of(const Disk& disk) {
  std::vector<std::string> entries;
  for (std::uint64_t index = 0; index < disk.position().size; ++index)
    entries.push_back(*disk.ledger.entry(index));
  return entries;
}

}  // namespace

Laws::Laws(const Institutions& institutions) : institutions_(institutions) {}

void Laws::breach(int law, const std::string& words) {
  breaches_.push_back("law " + std::to_string(law) + ": " + words);
}

void Laws::signed_tree(const std::string& key, const log::Checkpoint& checkpoint,
                       const Disk& disk) {
  auto& roots = roots_[key];
  const auto [place, fresh] = roots.emplace(checkpoint.size, checkpoint.root);
  const std::string size = std::to_string(checkpoint.size);
  if (!fresh && place->second != checkpoint.root)
    breach(2, key + " signed two roots for size " + size);
  auto& largest = largest_[key];
  if (checkpoint.size < largest)
    breach(2, key + " signed size " + size + " after " + std::to_string(largest));
  largest = std::max(largest, checkpoint.size);
  const bool is_committed = disk.position().size == checkpoint.size;
  const bool is_proposed = disk.proposal && disk.proposal->size == checkpoint.size &&
                           disk.proposal->root == checkpoint.root;
  if (!is_committed && !is_proposed)
    breach(3, key + " signed size " + size + " before it was durable");
}

bool Laws::holds(const Disk& disk, const batch::Position& position) const {
  std::vector<std::string> entries = entries_of(disk);
  if (disk.proposal) {
    entries.insert(entries.end(), disk.proposal->entries.begin(), disk.proposal->entries.end());
  }
  return entries.size() >= position.size && root_of(position.size, entries) == position.log_root;
}

void Laws::committed(const std::string& who, const std::map<std::string, const Disk*>& disks,
                     const std::vector<std::string>& liars) {
  const Disk& disk = *disks.at(who);
  const batch::Position position = disk.position();
  const auto policy = log::Policy::parse(institutions_.policy_text());
  std::set<std::string> holders(liars.begin(), liars.end());
  for (const auto& [id, other] : disks) {
    if (other->cosigned && other->cosigned->size >= position.size && holds(*other, position))
      holders.insert(id);
  }
  if (!policy->satisfied(holders)) {
    breach(1, who + " committed size " + std::to_string(position.size) +
                  " without a quorum that has it durably");
  }
  const std::vector<std::string> entries = entries_of(disk);
  if (root_of(position.size, entries) != position.log_root)
    breach(4, who + " committed a root that is not that of its entries");
  const std::size_t common = std::min(entries.size(), history_.size());
  if (!std::equal(entries.begin(), entries.begin() + static_cast<std::ptrdiff_t>(common),
                  history_.begin())) {
    breach(7, who + " committed another history than the others");
  }
  if (entries.size() > history_.size()) history_ = entries;
}

void Laws::folds(const std::string& who, const Disk& disk) {
  batch::MemoryLedger fold;
  const std::vector<std::string> entries = entries_of(disk);
  const auto batches = batch::split_batches(0, entries);
  if (entries.empty()) return;
  if (!batches) return breach(5, who + ": the log does not divide into batches");
  for (const auto& one : *batches) {
    const auto change = batch::replay(institutions_.info(), institutions_.ruleset(), fold,
                                      *fold.position(), one, nullptr);
    if (!change) return breach(5, who + ": " + change.error().message());
    fold.apply(*change);
  }
  if (*fold.position() != disk.position()) breach(5, who + ": stored state is not the fold");
}

}  // namespace kuboluk::core::test
