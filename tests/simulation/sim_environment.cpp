// Variant of ledger/store/environment.cpp: a database on a simulated disk. What LMDB answers here,
// it answers by the same rules; what only a real file can do (pages, maps, SIGBUS) is not
// simulated.
#include "ledger/store/environment.h"

#include <algorithm>
#include <cerrno>
#include <string>
#include <system_error>
#include <utility>

#include "crypto/check.h"
#include "tests/simulation/sim_state.h"

using kuboluk::simulation::SimContent;
using kuboluk::simulation::SimDisk;
using kuboluk::simulation::SimRow;
using kuboluk::simulation::SimTable;

struct MDB_env {
  SimDisk::State& disk;
  unsigned readers = 0;
  bool writing = false;
};

struct MDB_txn {
  MDB_env& environment;
  bool writes;
  std::shared_ptr<const SimContent> begun;   // what it sees
  std::shared_ptr<SimContent> changed = {};  // what it leaves, once something was changed
};

namespace kuboluk::store {
namespace {

// As LMDB numbers it; all other codes here are errno's.
constexpr int kReadersFull = -30790;
constexpr std::uint64_t kPageBytes = 4096;
// Of a disk that is not full.
constexpr std::uint64_t kFreeBytes = std::uint64_t{1} << 40;
// As in the product's file, for the words of "disk full".
constexpr std::uint64_t kTailBytes = 1U << 18;
constexpr std::uint64_t kPagesPerValue = 2;
constexpr std::uint64_t kSpaceFactor = 4;
constexpr std::uint64_t kValueOverhead = 128;

std::string text_of_code(int code) {
  if (code == kReadersFull) {
    return "MDB_READERS_FULL: Environment maxreaders limit reached";
  }
  return std::generic_category().message(code);
}

SimContent& change(MDB_txn& transaction) {
  if (!transaction.changed) {
    transaction.changed = std::make_shared<SimContent>(*transaction.begun);
    ++transaction.changed->transaction;
  }
  return *transaction.changed;
}

void end(MDB_txn* transaction) {
  if (transaction == nullptr) return;
  MDB_env& environment = transaction->environment;
  if (transaction->writes) environment.writing = false;
  if (!transaction->writes) --environment.readers;
  delete transaction;
}

Result<Bytes> open_row(Table table, const SimRow& row) {
  if (row.whole) return Bytes(row.stored.begin(), row.stored.end() - sizeof(Hash));
  auto payload = open_value(table, row.key, row.stored);
  row.whole = payload.has_value();
  return payload;
}

}  // namespace

// --- Environment

Environment::Environment(std::filesystem::path folder, std::shared_ptr<FolderLock> lock)
    : folder_(std::move(folder)), lock_(std::move(lock)) {}

Environment::~Environment() {
  delete environment_;
}

Error Environment::failure(std::string_view what, int code) const {
  return {std::string(domain::kDamageRule), folder_.string(),
          std::string(what) + ": " + text_of_code(code)};
}

Result<std::shared_ptr<Environment>> Environment::open(const Settings& settings,
                                                       std::shared_ptr<FolderLock> lock) {
  std::shared_ptr<Environment> opened(new Environment(settings.folder, std::move(lock)));
  if (auto done = opened->open_environment(settings); !done) return done.error();
  if (auto done = opened->open_tables(settings.mode); !done) return done.error();
  return opened;
}

Result<void> Environment::open_environment(const Settings& settings) {
  SimDisk* disk = SimDisk::find(folder_);
  if (disk == nullptr) return failure("cannot be opened", ENOENT);
  environment_ = new MDB_env{disk->state()};
  page_size_ = kPageBytes;
  map_bytes_ = settings.map_bytes;
  return {};
}

Result<void> Environment::open_tables(Mode mode) {
  SimDisk::State& disk = environment_->disk;
  if (mode == Mode::kCreate && !disk.seen->made) {
    auto content = std::make_shared<SimContent>(*disk.seen);
    content->made = true;
    ++content->transaction;
    disk.keep(std::move(content));
  }
  KUBOLUK_CHECK(disk.seen->made);  // else: the store has looked at the data file before
  tables_.fill(1);
  if (mode == Mode::kOpen || disk.seen->table(Table::kMeta).rows() == 0) return {};
  return Error{std::string(domain::kDamageRule), folder_.string(),
               "holds a ledger already: nothing was changed"};
}

Result<void> Environment::check_tables() const {
  return {};
}

std::uint64_t Environment::last_transaction() const {
  return environment_->disk.seen->transaction;
}

std::uint64_t Environment::used_bytes() const {
  return std::min(environment_->disk.seen->bytes(), map_bytes_);
}

Result<Transaction> Environment::read() const {
  if (environment_->readers == kReadersMax) return failure("cannot be read", kReadersFull);
  ++environment_->readers;
  return Transaction(shared_from_this(), new MDB_txn{*environment_, false, environment_->disk.seen},
                     map_bytes_);
}

Result<Transaction> Environment::write() {
  KUBOLUK_CHECK(!environment_->writing);  // LMDB would wait for ever
  environment_->writing = true;
  return Transaction(shared_from_this(), new MDB_txn{*environment_, true, environment_->disk.seen},
                     map_bytes_);
}

Result<void> Environment::reserve(std::uint64_t value_bytes, std::uint64_t value_count,
                                  std::uint64_t free_bytes_min) {
  SimDisk::State& disk = environment_->disk;
  if (!disk.faults.full && free_bytes_min < kFreeBytes) return {};
  ++disk.counts.full;
  const std::uint64_t touched = std::min(value_count * kPagesPerValue * page_size_, used_bytes());
  const std::uint64_t growth =
      kSpaceFactor * (value_bytes + value_count * kValueOverhead) + touched + kTailBytes;
  return Error{std::string(domain::kDamageRule), folder_.string(),
               "disk full: less than " + std::to_string((free_bytes_min + growth) >> 20) +
                   " MiB are free; nothing was written: make space and try again"};
}

// --- Transaction

Transaction::Transaction(std::shared_ptr<const Environment> environment, MDB_txn* transaction,
                         std::uint64_t readable_bytes)
    : environment_(std::move(environment)),
      transaction_(transaction),
      readable_bytes_(readable_bytes) {}

Transaction::Transaction(Transaction&& other) noexcept
    : environment_(std::move(other.environment_)),
      transaction_(std::exchange(other.transaction_, nullptr)),
      readable_bytes_(other.readable_bytes_),
      changed_(other.changed_) {}

Transaction::~Transaction() {
  end(transaction_);
}

Error Transaction::failure(Table table, ByteView key, int code) const {
  if (code == ENOSPC) {
    return {std::string(domain::kDamageRule), environment_->folder_.string(),
            "the database is full: it is limited to " + std::to_string(environment_->map_bytes_) +
                " bytes; nothing was written"};
  }
  return inconsistent(object_name(table, key), "cannot be read or written: " + text_of_code(code));
}

Result<std::optional<Bytes>> Transaction::get(Table table, ByteView key) const {
  KUBOLUK_CHECK(!changed_ && !key.empty());
  SimDisk::State& disk = environment_->environment_->disk;
  ++disk.counts.reads;
  if (disk.strikes(disk.faults.read_error)) {
    ++disk.counts.read_errors;
    return failure(table, key, EIO);
  }
  const SimRow* row = transaction_->begun->table(table).find(key);
  if (row == nullptr) return std::optional<Bytes>();
  auto payload = open_row(table, *row);
  if (!payload) return payload.error();
  return std::optional(std::move(*payload));
}

Result<Bytes> Transaction::require(Table table, ByteView key) const {
  auto value = get(table, key);
  if (!value) return value.error();
  if (!value->has_value()) return missing(table, key);
  return std::move(**value);
}

Result<void> Transaction::for_each(
    Table table,
    const std::function<Result<void>(ByteView key, Result<Bytes> value)>& visit) const {
  KUBOLUK_CHECK(!changed_);
  SimDisk::State& disk = environment_->environment_->disk;
  Result<void> ended;
  transaction_->begun->table(table).for_each([&](const SimRow& row) {
    ++disk.counts.reads;
    if (disk.strikes(disk.faults.read_error)) {
      ++disk.counts.read_errors;
      ended = failure(table, bytes_of(table_name(table)), EIO);
      return false;
    }
    ended = visit(row.key, open_row(table, row));
    return ended.has_value();
  });
  return ended;
}

Result<Transaction::Volume> Transaction::volume(Table table) const {
  const SimContent& content = transaction_->changed ? *transaction_->changed : *transaction_->begun;
  const SimTable& rows = content.table(table);
  const std::uint64_t pages = (rows.bytes() + kPageBytes - 1) / kPageBytes;
  return Volume{rows.rows(), pages * kPageBytes};
}

std::uint64_t Transaction::number() const {
  return transaction_->begun->transaction + (transaction_->writes ? 1 : 0);
}

Result<void> Transaction::put(Table table, ByteView key, ByteView payload, Put mode) {
  changed_ = true;
  const SimTable& rows =
      (transaction_->changed ? *transaction_->changed : *transaction_->begun).table(table);
  if (mode == Put::kNew && rows.find(key) != nullptr) {
    return inconsistent(object_name(table, key), "damaged: it must not be there yet and is");
  }
  SimContent& content = change(*transaction_);
  content.table(table).put({Bytes(key.begin(), key.end()), seal_value(table, key, payload), false});
  if (content.bytes() > environment_->map_bytes_) return failure(table, key, ENOSPC);
  return {};
}

Result<bool> Transaction::removed(Table table, ByteView key) {
  changed_ = true;
  const SimTable& rows =
      (transaction_->changed ? *transaction_->changed : *transaction_->begun).table(table);
  if (rows.find(key) == nullptr) return false;
  return change(*transaction_).table(table).remove(key);
}

Result<void> Transaction::remove(Table table, ByteView key) {
  const auto found = removed(table, key);
  if (!found) return found.error();
  if (!*found) return missing(table, key);
  return {};
}

Result<void> Transaction::discard(Table table, ByteView key) {
  const auto found = removed(table, key);
  if (!found) return found.error();
  return {};
}

Result<void> Transaction::commit() {
  MDB_txn* transaction = std::exchange(transaction_, nullptr);
  SimDisk::State& disk = transaction->environment.disk;
  const auto content = std::move(transaction->changed);
  end(transaction);
  if (!content) return {};  // LMDB writes nothing either, and does not count it
  ++disk.counts.commits;
  if (disk.strikes(disk.faults.commit_lost)) {
    ++disk.counts.lost_commits;
    return environment_->failure("the transaction failed", EIO);
  }
  disk.keep(content);
  if (disk.strikes(disk.faults.commit_kept)) {
    ++disk.counts.kept_commits;
    return environment_->failure("the transaction failed", EIO);
  }
  return {};
}

}  // namespace kuboluk::store
