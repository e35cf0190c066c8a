// The stored state at one size, unchanged while it is read: one LMDB read transaction as a
// LedgerReader.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "ledger/batch/change.h"
#include "ledger/exchange/durable.h"

namespace kuboluk::store {

class Transaction;

// Resource type. Values are copies. May be used by another thread than the store's, by one at a
// time. Keep it short: the pages of its size cannot be used again while it lives. It keeps the
// database open, also when the Store is gone.
//
// Records are answered from the status map: a record is given out only if the map commits to
// exactly this text, and "there is no such record" only if the map shows that. So neither a lost
// key nor an old page with a valid check sum can change an answer (Jepsen's file nemesis restores
// old chunks).
class Snapshot final : public batch::LedgerReader {
 public:
  ~Snapshot() override;

  Result<batch::Position> position() const override { return position_; }
  Result<std::optional<std::string>> record(std::string_view key) const override;
  // Absence rests on the table alone: the log has no proof of it (Store::scrub compares table and
  // log).
  Result<std::optional<std::uint64_t>> event_index(const Hash& event_id) const override;
  // `index` must be below the size (checked).
  Result<std::string> entry(std::uint64_t index) const override;
  Result<std::vector<std::pair<std::string, std::string>>> records_under(
      std::string_view prefix) const override;
  Result<Bytes> read_node(const Hash& hash) const override;
  // Every width up to the stored one, so that proofs for older sizes can be built too.
  Result<Bytes> read_tile(const log::TileId& id) const override;

  // The signed event that the ledger was created with, and the newest checkpoint note, if there is
  // one.
  Result<std::string> genesis() const;
  Result<std::optional<std::string>> checkpoint() const;

  // What this member keeps beside the log (protocol_state.h).
  // Whole, with entries that lead to its root; nothing if there is none.
  Result<std::optional<exchange::Proposal>> proposal() const;
  Result<std::optional<exchange::Cosigned>> cosigned() const;
  // In order of `received`, then of id.
  Result<std::vector<exchange::PendingAct>> acts() const;
  // The note of the first rejection that names the event.
  Result<std::optional<std::string>> rejection(const Hash& event_id) const;
  Result<std::vector<std::string>> evidence() const;

 private:
  friend class Store;
  friend class Scrub;
  Snapshot(std::unique_ptr<Transaction> transaction, batch::Position position);
  Result<std::string> stored_record(const std::string& key, ByteView hash) const;

  std::unique_ptr<Transaction> transaction_;
  batch::Position position_;
};

}  // namespace kuboluk::store
