#include "node/core/fork_watch.h"

#include <utility>

#include "ledger/batch/overlay.h"
#include "ledger/exchange/fork_evidence.h"
#include "ledger/log/grown_tiles.h"
#include "ledger/log/merkle.h"

namespace kuboluk::core {
namespace {

std::string evidence(const Held& held, std::string smaller, std::string larger,
                     std::optional<Hash> true_root, log::Proof proof) {
  return exchange::print_fork(
      {held.setup.info.id, std::move(smaller), std::move(larger), true_root, std::move(proof)});
}

// Shows the smaller tree's true root in the larger one.
Result<std::optional<std::string>> unequal(const Held& held, const log::TileReader& tiles,
                                           const log::Checkpoint& smaller,
                                           const std::string& smaller_note,
                                           std::uint64_t larger_size,
                                           const std::string& larger_note) {
  const log::TileHashReader hashes(tiles, larger_size);
  const auto root = log::tree_root(hashes, smaller.size);
  if (!root) return root.error();
  if (*root == smaller.root) return std::optional<std::string>();
  auto proof = log::consistency_proof(hashes, smaller.size, larger_size);
  if (!proof) return proof.error();
  return std::optional(evidence(held, smaller_note, larger_note, *root, std::move(*proof)));
}

// The newest log-signed tree that this node holds.
struct Own {
  log::Checkpoint checkpoint;
  const std::string* note = nullptr;
};

Own newest_own(const Held& held) {
  const std::uint64_t signed_size = held.pending.signed_size();
  const batch::Position* boundary = held.pending.boundary(signed_size);
  if (boundary != nullptr) {
    return {{held.setup.info.origin(), boundary->size, boundary->log_root},
            &held.pending.note(signed_size)};
  }
  return {{held.setup.info.origin(), held.position.size, held.position.log_root}, &held.checkpoint};
}

// The tree that the shown entries make, as tiles over the committed ones; nothing if they do not
// reach from the committed size to the checkpoint, or do not lead to its root.
Result<std::optional<log::TileGrowth>> shown_growth(const Held& held, const Shown& shown) {
  const std::uint64_t size = held.position.size;
  if (shown.entries.empty() || shown.from > size ||
      shown.from + shown.entries.size() != shown.checkpoint.size || shown.checkpoint.size <= size) {
    return std::optional<log::TileGrowth>();
  }
  auto range = log::CompactRange::restore(size, held.position.edge);
  if (!range) return range.error();
  std::vector<Hash> leaves;
  for (const std::string& entry : shown.entries.subspan(size - shown.from)) {
    leaves.push_back(log::leaf_hash(bytes_of(entry)));
    range->append(leaves.back());
  }
  if (range->root() != shown.checkpoint.root) return std::optional<log::TileGrowth>();
  auto growth = log::grow_hash_tiles(held.committed, size, leaves);
  if (!growth) return growth.error();
  return std::optional(std::move(*growth));
}

Result<std::optional<std::string>> against_larger(const Held& held, const Shown& shown,
                                                  const Own& own) {
  const auto growth = shown_growth(held, shown);
  if (!growth) return growth.error();
  if (!growth->has_value()) return std::optional<std::string>();
  const log::GrownTiles tiles(held.committed, **growth);
  return unequal(held, tiles, own.checkpoint, *own.note, shown.checkpoint.size, shown.note);
}

}  // namespace

Result<std::optional<std::string>> fork_between(const Held& held, const Shown& shown) {
  const Own own = newest_own(held);
  if (own.checkpoint.size == 0 || shown.checkpoint.size == 0 || own.note->empty()) {
    return std::optional<std::string>();
  }
  if (shown.checkpoint.size == own.checkpoint.size) {
    if (shown.checkpoint.root == own.checkpoint.root) return std::optional<std::string>();
    return std::optional(evidence(held, shown.note, *own.note, std::nullopt, {}));
  }
  if (shown.checkpoint.size > own.checkpoint.size) return against_larger(held, shown, own);
  const batch::Overlay tiles(held.committed, held.pending.changes());
  return unequal(held, tiles, shown.checkpoint, shown.note, own.checkpoint.size, *own.note);
}

}  // namespace kuboluk::core
