// What a Store holds, and the steps that all its writing methods share. For Store's own files only.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "ledger/batch/change.h"
#include "ledger/log/checkpoint.h"
#include "ledger/store/environment.h"
#include "ledger/store/folder.h"
#include "ledger/store/store.h"

namespace kuboluk::store {

// A commit that failed.
struct InDoubt {
  std::uint64_t transaction = 0;  // Transaction::number()
  batch::Position before;
  batch::Position after;  // the same for all but a commit of changes
};

// How much a transaction adds: payload bytes, and number of values put or removed.
struct Volume {
  std::uint64_t bytes = 0;
  std::uint64_t values = 0;
  void add(std::uint64_t value_bytes) {
    bytes += value_bytes;
    ++values;
  }
};

struct Store::State {
  std::filesystem::path folder;
  Options options;
  Identity identity;
  std::shared_ptr<FolderLock> lock;
  std::shared_ptr<Environment> environment;  // empty after a failed commit and a failed reopen
  std::optional<InDoubt> in_doubt;

  Result<void> open(Environment::Mode mode);
  // Of a folder that may be used, with its lock taken; nothing is open yet.
  static Result<std::unique_ptr<State>> hold(const std::filesystem::path& folder,
                                             const Options& options);
  Result<void> take_lock();
  // For a folder that is to hold no ledger yet.
  Result<void> drop_torn_file() const;
  Result<void> check_unused() const;
  Result<void> make(const Identity& owner, std::string_view genesis);
  Result<void> check_identity(const Environment& opened);
  bool failed() const { return in_doubt.has_value() || !environment; }
  Error failed_error() const;
  // A writing transaction, with space for that much. Error if failed().
  Result<Transaction> begin(const Volume& volume);
  // Commits; an error leaves the store failed().
  Result<void> finish(Transaction& transaction, const batch::Position& before,
                      const batch::Position& after);
  // A checkpoint may stand beside the position: law 5. Before the first change of the transaction.
  Result<void> check_checkpoint(const Transaction& transaction, std::string_view note,
                                const batch::Position& position) const;
};

// X.SIZE "<what> over <limit>".
Error too_large(std::string object, std::string what, std::uint64_t limit);
Error store_error(const std::filesystem::path& folder, std::string detail);
Result<batch::Position> read_position(const Transaction& transaction);

}  // namespace kuboluk::store
