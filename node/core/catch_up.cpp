#include "node/core/catch_up.h"

#include <algorithm>
#include <utility>

#include "ledger/domain/entry.h"
#include "ledger/log/tiles.h"

namespace kuboluk::core {

void CatchUp::hear(const std::string& peer, std::uint64_t committed) {
  claims_[peer] = committed;
}

void CatchUp::forget(const std::string& peer) {
  claims_.erase(peer);
  if (asked_ == peer) asked_at_.reset();
}

std::uint64_t CatchUp::furthest() const {
  std::uint64_t size = 0;
  for (const auto& [peer, claim] : claims_)
    size = std::max(size, claim);
  return size;
}

std::uint64_t CatchUp::claim_of(const std::string& peer) const {
  const auto found = claims_.find(peer);
  return found == claims_.end() ? 0 : found->second;
}

std::optional<std::string> CatchUp::whom_to_ask(std::uint64_t committed, domain::Instant now) {
  if (asked_at_ && now.ms - asked_at_->ms < kRepeatMs && now >= *asked_at_) return std::nullopt;
  // The first one after the one asked last, around the ring.
  std::optional<std::string> first;
  std::optional<std::string> next;
  for (const auto& [peer, claim] : claims_) {
    if (claim <= committed) continue;
    if (!first) first = peer;
    if (!next && peer > asked_) next = peer;
  }
  if (!next) next = first;
  if (!next) return std::nullopt;
  asked_ = *next;
  asked_at_ = now;
  return next;
}

void CatchUp::answered(const std::string& peer, bool useful) {
  if (!useful) claims_.erase(peer);
  if (peer == asked_) asked_at_.reset();
}

Result<std::optional<exchange::Batches>> batches_from(const Setup& setup,
                                                      const batch::LedgerReader& committed,
                                                      const batch::Position& position,
                                                      const std::string& checkpoint,
                                                      std::uint64_t from) {
  std::optional<exchange::Batches> none;
  if (from >= position.size || checkpoint.empty()) return none;
  const std::string text =
      log::print_checkpoint({setup.info.origin(), position.size, position.log_root});
  if (!checkpoint.starts_with(text + "\n")) return none;  // still catching up itself
  exchange::Batches answer;
  answer.from = from;
  answer.checkpoint = checkpoint;
  std::size_t bytes = 0;
  std::size_t whole = 0;  // entries up to the last seal
  for (std::uint64_t index = from; index < position.size; ++index) {
    auto entry = committed.entry(index);
    if (!entry) return entry.error();
    const auto parsed = domain::parse_entry(*entry);
    if (!parsed) {
      return Error{std::string(domain::kDamageRule), "entry " + std::to_string(index),
                   "does not parse"};
    }
    bytes += entry->size();
    if (answer.entries.size() == exchange::kMessageEntriesMax ||
        bytes > exchange::kMessageEntryBytesMax) {
      break;
    }
    answer.entries.push_back(std::move(*entry));
    if (parsed->is_seal()) whole = answer.entries.size();
    if (whole > 0 && bytes > kBatchesBytes) break;
  }
  if (whole == 0) return none;
  answer.entries.resize(whole);
  auto proof = log::consistency_proof(log::TileHashReader(committed, position.size), from + whole,
                                      position.size);
  if (!proof) return proof.error();
  answer.consistency = std::move(*proof);
  return std::optional(std::move(answer));
}

Result<Caught> check_batches(const Setup& setup, const batch::LedgerReader& committed,
                             const batch::Position& position, const exchange::Batches& batches,
                             domain::Instant now, std::uint64_t& signatures_checked) {
  const std::string object = "batches from " + std::to_string(batches.from);
  if (batches.from != position.size || batches.entries.empty()) {
    return Error{"P.BATCHES", object, "this node needs them from " + std::to_string(position.size)};
  }
  const auto verified = log::verify_checkpoint(
      setup.policy, batches.checkpoint, static_cast<std::uint64_t>(now.ms / domain::kSecondMs),
      static_cast<std::uint64_t>(kSkewMs / domain::kSecondMs), log::CheckpointMode::kBare);
  if (!verified) return verified.error();
  const log::Checkpoint& target = verified->checkpoint();
  const std::uint64_t reached = batches.from + batches.entries.size();
  if (target.origin != setup.info.origin() || reached > target.size) {
    return Error{"P.BATCHES", object,
                 "their checkpoint is of another log or smaller than they are"};
  }
  // The proof is checked before anything is executed: the leaves alone give the root.
  auto range = log::CompactRange::restore(position.size, position.edge);
  if (!range) return range.error();
  for (const std::string& entry : batches.entries)
    range->append(log::leaf_hash(bytes_of(entry)));
  const auto consistent = log::verify_consistency(reached, target.size, range->root(), target.root,
                                                  batches.consistency);
  if (!consistent) return consistent.error();
  Caught caught;
  const auto executed =
      execute(setup, committed, batches.entries, caught.changes, signatures_checked);
  if (!executed) return executed.error();
  if (reached == target.size) caught.checkpoint = batches.checkpoint;
  return caught;
}

}  // namespace kuboluk::core
