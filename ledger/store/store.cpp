#include "ledger/store/store.h"

#include <unistd.h>

#include <system_error>
#include <utility>

#include "crypto/check.h"
#include "ledger/store/data_file.h"
#include "ledger/store/environment.h"
#include "ledger/store/folder.h"
#include "ledger/store/opening.h"
#include "ledger/store/store_state.h"
#include "ledger/store/tables.h"

namespace kuboluk::store {

Error store_error(const std::filesystem::path& folder, std::string detail) {
  return {std::string(domain::kDamageRule), folder.string(), std::move(detail)};
}

Error too_large(std::string object, std::string what, std::uint64_t limit) {
  return {"X.SIZE", std::move(object), std::move(what) + " over " + std::to_string(limit)};
}

Result<batch::Position> read_position(const Transaction& transaction) {
  auto value = transaction.require(Table::kMeta, bytes_of(kMetaPosition));
  if (!value) return value.error();
  return parse_position(*value);
}

Error Store::State::failed_error() const {
  return store_error(
      folder,
      "a write failed and its outcome is not known: reopen the ledger (restart), which "
      "finds out what holds");
}

Result<void> Store::State::take_lock() {
  auto taken = FolderLock::take(folder);
  if (!taken) return taken.error();
  lock = std::make_shared<FolderLock>(std::move(*taken));
  return {};
}

Result<void> Store::State::open(Environment::Mode mode) {
  // LMDB is closed here, so the file may be looked at (see check_data_file).
  KUBOLUK_CHECK(environment == nullptr && lock != nullptr);
  const auto file = check_data_file(folder / "data.mdb");
  if (!file) return file.error();
  if (mode == Environment::Mode::kOpen && *file == DataFile::kAbsent) {
    return store_error(folder, "holds no ledger: check the path, or create one there");
  }
  auto opened = Environment::open({folder, options.map_bytes, mode}, lock);
  if (!opened) return opened.error();
  if (mode == Environment::Mode::kOpen) {
    if (auto checked = check_identity(**opened); !checked) return checked.error();
    if (auto checked = (*opened)->check_tables(); !checked) return checked.error();
  }
  environment = std::move(*opened);
  return {};
}

Result<void> Store::State::check_identity(const Environment& opened) {
  auto transaction = opened.read();
  if (!transaction) return transaction.error();
  const auto text = transaction->require(Table::kMeta, bytes_of(kMetaIdentity));
  if (!text) return text.error();
  auto found = parse_identity(folder.string(), text_of(*text));
  if (!found) return found.error();
  identity = std::move(*found);
  return {};
}

Result<Transaction> Store::State::begin(const Volume& volume) {
  if (failed()) return failed_error();
  auto reserved = environment->reserve(volume.bytes, volume.values, options.free_bytes_min);
  if (!reserved) return reserved.error();
  return environment->write();
}

// Any error of a commit leaves it open whether it took place (EIO may even mean a full disk); LMDB
// would let the next one pass.
Result<void> Store::State::finish(Transaction& transaction, const batch::Position& before,
                                  const batch::Position& after) {
  const std::uint64_t number = transaction.number();
  auto done = transaction.commit();
  if (done) return {};
  in_doubt = InDoubt{number, before, after};
  Error error = done.error();
  error.detail += "; " + failed_error().detail;
  return error;
}

Result<void> Store::State::make(const Identity& owner, std::string_view genesis) {
  auto transaction = environment->write();
  if (!transaction) return transaction.error();
  const auto found = transaction->get(Table::kMeta, bytes_of(kMetaIdentity));
  if (!found || found->has_value()) {
    return store_error(folder, "holds a ledger already: nothing was changed");
  }
  const std::string text = print_identity(owner);
  const Bytes position = print_position(batch::Position());
  const std::pair<std::string_view, ByteView> values[] = {{kMetaIdentity, bytes_of(text)},
                                                          {kMetaGenesis, bytes_of(genesis)},
                                                          {kMetaPosition, position}};
  for (const auto& [key, value] : values) {
    auto put = transaction->put(Table::kMeta, bytes_of(key), value, Transaction::Put::kNew);
    if (!put) return put.error();
  }
  if (auto done = transaction->commit(); !done) return done.error();
  identity = owner;
  return sync_folder(folder);
}

Result<std::unique_ptr<Store::State>> Store::State::hold(const std::filesystem::path& folder,
                                                         const Options& options) {
  if (auto fit = check_folder(folder, options.any_file_system); !fit) return fit.error();
  auto state = std::make_unique<State>();
  state->folder = folder;
  state->options = options;
  if (auto taken = state->take_lock(); !taken) return taken.error();
  return state;
}

// LMDB's first write is its two meta pages at once: a shorter file is what a cut has left of it,
// and holds nothing.
Result<void> Store::State::drop_torn_file() const {
  const auto file = folder / "data.mdb";
  std::error_code failed;
  const std::uintmax_t size = std::filesystem::file_size(file, failed);
  const auto two_pages = 2 * static_cast<std::uintmax_t>(::sysconf(_SC_PAGESIZE));
  if (failed || size >= two_pages) return {};  // there is none, or a whole one
  std::filesystem::resize_file(file, 0, failed);
  if (failed) return store_error(folder, "data.mdb cannot be begun again: " + failed.message());
  return {};
}

// Making tables is the first transaction, and storing the identity the second: more is a ledger,
// whatever a damaged page shows.
Result<void> Store::State::check_unused() const {
  if (environment->last_transaction() <= 1) return {};
  return store_error(folder, "holds a ledger already: nothing was changed");
}

Store::Store(std::unique_ptr<State> state) : state_(std::move(state)) {}
Store::~Store() = default;

Result<std::unique_ptr<Store>> Store::create(const std::filesystem::path& folder,
                                             const Identity& identity, std::string_view genesis,
                                             const Options& options) {
  if (auto made = make_folder(folder); !made) return made.error();
  auto held = State::hold(folder, options);
  if (!held) return held.error();
  std::unique_ptr<State> state = std::move(*held);
  if (auto dropped = state->drop_torn_file(); !dropped) return dropped.error();
  if (auto opened = state->open(Environment::Mode::kCreate); !opened) return opened.error();
  if (auto unused = state->check_unused(); !unused) return unused.error();
  if (auto made = state->make(identity, genesis); !made) return made.error();
  return std::unique_ptr<Store>(new Store(std::move(state)));
}

Result<std::unique_ptr<Store>> Store::open_folder(const std::filesystem::path& folder,
                                                  const Options& options) {
  auto held = State::hold(folder, options);
  if (!held) return held.error();
  std::unique_ptr<State> state = std::move(*held);
  if (auto opened = state->open(Environment::Mode::kOpen); !opened) return opened.error();
  return std::unique_ptr<Store>(new Store(std::move(state)));
}

Result<std::unique_ptr<Store>> Store::open_any(const std::filesystem::path& folder,
                                               const Options& options) {
  auto store = open_folder(folder, options);
  if (!store) return store.error();
  const auto snapshot = (*store)->snapshot();
  if (!snapshot) return snapshot.error();
  if (auto checked = check_state(**snapshot); !checked) return checked.error();
  return store;
}

Result<std::unique_ptr<Store>> Store::open(const std::filesystem::path& folder,
                                           const Identity& identity, const Options& options) {
  auto store = open_folder(folder, options);
  if (!store) return store.error();
  if ((*store)->identity() != identity) {
    const Identity& found = (*store)->identity();
    return store_error(folder, "belongs to node " + found.node + " of ledger " + found.ledger +
                                   ", not to node " + identity.node + " of ledger " +
                                   identity.ledger + ": use that node's own folder");
  }
  const auto snapshot = (*store)->snapshot();
  if (!snapshot) return snapshot.error();
  if (auto checked = check_state(**snapshot); !checked) return checked.error();
  return store;
}

Result<Store::Examined> Store::examine(const std::filesystem::path& folder,
                                       const Options& options) {
  auto held = State::hold(folder, options);
  if (!held) return held.error();
  std::unique_ptr<State> state = std::move(*held);
  std::error_code failed;
  if (!std::filesystem::exists(folder / "data.mdb", failed)) {
    return store_error(folder, "holds no ledger: check the path");
  }
  if (auto opened = state->open(Environment::Mode::kOpen); !opened) {
    return Examined{0, opened.error()};
  }
  const Store store(std::move(state));
  const auto snapshot = store.snapshot();
  if (!snapshot) return Examined{0, snapshot.error()};
  if (auto checked = check_state(**snapshot); !checked) return Examined{0, checked.error()};
  const auto report = store.scrub({});
  if (!report) return Examined{0, report.error()};
  return Examined{report->values, report->first_damage};
}

const Identity& Store::identity() const {
  return state_->identity;
}

Result<std::unique_ptr<Snapshot>> Store::snapshot() const {
  if (failed()) return state_->failed_error();
  auto transaction = state_->environment->read();
  if (!transaction) return transaction.error();
  auto position = read_position(*transaction);
  if (!position) return position.error();
  return std::unique_ptr<Snapshot>(
      new Snapshot(std::make_unique<Transaction>(std::move(*transaction)), std::move(*position)));
}

bool Store::failed() const {
  return state_->failed();
}

Result<Outcome> Store::reopen() {
  State& state = *state_;
  if (state.environment != nullptr && state.environment.use_count() > 1) {
    return store_error(state.folder, "cannot be reopened while snapshots are open");
  }
  state.environment.reset();
  if (auto opened = state.open(Environment::Mode::kOpen); !opened) return opened.error();
  const std::optional<InDoubt> in_doubt = std::exchange(state.in_doubt, std::nullopt);
  const auto opened = snapshot();
  Result<void> checked = opened ? check_state(**opened) : Result<void>(opened.error());
  if (checked && in_doubt) {
    // Most transactions do not move the position: LMDB's own count tells whether the last one
    // took place, and the position must agree.
    const auto position = *(*opened)->position();
    const std::uint64_t last = state.environment->last_transaction();
    if (last == in_doubt->transaction && position == in_doubt->after) return Outcome::kAfter;
    if (last + 1 == in_doubt->transaction && position == in_doubt->before) return Outcome::kBefore;
    checked =
        inconsistent("meta position", "it is neither that before nor that after the failed write");
  }
  if (checked) return Outcome::kNotInDoubt;
  // Closed, so it stays failed(): the next attempt has the same question to answer, or none.
  state.in_doubt = in_doubt;
  if (!in_doubt) state.environment.reset();
  return checked.error();
}

}  // namespace kuboluk::store
