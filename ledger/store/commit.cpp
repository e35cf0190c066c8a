// Store's methods that move the committed state: changes and checkpoints.
#include <span>
#include <utility>

#include "crypto/check.h"
#include "ledger/store/opening.h"
#include "ledger/store/protocol_state.h"
#include "ledger/store/store.h"
#include "ledger/store/store_state.h"
#include "ledger/store/tables.h"

namespace kuboluk::store {
namespace {

Volume& operator+=(Volume& volume, const batch::Change& change) {
  for (const std::string& entry : change.entries)
    volume.add(entry.size());
  for (const auto& [key, text] : change.records)
    volume.add(key.size() + text.size());
  for (const log::MapNode& node : change.map.added)
    volume.add(node.bytes.size());
  for (const log::Tile& tile : change.hash_tiles.written)
    volume.add(tile.content.size());
  // Pending entries of the same indexes are removed, and the position is put.
  volume.values += change.entries.size() + change.events.size() + change.map.removed.size() + 1;
  return volume;
}

Result<void> put_entries(Transaction& transaction, const batch::Change& change) {
  std::uint64_t index = change.before.size;
  for (const std::string& entry : change.entries) {
    auto put = transaction.put(Table::kEntries, number_key(index++), bytes_of(entry),
                               Transaction::Put::kNew);
    if (!put) return put;
  }
  for (const auto& [id, event_index] : change.events) {
    auto put = transaction.put(Table::kEvents, id, number_key(event_index), Transaction::Put::kNew);
    if (!put) return put;
  }
  return {};
}

Result<void> put_map(Transaction& transaction, const batch::Change& change) {
  for (const auto& [key, text] : change.records) {
    auto put =
        transaction.put(Table::kRecords, bytes_of(key), bytes_of(text), Transaction::Put::kReplace);
    if (!put) return put;
  }
  for (const Hash& hash : change.map.removed) {
    if (auto removed = transaction.remove(Table::kNodes, hash); !removed) return removed;
  }
  for (const log::MapNode& node : change.map.added) {
    auto put = transaction.put(Table::kNodes, node.hash, node.bytes, Transaction::Put::kNew);
    if (!put) return put;
  }
  return {};
}

// A tile grows in place, so what is superseded is overwritten: nothing to remove.
Result<void> put_tiles(Transaction& transaction, const batch::Change& change) {
  for (const log::Tile& tile : change.hash_tiles.written) {
    auto put =
        transaction.put(Table::kTiles, tile_key(tile.id), tile.content, Transaction::Put::kReplace);
    if (!put) return put;
  }
  return transaction.put(Table::kMeta, bytes_of(kMetaPosition), print_position(change.after),
                         Transaction::Put::kReplace);
}

Result<void> put_change(Transaction& transaction, const batch::Change& change) {
  if (auto put = put_entries(transaction, change); !put) return put;
  if (auto put = put_map(transaction, change); !put) return put;
  return put_tiles(transaction, change);
}

// The entries that `changes` commit are the pending ones, as far as both go.
bool same_entries(const exchange::Proposal& proposal, std::span<const batch::Change> changes) {
  std::size_t i = 0;
  for (const batch::Change& change : changes) {
    for (const std::string& entry : change.entries) {
      if (i == proposal.entries.size()) return true;
      if (entry != proposal.entries[i++]) return false;
    }
  }
  return true;
}

// What is left of a proposal once `changes` are committed: all of it beyond the new size, or
// nothing if the log went another way.
Result<void> advance_proposal(Transaction& transaction, exchange::Proposal proposal,
                              std::span<const batch::Change> changes) {
  const std::uint64_t size = changes.back().after.size;
  const bool gone = size >= proposal.size || !same_entries(proposal, changes);
  const std::uint64_t end = gone ? proposal.size : size;
  for (std::uint64_t index = proposal.from; index < end; ++index) {
    auto removed = transaction.remove(Table::kPending, number_key(index));
    if (!removed) return removed;
  }
  if (gone) return transaction.remove(Table::kMeta, bytes_of(kMetaProposal));
  proposal.from = size;
  return transaction.put(Table::kMeta, bytes_of(kMetaProposal), print_proposal(proposal),
                         Transaction::Put::kReplace);
}

Result<void> put_note(Transaction& transaction, std::string_view note) {
  return transaction.put(Table::kMeta, bytes_of(kMetaCheckpoint), bytes_of(note),
                         Transaction::Put::kReplace);
}

}  // namespace

Result<void> Store::State::check_checkpoint(const Transaction& transaction, std::string_view note,
                                            const batch::Position& position) const {
  const auto checkpoint = read_checkpoint(note);
  if (!checkpoint) return checkpoint.error();
  const auto stored = transaction.get(Table::kMeta, bytes_of(kMetaCheckpoint));
  if (!stored) return stored.error();
  std::uint64_t stored_size = 0;
  if (stored->has_value()) {
    const auto old = read_checkpoint(text_of(**stored));
    if (!old) return damaged(Table::kMeta, bytes_of(kMetaCheckpoint));
    stored_size = old->size;
  }
  const bool other_root =
      checkpoint->size == position.size && checkpoint->root != position.log_root;
  if (checkpoint->size > position.size || checkpoint->size < stored_size || other_root) {
    return store_error(folder, "a checkpoint of size " + std::to_string(checkpoint->size) +
                                   " was refused: stored are a log of size " +
                                   std::to_string(position.size) + " and a checkpoint of size " +
                                   std::to_string(stored_size));
  }
  return {};
}

Result<void> Store::write(const batch::Change& change) {
  return commit({&change, 1}, "", {});
}

Result<void> Store::commit(std::span<const batch::Change> changes, std::string_view checkpoint_note,
                           std::span<const Hash> done_acts) {
  Volume volume;
  volume.add(checkpoint_note.size());
  volume.values += done_acts.size() + 1;  // and the proposal
  for (std::size_t i = 0; i < changes.size(); ++i) {
    const batch::Change& change = changes[i];
    KUBOLUK_CHECK(change.after.size == change.before.size + change.entries.size());
    KUBOLUK_CHECK(i == 0 || change.before == changes[i - 1].after);
    volume += change;
  }
  auto transaction = state_->begin(volume);
  if (!transaction) return transaction.error();
  const auto position = read_position(*transaction);
  if (!position) return position.error();
  const batch::Position& after = changes.empty() ? *position : changes.back().after;
  if (!changes.empty() && *position != changes.front().before) {
    return store_error(state_->folder, "stands at size " + std::to_string(position->size) +
                                           ", the change begins at size " +
                                           std::to_string(changes.front().before.size) +
                                           " or from another root; nothing was written");
  }
  if (!checkpoint_note.empty()) {
    auto checked = state_->check_checkpoint(*transaction, checkpoint_note, after);
    if (!checked) return checked.error();
  }
  auto proposal = read_proposal(*transaction, *position);
  if (!proposal) return proposal.error();

  for (const batch::Change& change : changes) {
    if (auto put = put_change(*transaction, change); !put) return put.error();
  }
  if (!checkpoint_note.empty()) {
    if (auto put = put_note(*transaction, checkpoint_note); !put) return put.error();
  }
  if (proposal->has_value() && !changes.empty()) {
    auto done = advance_proposal(*transaction, std::move(**proposal), changes);
    if (!done) return done.error();
  }
  for (const Hash& act : done_acts) {
    if (auto done = transaction->discard(Table::kActs, act); !done) return done.error();
  }
  return state_->finish(*transaction, *position, after);
}

Result<void> Store::put_checkpoint(std::string_view note) {
  auto transaction = state_->begin({note.size(), 1});
  if (!transaction) return transaction.error();
  const auto position = read_position(*transaction);
  if (!position) return position.error();
  auto checked = state_->check_checkpoint(*transaction, note, *position);
  if (!checked) return checked.error();
  if (auto put = put_note(*transaction, note); !put) return put.error();
  return state_->finish(*transaction, *position, *position);
}

}  // namespace kuboluk::store
