#include "ledger/store/environment.h"

#include <fcntl.h>
#include <lmdb.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <fstream>
#include <string>
#include <system_error>
#include <utility>

#include "crypto/check.h"

namespace kuboluk::store {
namespace {

constexpr std::string_view kDataFileName = "data.mdb";
constexpr unsigned kFileMode = 0600;
// The file grows in steps of this, so that most commits do not change its length.
constexpr std::uint64_t kGrowthStep = 1U << 20;
// Always kept beyond the last page in use: LMDB follows offsets of up to 64 KiB inside a page, and
// a damaged one near the end must not lead beyond the file (SIGBUS).
constexpr std::uint64_t kTailBytes = 1U << 18;
// Copy-on-write touches the pages from the root to each changed leaf; in a batch that is large
// enough to matter the upper ones are shared.
constexpr std::uint64_t kPagesPerValue = 2;
// Pages that were split are about half full, and large values end in a page of their own.
constexpr std::uint64_t kSpaceFactor = 4;
constexpr std::uint64_t kValueOverhead = 128;  // key, header, check sum

std::string text_of_code(int code) {
  return mdb_strerror(code);
}

MDB_val value_of(Bytes& bytes) {
  return {bytes.size(), bytes.data()};
}

// The address at which the file is mapped, out of lines like "7f0c8a200000-7f1c8a200000 r--s
// 00000000 fe:00 1311 /srv/kuboluk/data.mdb". LMDB itself does not tell it.
std::optional<std::uint64_t> mapped_at(const std::filesystem::path& file) {
  std::ifstream maps("/proc/self/maps");
  const std::string ending = " " + file.string();
  std::string line;
  while (std::getline(maps, line)) {
    if (!line.ends_with(ending) || line.find(" 00000000 ") == std::string::npos) continue;
    std::uint64_t address = 0;
    const auto parsed = std::from_chars(line.data(), line.data() + line.size(), address, 16);
    if (parsed.ec == std::errc() && *parsed.ptr == '-') return address;
  }
  return std::nullopt;
}

Error missing_table(const std::filesystem::path& folder, Table table) {
  return {std::string(domain::kDamageRule), folder.string(),
          "holds no ledger (table " + std::string(table_name(table)) +
              " is not there): its creation was cut short, or it is damaged"};
}

}  // namespace

// --- Environment

Environment::Environment(std::filesystem::path folder, std::shared_ptr<FolderLock> lock)
    : folder_(std::move(folder)), lock_(std::move(lock)) {}

Environment::~Environment() {
  if (environment_ != nullptr) mdb_env_close(environment_);
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
  if (auto done = opened->find_map(); !done) return done.error();
  return opened;
}

Result<void> Environment::open_environment(const Settings& settings) {
  if (const int code = mdb_env_create(&environment_)) return failure("cannot be opened", code);
  mdb_env_set_mapsize(environment_, settings.map_bytes);
  mdb_env_set_maxdbs(environment_, kTableCount);
  mdb_env_set_maxreaders(environment_, kReadersMax);
  // Never NOSYNC, MAPASYNC, WRITEMAP, NOLOCK: each trades away what this ledger promises.
  if (const int code = mdb_env_open(environment_, folder_.c_str(), MDB_NOTLS, kFileMode)) {
    return failure("cannot be opened", code);
  }
  int dead = 0;  // readers that died with a snapshot open would keep old pages for ever
  if (const int code = mdb_reader_check(environment_, &dead)) return failure("readers", code);
  MDB_stat statistics = {};
  mdb_env_stat(environment_, &statistics);
  page_size_ = statistics.ms_psize;
  MDB_envinfo info = {};
  mdb_env_info(environment_, &info);
  map_bytes_ = info.me_mapsize;
  return {};
}

Result<void> Environment::open_tables(Mode mode) {
  MDB_txn* transaction = nullptr;
  const unsigned flags = mode == Mode::kCreate ? 0 : MDB_RDONLY;
  if (const int code = mdb_txn_begin(environment_, nullptr, flags, &transaction)) {
    return failure("cannot be read", code);
  }
  Result<void> opened;
  for (const Table table : kAllTables) {
    if (opened) opened = open_table(transaction, table, mode);
  }
  if (opened && mode == Mode::kCreate) opened = check_new(transaction);
  if (!opened) {
    mdb_txn_abort(transaction);
    return opened;
  }
  // Commits nothing but the handles, and in kCreate the empty tables.
  if (const int code = mdb_txn_commit(transaction)) return failure("cannot be opened", code);
  return {};
}

Result<void> Environment::open_table(MDB_txn* transaction, Table table, Mode mode) {
  const std::string name(table_name(table));
  const unsigned create = mode == Mode::kCreate ? MDB_CREATE : 0;
  const int code =
      mdb_dbi_open(transaction, name.c_str(), create, &tables_[static_cast<std::size_t>(table)]);
  if (code == 0) return {};
  tables_[static_cast<std::size_t>(table)] = 0;
  if (code != MDB_NOTFOUND) return failure("table " + name + " cannot be opened", code);
  if (table == Table::kMeta) return missing_table(folder_, table);
  return {};
}

// In the transaction that makes the tables: a ledger of another schema does not get ours.
Result<void> Environment::check_new(MDB_txn* transaction) const {
  MDB_stat statistics = {};
  const unsigned meta = tables_[static_cast<std::size_t>(Table::kMeta)];
  if (const int code = mdb_stat(transaction, meta, &statistics)) {
    return failure("cannot be read", code);
  }
  if (statistics.ms_entries == 0) return {};
  return Error{std::string(domain::kDamageRule), folder_.string(),
               "holds a ledger already: nothing was changed"};
}

Result<void> Environment::check_tables() const {
  for (const Table table : kAllTables) {
    if (tables_[static_cast<std::size_t>(table)] == 0) return missing_table(folder_, table);
  }
  return {};
}

std::uint64_t Environment::last_transaction() const {
  MDB_envinfo info = {};
  mdb_env_info(environment_, &info);
  return info.me_last_txnid;
}

Result<void> Environment::find_map() {
  std::error_code error;
  const auto folder = std::filesystem::canonical(folder_, error);
  if (error) return failure("cannot be found again", ENOENT);
  if (const auto address = mapped_at(folder / kDataFileName)) {
    map_ = reinterpret_cast<const std::uint8_t*>(*address);
    return {};
  }
  return find_map_by_page();
}

// Without /proc (a bare chroot): a page begins with its number, so the page of any value leads back
// to the map's first byte. A damaged number gives a wrong place: then values are called damaged
// that are not, never the other way round. Nothing is found in a database that was made a moment
// ago: it has no values to check.
Result<void> Environment::find_map_by_page() {
  MDB_txn* transaction = nullptr;
  if (const int code = mdb_txn_begin(environment_, nullptr, MDB_RDONLY, &transaction)) {
    return failure("cannot be read", code);
  }
  MDB_cursor* cursor = nullptr;
  MDB_val key = {};
  MDB_val value = {};
  int code = mdb_cursor_open(transaction, tables_[static_cast<std::size_t>(Table::kMeta)], &cursor);
  if (code == 0) {
    code = mdb_cursor_get(cursor, &key, &value, MDB_FIRST);
    mdb_cursor_close(cursor);
  }
  if (code == 0) {
    const auto* data = static_cast<const std::uint8_t*>(value.mv_data);
    const std::uint8_t* page = data - reinterpret_cast<std::uintptr_t>(data) % page_size_;
    std::uint64_t number = 0;
    std::memcpy(&number, page, sizeof number);
    if (number < map_bytes_ / page_size_) map_ = page - number * page_size_;
  }
  mdb_txn_abort(transaction);
  if (code == MDB_NOTFOUND || map_ != nullptr) return {};
  return failure("its memory map cannot be found", code == 0 ? MDB_CORRUPTED : code);
}

std::uint64_t Environment::used_bytes() const {
  MDB_envinfo info = {};
  mdb_env_info(environment_, &info);
  return std::min((info.me_last_pgno + 1) * page_size_, map_bytes_);
}

Result<Transaction> Environment::read() const {
  MDB_txn* transaction = nullptr;
  if (const int code = mdb_txn_begin(environment_, nullptr, MDB_RDONLY, &transaction)) {
    return failure("cannot be read", code);
  }
  return Transaction(shared_from_this(), transaction, used_bytes());
}

Result<Transaction> Environment::write() {
  MDB_txn* transaction = nullptr;
  if (const int code = mdb_txn_begin(environment_, nullptr, 0, &transaction)) {
    return failure("cannot be written", code);
  }
  return Transaction(shared_from_this(), transaction, used_bytes());
}

Result<void> Environment::reserve(std::uint64_t value_bytes, std::uint64_t value_count,
                                  std::uint64_t free_bytes_min) {
  const std::uint64_t used = used_bytes();
  const std::uint64_t touched = std::min(value_count * kPagesPerValue * page_size_, used);
  const std::uint64_t growth =
      kSpaceFactor * (value_bytes + value_count * kValueOverhead) + touched + kTailBytes;
  struct statvfs space = {};
  if (::fstatvfs(lock_->file(), &space) != 0) return failure("cannot be looked at", errno);
  const Error full{std::string(domain::kDamageRule), folder_.string(),
                   "disk full: less than " + std::to_string((free_bytes_min + growth) >> 20) +
                       " MiB are free; nothing was written: make space and try again"};
  if (space.f_bavail * space.f_frsize < free_bytes_min + growth) return full;

  int file = -1;  // LMDB's own: another one, when closed, would drop its locks
  if (const int code = mdb_env_get_fd(environment_, &file)) return failure("data file", code);
  struct stat status = {};
  if (::fstat(file, &status) != 0) return failure("data file", errno);
  const auto length = static_cast<std::uint64_t>(status.st_size);
  if (length >= used + growth) return {};
  const std::uint64_t wanted = (used + growth + kGrowthStep - 1) / kGrowthStep * kGrowthStep;
  if (::fallocate(file, 0, static_cast<off_t>(length), static_cast<off_t>(wanted - length)) != 0) {
    if (errno == ENOSPC || errno == EDQUOT) return full;
    // File systems that cannot reserve can still be long.
    if (errno != EOPNOTSUPP) return failure("data file cannot grow", errno);
    if (::ftruncate(file, static_cast<off_t>(wanted)) != 0) {
      return failure("data file cannot grow", errno);
    }
  }
  if (::fdatasync(file) != 0) return failure("data file cannot be made durable", errno);
  return {};
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
  if (transaction_ != nullptr) mdb_txn_abort(transaction_);
}

bool Transaction::inside_map(const void* data, std::size_t size) const {
  const auto* begin = static_cast<const std::uint8_t*>(data);
  const std::uint8_t* map = environment_->map_;
  if (map == nullptr) return true;  // made by this process a moment ago, without /proc
  if (begin < map || size > readable_bytes_) return false;
  return static_cast<std::uint64_t>(begin - map) <= readable_bytes_ - size;
}

Error Transaction::failure(Table table, ByteView key, int code) const {
  if (code == MDB_MAP_FULL) {
    return {std::string(domain::kDamageRule), environment_->folder_.string(),
            "the database is full: it is limited to " + std::to_string(environment_->map_bytes_) +
                " bytes; nothing was written"};
  }
  return inconsistent(object_name(table, key), "cannot be read or written: " + text_of_code(code));
}

Result<std::optional<Bytes>> Transaction::get(Table table, ByteView key) const {
  KUBOLUK_CHECK(!changed_ && !key.empty());
  Bytes key_copy(key.begin(), key.end());
  MDB_val found_key = value_of(key_copy);
  MDB_val value = {};
  const int code = mdb_get(transaction_, environment_->tables_[static_cast<std::size_t>(table)],
                           &found_key, &value);
  if (code == MDB_NOTFOUND) return std::optional<Bytes>();
  if (code != 0) return failure(table, key, code);
  if (!inside_map(value.mv_data, value.mv_size)) return damaged(table, key);
  auto payload =
      open_value(table, key, {static_cast<const std::uint8_t*>(value.mv_data), value.mv_size});
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
  const auto name = bytes_of(table_name(table));
  MDB_cursor* opened = nullptr;
  if (const int code = mdb_cursor_open(
          transaction_, environment_->tables_[static_cast<std::size_t>(table)], &opened)) {
    return failure(table, name, code);
  }
  const std::unique_ptr<MDB_cursor, decltype(&mdb_cursor_close)> cursor(opened, &mdb_cursor_close);
  MDB_val key = {};
  MDB_val value = {};
  int code = 0;
  while ((code = mdb_cursor_get(cursor.get(), &key, &value, MDB_NEXT)) == 0) {
    if (!inside_map(key.mv_data, key.mv_size)) return damaged(table, name);
    const ByteView key_bytes(static_cast<const std::uint8_t*>(key.mv_data), key.mv_size);
    const bool inside = inside_map(value.mv_data, value.mv_size);
    const ByteView stored(static_cast<const std::uint8_t*>(value.mv_data), value.mv_size);
    auto visited = visit(key_bytes, inside ? open_value(table, key_bytes, stored)
                                           : Result<Bytes>(damaged(table, key_bytes)));
    if (!visited) return visited.error();
  }
  if (code != MDB_NOTFOUND) return failure(table, name, code);
  return {};
}

Result<Transaction::Volume> Transaction::volume(Table table) const {
  MDB_stat statistics = {};
  if (const int code = mdb_stat(
          transaction_, environment_->tables_[static_cast<std::size_t>(table)], &statistics)) {
    return failure(table, bytes_of(table_name(table)), code);
  }
  const std::uint64_t pages =
      statistics.ms_branch_pages + statistics.ms_leaf_pages + statistics.ms_overflow_pages;
  return Volume{statistics.ms_entries, pages * environment_->page_size_};
}

std::uint64_t Transaction::number() const {
  return mdb_txn_id(transaction_);
}

Result<void> Transaction::put(Table table, ByteView key, ByteView payload, Put mode) {
  changed_ = true;
  Bytes key_copy(key.begin(), key.end());
  Bytes sealed = seal_value(table, key, payload);
  MDB_val key_value = value_of(key_copy);
  MDB_val value = value_of(sealed);
  const int code = mdb_put(transaction_, environment_->tables_[static_cast<std::size_t>(table)],
                           &key_value, &value, mode == Put::kNew ? MDB_NOOVERWRITE : 0);
  if (code == MDB_KEYEXIST) {
    return inconsistent(object_name(table, key), "damaged: it must not be there yet and is");
  }
  if (code != 0) return failure(table, key, code);
  return {};
}

Result<bool> Transaction::removed(Table table, ByteView key) {
  changed_ = true;
  Bytes key_copy(key.begin(), key.end());
  MDB_val key_value = value_of(key_copy);
  const int code = mdb_del(transaction_, environment_->tables_[static_cast<std::size_t>(table)],
                           &key_value, nullptr);
  if (code == MDB_NOTFOUND) return false;
  if (code != 0) return failure(table, key, code);
  return true;
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
  const int code = mdb_txn_commit(std::exchange(transaction_, nullptr));
  if (code != 0) return environment_->failure("the transaction failed", code);
  return {};
}

}  // namespace kuboluk::store
