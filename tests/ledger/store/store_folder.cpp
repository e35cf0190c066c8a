#include "tests/ledger/store/store_folder.h"

#include <catch2/catch.hpp>

#include <cstdlib>
#include <fstream>
#include <iterator>

#include "crypto/encoding.h"
#include "crypto/note.h"
#include "ledger/log/checkpoint.h"

namespace kuboluk::store::test {
namespace {

std::string answer(const Error& error) {
  return "error: " + error.message();
}
std::string differs(const std::string& what) {
  return "differs: " + what;
}

std::string entries_differ(const Snapshot& snapshot, const batch::MemoryLedger& ledger) {
  for (std::uint64_t index = 0; index < ledger.position()->size; ++index) {
    const auto stored = snapshot.entry(index);
    if (!stored) return answer(stored.error());
    if (*stored != *ledger.entry(index)) return differs("entry " + std::to_string(index));
  }
  return "";
}

std::string events_differ(const Snapshot& snapshot, const Recorded& recorded, std::size_t steps) {
  for (std::size_t i = 0; i < recorded.changes.size(); ++i) {
    for (const auto& [id, index] : recorded.changes[i].events) {
      const auto stored = snapshot.event_index(id);
      if (!stored) return answer(stored.error());
      const auto expected = i < steps ? std::optional(index) : std::nullopt;
      if (*stored != expected) return differs("index " + crypto::to_hex(id).substr(0, 8));
    }
  }
  return "";
}

std::string records_differ(const Snapshot& snapshot, const batch::MemoryLedger& ledger) {
  const auto stored = snapshot.records_under("");
  if (!stored) return answer(stored.error());
  const auto expected = *ledger.records_under("");
  if (*stored != expected) return differs("records");
  for (const auto& [key, text] : expected) {
    const auto record = snapshot.record(key);
    if (!record) return answer(record.error());
    if (*record != text) return differs("record " + key);
  }
  const auto none = snapshot.record("election/none");
  if (!none) return answer(none.error());
  return *none ? differs("a record that is not there") : "";
}

std::string tiles_differ(const Snapshot& snapshot, const batch::MemoryLedger& ledger) {
  for (const log::TileId& id : log::new_hash_tiles(0, ledger.position()->size)) {
    const auto stored = snapshot.read_tile(id);
    if (!stored) return answer(stored.error());
    if (*stored != *ledger.read_tile(id)) return differs(log::tile_path(id));
  }
  return "";
}

}  // namespace

TempFolder::TempFolder() {
  std::string name = (std::filesystem::temp_directory_path() / "kuboluk-store-XXXXXX").string();
  REQUIRE(::mkdtemp(name.data()) != nullptr);
  path_ = name;
}

TempFolder::~TempFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

std::string read_file(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return std::string(std::istreambuf_iterator<char>(file), {});
}

void write_file(const std::filesystem::path& path, std::string_view bytes) {
  std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
}

Options test_options() {
  Options options;
  options.map_bytes = std::uint64_t{1} << 30;
  options.free_bytes_min = 0;
  options.any_file_system = true;
  return options;
}

Identity identity_of(const Clerk& clerk) {
  return {clerk.info().id, "cec"};
}

std::unique_ptr<Store> create(const std::filesystem::path& folder, const Clerk& clerk,
                              const Options& options) {
  auto store = Store::create(folder, identity_of(clerk), clerk.genesis().bytes, options);
  if (!store) FAIL(store.error().message());
  return std::move(*store);
}

std::unique_ptr<Store> reopen(const std::filesystem::path& folder, const Clerk& clerk,
                              const Options& options) {
  auto store = Store::open(folder, identity_of(clerk), options);
  if (!store) FAIL(store.error().message());
  return std::move(*store);
}

void write(Store& store, const batch::Change& change) {
  const auto written = store.write(change);
  if (!written) FAIL(written.error().message());
}

std::string checkpoint_note(const Clerk& clerk, const batch::Position& position) {
  const auto key = batch::test::key_of("log");
  const auto vkey = *crypto::VerifierKey::make(clerk.info().origin(), crypto::KeyType::kEd25519,
                                               key.public_key());
  return crypto::print_note(
      log::sign_checkpoint({clerk.info().origin(), position.size, position.log_root}, vkey, key));
}

Recorded::Recorded(const Clerk& clerk, std::uint64_t seed, std::size_t count)
    : changes(History(clerk, seed).take(count)) {}

std::size_t Recorded::steps_to(const batch::Position& position) const {
  if (position == batch::Position()) return 0;
  for (std::size_t i = 0; i < changes.size(); ++i) {
    if (changes[i].after == position) return i + 1;
  }
  FAIL("stored position " << position.size << " was never written");
  return 0;
}

std::unique_ptr<batch::MemoryLedger> Recorded::after(std::size_t steps) const {
  auto ledger = std::make_unique<batch::MemoryLedger>();
  for (std::size_t i = 0; i < steps; ++i)
    ledger->apply(changes[i]);
  return ledger;
}

std::string difference(const Store& store, const Recorded& recorded, std::size_t steps) {
  const auto snapshot = store.snapshot();
  if (!snapshot) return answer(snapshot.error());
  const auto ledger = recorded.after(steps);
  if (*(*snapshot)->position() != *ledger->position()) return differs("position");
  std::string found = entries_differ(**snapshot, *ledger);
  if (found.empty()) found = records_differ(**snapshot, *ledger);
  if (found.empty()) found = tiles_differ(**snapshot, *ledger);
  // Last: absence from this table is the one answer that nothing else confirms.
  if (found.empty()) found = events_differ(**snapshot, recorded, steps);
  return found;
}

}  // namespace kuboluk::store::test
