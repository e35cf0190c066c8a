// A ledger on disk: LMDB 0.9.24 in one folder, one process, one writer (DESIGN.md 8, RELIABILITY
// 5.1).
//
// Laws, each with a test:
//   (1) a batch is in the store wholly or not at all: entries, index, records, map nodes, tiles and
//       position change in ONE durable transaction, compare-and-swap on the old position;
//   (2) what is read is what was written: every value is checked at every read (tables.h), records
//       against the status map;
//   (3) nothing is answered from damage: the error names the object and says what to do;
//   (4) after a failed commit nothing more is written until reopen() has found out which of the two
//       positions holds;
//   (5) the stored checkpoint is never ahead of the position and never goes back.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "crypto/result.h"
#include "ledger/batch/change.h"
#include "ledger/store/snapshot.h"

namespace kuboluk::store {

// Address space, not disk: the file grows as it is used. A ledger beyond it is refused, not
// damaged.
inline constexpr std::uint64_t kMapBytes = std::uint64_t{64} << 30;
// Free disk space below which nothing is written any more: a full disk ended a transparency log
// (Mammoth 2024h1), and the operator needs room to work.
inline constexpr std::uint64_t kFreeBytesMin = std::uint64_t{128} << 20;
// Of the stored form of a ledger. Another number is another program's.
inline constexpr std::uint32_t kSchemaVersion = 1;

// Whose store this is. A folder copied to another node, or another ledger's, is refused.
struct Identity {
  std::string ledger;  // ledger id
  std::string node;    // node id: a body id
  bool operator==(const Identity&) const = default;
};

struct Options {
  std::uint64_t map_bytes = kMapBytes;
  std::uint64_t free_bytes_min = kFreeBytesMin;
  bool any_file_system = false;  // the operator knows better than the list of refused file systems
};

// What holds after a commit whose outcome was in doubt.
enum class Outcome { kNotInDoubt, kBefore, kAfter };

struct ScrubReport {
  std::uint64_t values = 0;   // read
  std::uint64_t damages = 0;  // found
  std::optional<Error> first_damage;
};

// Resource type, used by one thread (snapshots may be used by others). Never fork() with one open.
class Store {
 public:
  // A new ledger of size 0, in a folder that is new or holds none. Durable on return; after a crash
  // in between the same call succeeds. The genesis batch comes by write() like every other.
  // `genesis`: the signed event's bytes, kept verbatim.
  static Result<std::unique_ptr<Store>> create(const std::filesystem::path& folder,
                                               const Identity& identity, std::string_view genesis,
                                               const Options& options = {});
  // Checks what can be checked at once: identity, schema, length of the file, position against log
  // edge, last seal and checkpoint. Everything else is checked when it is read. All errors: STORE;
  // the folder is left untouched.
  static Result<std::unique_ptr<Store>> open(const std::filesystem::path& folder,
                                             const Identity& identity, const Options& options = {});
  // As open(), whoever the store belongs to: see identity().
  static Result<std::unique_ptr<Store>> open_any(const std::filesystem::path& folder,
                                                 const Options& options = {});
  ~Store();
  Store(const Store&) = delete;
  Store& operator=(const Store&) = delete;

  const Identity& identity() const;
  // The newest state. Errors: damage; more than kReadersMax snapshots.
  Result<std::unique_ptr<Snapshot>> snapshot() const;

  // Applies the whole change, durable on return. Errors leave the stored state as it was: the
  // position is not `change.before`, disk or map full, damage in what is changed. After a failed
  // commit the store is failed(): in doubt.
  Result<void> write(const batch::Change& change);
  // Replaces the newest checkpoint note, durable on return. It must be of a size and root that the
  // store holds, not smaller than the stored one's. Signatures are the caller's business.
  Result<void> put_checkpoint(std::string_view note);

  // A commit failed: nothing is read or written until reopen().
  bool failed() const;
  // Closes and opens again, and says which position holds. Error, and still failed, if snapshots
  // are open, if it cannot be opened, or if neither of the two positions holds.
  Result<Outcome> reopen();

  // Reads every stored value and compares tables, log and map with each other. `progress` gets the
  // number of values read so far, now and then; it may be empty. Error only if the store cannot be
  // read at all.
  Result<ScrubReport> scrub(const std::function<void(std::uint64_t values)>& progress) const;

 private:
  struct State;
  explicit Store(std::unique_ptr<State> state);
  static Result<std::unique_ptr<Store>> open_folder(const std::filesystem::path& folder,
                                                    const Options& options);
  Result<void> commit(class Transaction& transaction, const batch::Position& before,
                      const batch::Position& after);

  std::unique_ptr<State> state_;
};

}  // namespace kuboluk::store
