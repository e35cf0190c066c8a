#include "ledger/store/store.h"

#include <utility>

#include "crypto/check.h"
#include "ledger/store/data_file.h"
#include "ledger/store/environment.h"
#include "ledger/store/folder.h"
#include "ledger/store/opening.h"
#include "ledger/store/tables.h"

namespace kuboluk::store {
namespace {

struct InDoubt {
  batch::Position before;
  batch::Position after;
};

Error store_error(const std::filesystem::path& folder, std::string detail) {
  return {std::string(domain::kDamageRule), folder.string(), std::move(detail)};
}

Result<batch::Position> read_position(const Transaction& transaction) {
  auto value = transaction.require(Table::kMeta, bytes_of(kMetaPosition));
  if (!value) return value.error();
  return parse_position(*value);
}

// How much a change adds: payload bytes and number of values put or removed.
struct Volume {
  std::uint64_t bytes = 0;
  std::uint64_t values = 1;  // the position
  void add(std::uint64_t value_bytes) {
    bytes += value_bytes;
    ++values;
  }
};

Volume volume_of(const batch::Change& change) {
  Volume volume;
  for (const std::string& entry : change.entries)
    volume.add(entry.size());
  for (const auto& [key, text] : change.records)
    volume.add(key.size() + text.size());
  for (const log::MapNode& node : change.map.added)
    volume.add(node.bytes.size());
  for (const log::Tile& tile : change.hash_tiles.written)
    volume.add(tile.content.size());
  volume.values += change.events.size() + change.map.removed.size();
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

}  // namespace

struct Store::State {
  std::filesystem::path folder;
  Options options;
  Identity identity;
  std::shared_ptr<FolderLock> lock;
  std::shared_ptr<Environment> environment;  // empty after a failed commit and a failed reopen
  std::optional<InDoubt> in_doubt;

  Result<void> open(Environment::Mode mode);
  Result<void> take_lock();
  Result<void> make(const Identity& owner, std::string_view genesis);
  Result<void> check_identity();
  Error failed_error() const;
};

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
  environment = std::move(*opened);
  return {};
}

Result<void> Store::State::check_identity() {
  auto transaction = environment->read();
  if (!transaction) return transaction.error();
  const auto text = transaction->require(Table::kMeta, bytes_of(kMetaIdentity));
  if (!text) return text.error();
  auto found = parse_identity(folder.string(), text_of(*text));
  if (!found) return found.error();
  identity = std::move(*found);
  return {};
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

Store::Store(std::unique_ptr<State> state) : state_(std::move(state)) {}
Store::~Store() = default;

Result<std::unique_ptr<Store>> Store::create(const std::filesystem::path& folder,
                                             const Identity& identity, std::string_view genesis,
                                             const Options& options) {
  if (auto made = make_folder(folder); !made) return made.error();
  if (auto fit = check_folder(folder, options.any_file_system); !fit) return fit.error();
  auto state = std::make_unique<State>();
  state->folder = folder;
  state->options = options;
  if (auto taken = state->take_lock(); !taken) return taken.error();
  if (auto opened = state->open(Environment::Mode::kCreate); !opened) return opened.error();
  if (auto made = state->make(identity, genesis); !made) return made.error();
  return std::unique_ptr<Store>(new Store(std::move(state)));
}

Result<std::unique_ptr<Store>> Store::open_folder(const std::filesystem::path& folder,
                                                  const Options& options) {
  if (auto fit = check_folder(folder, options.any_file_system); !fit) return fit.error();
  auto state = std::make_unique<State>();
  state->folder = folder;
  state->options = options;
  if (auto taken = state->take_lock(); !taken) return taken.error();
  if (auto opened = state->open(Environment::Mode::kOpen); !opened) return opened.error();
  if (auto checked = state->check_identity(); !checked) return checked.error();
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

// Any error of a commit leaves it open whether it took place (EIO may even mean a full disk); LMDB
// would let the next one pass.
Result<void> Store::commit(Transaction& transaction, const batch::Position& before,
                           const batch::Position& after) {
  auto done = transaction.commit();
  if (done) return {};
  state_->in_doubt = InDoubt{before, after};
  Error error = done.error();
  error.detail += "; " + state_->failed_error().detail;
  return error;
}

Result<void> Store::write(const batch::Change& change) {
  KUBOLUK_CHECK(change.after.size == change.before.size + change.entries.size());
  if (failed()) return state_->failed_error();
  const Volume volume = volume_of(change);
  auto reserved =
      state_->environment->reserve(volume.bytes, volume.values, state_->options.free_bytes_min);
  if (!reserved) return reserved.error();
  auto transaction = state_->environment->write();
  if (!transaction) return transaction.error();
  const auto position = read_position(*transaction);
  if (!position) return position.error();
  if (*position != change.before) {
    return store_error(state_->folder, "stands at size " + std::to_string(position->size) +
                                           ", the change begins at size " +
                                           std::to_string(change.before.size) +
                                           " or from another root; nothing was written");
  }
  if (auto put = put_entries(*transaction, change); !put) return put.error();
  if (auto put = put_map(*transaction, change); !put) return put.error();
  if (auto put = put_tiles(*transaction, change); !put) return put.error();
  return commit(*transaction, change.before, change.after);
}

Result<void> Store::put_checkpoint(std::string_view note) {
  if (failed()) return state_->failed_error();
  const auto checkpoint = read_checkpoint(note);
  if (!checkpoint) return checkpoint.error();
  auto reserved = state_->environment->reserve(note.size(), 1, state_->options.free_bytes_min);
  if (!reserved) return reserved.error();
  auto transaction = state_->environment->write();
  if (!transaction) return transaction.error();
  const auto position = read_position(*transaction);
  if (!position) return position.error();
  const auto stored = transaction->get(Table::kMeta, bytes_of(kMetaCheckpoint));
  if (!stored) return stored.error();
  std::uint64_t stored_size = 0;
  if (stored->has_value()) {
    const auto old = read_checkpoint(text_of(**stored));
    if (!old) return damaged(Table::kMeta, bytes_of(kMetaCheckpoint));
    stored_size = old->size;
  }
  const bool other_root =
      checkpoint->size == position->size && checkpoint->root != position->log_root;
  if (checkpoint->size > position->size || checkpoint->size < stored_size || other_root) {
    return store_error(state_->folder, "a checkpoint of size " + std::to_string(checkpoint->size) +
                                           " was refused: stored are a log of size " +
                                           std::to_string(position->size) +
                                           " and a checkpoint of size " +
                                           std::to_string(stored_size));
  }
  auto put = transaction->put(Table::kMeta, bytes_of(kMetaCheckpoint), bytes_of(note),
                              Transaction::Put::kReplace);
  if (!put) return put.error();
  return commit(*transaction, *position, *position);
}

bool Store::failed() const {
  return state_->in_doubt.has_value() || !state_->environment;
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
    const auto position = *(*opened)->position();
    if (position == in_doubt->after) return Outcome::kAfter;
    if (position == in_doubt->before) return Outcome::kBefore;
    checked =
        inconsistent("meta position", "it is neither that before nor that after the failed write");
  }
  if (checked) return Outcome::kNotInDoubt;
  state.in_doubt = in_doubt ? in_doubt : InDoubt();
  return checked.error();
}

}  // namespace kuboluk::store
