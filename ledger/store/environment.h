// LMDB behind two classes: Environment (an open database) and Transaction. Nothing else in the tree
// sees lmdb.h.
//
// Every value read is bounded against the memory map before it is touched and checked against its
// envelope (tables.h), because a damaged page can make LMDB hand out any pointer and any size.
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>

#include "crypto/bytes.h"
#include "crypto/result.h"
#include "ledger/store/folder.h"
#include "ledger/store/tables.h"

struct MDB_env;
struct MDB_txn;

namespace kuboluk::store {

// Snapshots open at one time; LMDB's own default.
inline constexpr unsigned kReadersMax = 126;

class Transaction;

// Resource type. May be used by several threads for reading; one writes. Lives as long as the last
// Transaction on it.
class Environment : public std::enable_shared_from_this<Environment> {
 public:
  enum class Mode { kOpen, kCreate };
  struct Settings {
    std::filesystem::path folder;
    std::uint64_t map_bytes = 0;
    Mode mode = Mode::kOpen;
  };

  // The lock is held until the environment is closed. kOpen: table meta must be there; of the
  // others, see check_tables(). kCreate: makes them all; STORE if meta holds anything, and nothing
  // was changed. Flags: LMDB's defaults (every commit is durable before it returns) and NOTLS, so
  // that a snapshot belongs to its object and not to a thread.
  static Result<std::shared_ptr<Environment>> open(const Settings& settings,
                                                   std::shared_ptr<FolderLock> lock);
  ~Environment();
  Environment(const Environment&) = delete;
  Environment& operator=(const Environment&) = delete;

  // STORE if a table is not there. Asked only once the identity has shown that this program's
  // tables must be: another schema has others, and is to be called by its name.
  Result<void> check_tables() const;
  // Number of the last transaction that took place (LMDB counts those that write, one by one).
  std::uint64_t last_transaction() const;

  Result<Transaction> read() const;
  Result<Transaction> write();

  // Makes sure that a transaction that adds about `value_bytes` in `value_count` values finds its
  // space, so that a full disk is found here and not in the middle of a commit; at least
  // `free_bytes_min` stay free for the operator. STORE "disk full".
  Result<void> reserve(std::uint64_t value_bytes, std::uint64_t value_count,
                       std::uint64_t free_bytes_min);

 private:
  friend class Transaction;
  Environment(std::filesystem::path folder, std::shared_ptr<FolderLock> lock);
  Result<void> open_environment(const Settings& settings);
  Result<void> open_tables(Mode mode);
  Result<void> open_table(MDB_txn* transaction, Table table, Mode mode);
  Result<void> check_new(MDB_txn* transaction) const;
  Result<void> find_map();
  Result<void> find_map_by_page();
  std::uint64_t used_bytes() const;
  Error failure(std::string_view what, int code) const;

  std::filesystem::path folder_;
  std::shared_ptr<FolderLock> lock_;
  MDB_env* environment_ = nullptr;
  std::uint64_t page_size_ = 0;
  std::uint64_t map_bytes_ = 0;
  const std::uint8_t* map_ = nullptr;           // where LMDB mapped the data file
  std::array<unsigned, kTableCount> tables_{};  // 0: not there
};

// Resource type: one transaction, aborted by the destructor unless committed.
class Transaction {
 public:
  enum class Put { kNew, kReplace };

  Transaction(Transaction&& other) noexcept;
  Transaction& operator=(Transaction&&) = delete;
  ~Transaction();

  // A copy of the value, checked; nothing if the key is not there. In a writing transaction only
  // before the first change (checked): pages that it has changed lie outside the map.
  Result<std::optional<Bytes>> get(Table table, ByteView key) const;
  // As get(), for what must be there.
  Result<Bytes> require(Table table, ByteView key) const;
  // All values of a table in key order. What `visit` returns as error ends the walk and is
  // returned.
  Result<void> for_each(
      Table table,
      const std::function<Result<void>(ByteView key, Result<Bytes> value)>& visit) const;

  // Rows of a table, and bytes of the pages that it takes.
  struct Volume {
    std::uint64_t rows = 0;
    std::uint64_t bytes = 0;
  };
  Result<Volume> volume(Table table) const;
  // Of a writing transaction: Environment::last_transaction() once it has taken place.
  std::uint64_t number() const;

  // kNew: STORE if the key is there already.
  Result<void> put(Table table, ByteView key, ByteView payload, Put mode);
  // STORE if the key is not there.
  Result<void> remove(Table table, ByteView key);
  // As remove(), but the key need not be there.
  Result<void> discard(Table table, ByteView key);
  // Durable on success. After an error it is not known whether the transaction took place.
  Result<void> commit();

 private:
  friend class Environment;
  Transaction(std::shared_ptr<const Environment> environment, MDB_txn* transaction,
              std::uint64_t readable_bytes);
  Result<bool> removed(Table table, ByteView key);
  bool inside_map(const void* data, std::size_t size) const;
  Error failure(Table table, ByteView key, int code) const;

  std::shared_ptr<const Environment> environment_;
  MDB_txn* transaction_;
  std::uint64_t readable_bytes_;  // of the map, from its beginning
  bool changed_ = false;
};

}  // namespace kuboluk::store
