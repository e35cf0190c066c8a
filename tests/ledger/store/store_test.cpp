#include "ledger/store/store.h"

#include <catch2/catch.hpp>

#include <sched.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>

#include "ledger/store/folder.h"
#include "ledger/store/opening.h"
#include "ledger/store/tables.h"
#include "tests/ledger/store/store_folder.h"

namespace kuboluk::store {
namespace {

using test::checkpoint_note;
using test::Clerk;
using test::create;
using test::difference;
using test::identity_of;
using test::in_child;
using test::Recorded;
using test::reopen;
using test::TempFolder;
using test::test_options;
using test::write;

bool says(const Error& error, std::string_view text) {
  return domain::is_damage(error) && error.message().find(text) != std::string::npos;
}

TEST_CASE("what was written is read, before and after reopening, at every step") {
  const Clerk clerk;
  const Recorded recorded(clerk, 21, 40);
  const TempFolder folder;
  auto store = create(folder.path(), clerk);
  CHECK(difference(*store, recorded, 0) == "");
  for (std::size_t i = 0; i < recorded.changes.size(); ++i) {
    write(*store, recorded.changes[i]);
    REQUIRE(difference(*store, recorded, i + 1) == "");
    store.reset();
    store = reopen(folder.path(), clerk);
    REQUIRE(difference(*store, recorded, i + 1) == "");
  }
  const auto report = store->scrub({});
  REQUIRE(report);
  CHECK(report->damages == 0);
  CHECK(report->values > 300);
}

TEST_CASE("a snapshot shows its size for as long as it lives, while batches are written") {
  const Clerk clerk;
  const Recorded recorded(clerk, 22, 12);
  const TempFolder folder;
  auto store = create(folder.path(), clerk);
  std::vector<std::unique_ptr<Snapshot>> snapshots;
  for (const batch::Change& change : recorded.changes) {
    snapshots.push_back(*store->snapshot());
    write(*store, change);
  }
  store.reset();  // a snapshot keeps the database open
  for (std::size_t i = 0; i < snapshots.size(); ++i) {
    const auto ledger = recorded.after(i);
    CHECK(*snapshots[i]->position() == *ledger->position());
    CHECK(*snapshots[i]->records_under("") == *ledger->records_under(""));
  }
}

TEST_CASE("snapshots are bounded in number, with a clear error (RELIABILITY 7)") {
  const Clerk clerk;
  const TempFolder folder;
  auto store = create(folder.path(), clerk);
  std::vector<std::unique_ptr<Snapshot>> snapshots;
  Result<std::unique_ptr<Snapshot>> opened = store->snapshot();
  while (opened && snapshots.size() < 1000) {
    snapshots.push_back(std::move(*opened));
    opened = store->snapshot();
  }
  REQUIRE(!opened);
  CHECK(says(opened.error(), "MDB_READERS_FULL"));
  snapshots.clear();
  CHECK(store->snapshot());
}

TEST_CASE("law 1: a change that does not begin at the stored position is refused whole") {
  const Clerk clerk;
  const Recorded recorded(clerk, 23, 6);
  const Recorded other(clerk, 24, 6);
  const TempFolder folder;
  auto store = create(folder.path(), clerk);
  for (std::size_t i = 0; i < 4; ++i)
    write(*store, recorded.changes[i]);
  for (const batch::Change& wrong :
       {recorded.changes[0], recorded.changes[3], recorded.changes[5], other.changes[4]}) {
    const auto written = store->write(wrong);
    REQUIRE(!written);
    CHECK(says(written.error(), "nothing was written"));
    CHECK(!store->failed());
  }
  batch::Change other_root = recorded.changes[4];
  other_root.before.log_root[0] ^= 1;
  CHECK(!store->write(other_root));
  CHECK(difference(*store, recorded, 4) == "");
  write(*store, recorded.changes[4]);
  CHECK(difference(*store, recorded, 5) == "");
}

TEST_CASE("a change that does not fit what is stored is refused whole") {
  const Clerk clerk;
  const Recorded recorded(clerk, 25, 8);
  const TempFolder folder;
  auto store = create(folder.path(), clerk);
  for (std::size_t i = 0; i < 7; ++i)
    write(*store, recorded.changes[i]);
  batch::Change twice = recorded.changes[7];
  REQUIRE(!twice.map.added.empty());
  twice.map.added.push_back(twice.map.added.front());
  CHECK(!store->write(twice));
  batch::Change gone = recorded.changes[7];
  gone.map.removed.push_back(Hash{});
  CHECK(!store->write(gone));
  batch::Change doubled = recorded.changes[7];
  doubled.events.insert(*recorded.changes[1].events.begin());
  CHECK(!store->write(doubled));
  CHECK(difference(*store, recorded, 7) == "");
}

TEST_CASE("law 5: the checkpoint is never ahead of the position and never goes back") {
  const Clerk clerk;
  const Recorded recorded(clerk, 26, 5);
  const TempFolder folder;
  auto store = create(folder.path(), clerk);
  CHECK(!store->put_checkpoint(checkpoint_note(clerk, recorded.changes[0].after)));
  for (const batch::Change& change : recorded.changes)
    write(*store, change);
  const auto& after = recorded.changes;
  const std::string second = checkpoint_note(clerk, after[2].after);
  CHECK(store->put_checkpoint(second));
  CHECK(!store->put_checkpoint(checkpoint_note(clerk, after[1].after)));
  CHECK(!store->put_checkpoint("no note"));
  batch::Position other_root = after[4].after;
  other_root.log_root[3] ^= 1;
  CHECK(!store->put_checkpoint(checkpoint_note(clerk, other_root)));
  CHECK(*(*store->snapshot())->checkpoint() == second);
  const std::string newest = checkpoint_note(clerk, after[4].after);
  CHECK(store->put_checkpoint(newest));
  CHECK(store->put_checkpoint(newest));
  store = nullptr;
  store = reopen(folder.path(), clerk);
  CHECK(*(*store->snapshot())->checkpoint() == newest);
  CHECK(*(*store->snapshot())->genesis() == clerk.genesis().bytes);
}

// --- who may open it

TEST_CASE("RELIABILITY 8: a second process is refused, and a second store in one process") {
  const Clerk clerk;
  const TempFolder folder;
  auto store = create(folder.path(), clerk);
  const auto refused = [&] {
    const auto second = Store::open(folder.path(), identity_of(clerk), test_options());
    return !second && says(second.error(), "is in use by another process") &&
           says(second.error(), folder.path().string()) && says(second.error(), "stop it first");
  };
  CHECK(refused());
  CHECK(in_child([&] { return refused() ? 0 : 1; }) == 0);
  CHECK(difference(*store, Recorded(clerk, 1, 0), 0) == "");
  store.reset();
  CHECK(Store::open(folder.path(), identity_of(clerk), test_options()));
}

TEST_CASE("RELIABILITY 10: another node's or ledger's folder is refused and left untouched") {
  const Clerk clerk;
  const TempFolder folder;
  create(folder.path(), clerk).reset();
  for (const Identity& wrong :
       {Identity{clerk.info().id, "mfa"}, Identity{clerk.info().id + "0", "cec"}, Identity{}}) {
    const auto opened = Store::open(folder.path(), wrong, test_options());
    REQUIRE(!opened);
    CHECK(says(opened.error(), "belongs to node cec of ledger " + clerk.info().id));
  }
  const auto any = Store::open_any(folder.path(), test_options());
  REQUIRE(any);
  CHECK((*any)->identity() == identity_of(clerk));
}

TEST_CASE("RELIABILITY 12: a newer and an older schema are refused with what to do") {
  const Identity identity{"kuboluk.example/x/0123456789abcdef", "cec"};
  const std::string text = print_identity(identity);
  CHECK(*parse_identity("folder", text) == identity);
  const auto with = [&](std::string_view number) {
    std::string other = text;
    other.replace(other.find("schema 2"), 8, "schema " + std::string(number));
    return parse_identity("folder", other).error();
  };
  CHECK(says(with("3"), "use the newer program"));
  CHECK(says(with("1"), "export the ledger with the older program"));
  CHECK(says(with("0"), "export the ledger with the older program"));
  CHECK(says(with("x"), "damaged"));
  CHECK(says(parse_identity("folder", text + "x").error(), "damaged"));
  CHECK(says(parse_identity("folder", "").error(), "damaged"));
}

TEST_CASE("a ledger is never made over another one") {
  const Clerk clerk;
  const Recorded recorded(clerk, 27, 3);
  const TempFolder folder;
  auto store = create(folder.path(), clerk);
  write(*store, recorded.changes[0]);
  store.reset();
  const auto again =
      Store::create(folder.path(), identity_of(clerk), clerk.genesis().bytes, test_options());
  REQUIRE(!again);
  CHECK(says(again.error(), "holds a ledger already"));
  CHECK(difference(*reopen(folder.path(), clerk), recorded, 1) == "");
}

TEST_CASE("RELIABILITY 11: a missing, empty, foreign or read-only folder gets a clear error") {
  const Clerk clerk;
  const TempFolder folder;
  const auto error_of = [&](const std::filesystem::path& path) {
    return Store::open(path, identity_of(clerk), test_options()).error();
  };
  CHECK(says(error_of(folder.path() / "none"), "there is no such folder"));
  CHECK(says(error_of(folder.path()), "holds no ledger"));
  std::ofstream(folder.path() / "file") << "x";
  CHECK(says(error_of(folder.path() / "file"), "is not a folder"));
  const auto deep =
      Store::create(folder.path() / "a" / "b", identity_of(clerk), "", test_options());
  CHECK(says(deep.error(), "cannot be made"));
  std::ofstream(folder.data_file()) << std::string(100'000, 'x');
  CHECK(says(error_of(folder.path()), "meta pages"));
  std::filesystem::remove(folder.data_file());
  std::filesystem::create_directory(folder.data_file());
  CHECK(!Store::open(folder.path(), identity_of(clerk), test_options()));
}

TEST_CASE("RELIABILITY 11: a folder without the right to write is refused, by name") {
  constexpr uid_t kNobody = 65534;
  const Clerk clerk;
  const TempFolder folder;
  create(folder.path(), clerk).reset();
  ::chmod(folder.path().c_str(), 0555);
  // Root may write everywhere, so somebody else looks.
  const int said = test::in_child([&] {
    if (::geteuid() == 0 && ::setuid(kNobody) != 0) return 2;
    const auto opened = Store::open(folder.path(), identity_of(clerk), test_options());
    return !opened && says(opened.error(), "cannot be written") ? 0 : 1;
  });
  ::chmod(folder.path().c_str(), 0700);
  CHECK(said == 0);
}

// A file system that is mounted read-only, in a name space of the child's own.
TEST_CASE("RELIABILITY 11: a read-only file system is refused, by name") {
  const Clerk clerk;
  const TempFolder folder;
  create(folder.path(), clerk).reset();
  constexpr int kNotAllowed = 77;
  const int said = test::in_child([&] {
    const char* const path = folder.path().c_str();
    if (::unshare(CLONE_NEWNS) != 0) return kNotAllowed;
    const bool mounted =
        ::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0 &&
        ::mount(path, path, nullptr, MS_BIND, nullptr) == 0 &&
        ::mount(nullptr, path, nullptr, MS_REMOUNT | MS_BIND | MS_RDONLY, nullptr) == 0;
    if (!mounted) return kNotAllowed;
    const auto opened = Store::open(folder.path(), identity_of(clerk), test_options());
    return !opened && says(opened.error(), "Read-only file system") ? 0 : 1;
  });
  if (said == kNotAllowed) WARN("not allowed to mount here: not shown");
  CHECK((said == 0 || said == kNotAllowed));
}

TEST_CASE("RELIABILITY 9: file systems on which LMDB is not safe are known by name") {
  CHECK(refused_file_system(0x6969) == "NFS");
  CHECK(refused_file_system(0xFF534D42) == "CIFS");
  CHECK(refused_file_system(0x65735546) == "FUSE");
  CHECK(!refused_file_system(0xEF53));      // ext
  CHECK(!refused_file_system(0x58465342));  // XFS
  CHECK(!refused_file_system(0x9123683E));  // btrfs
  CHECK(!refused_file_system(0x01021994));  // tmpfs
}

TEST_CASE("a creation that was cut short can be done again") {
  const Clerk clerk;
  const TempFolder folder;
  std::ofstream(folder.data_file()).close();  // LMDB had made the file and written nothing
  CHECK(says(Store::open(folder.path(), identity_of(clerk), test_options()).error(),
             "holds no ledger"));
  create(folder.path(), clerk).reset();
  CHECK(reopen(folder.path(), clerk) != nullptr);
}

// --- limits

TEST_CASE("RELIABILITY 3: a full map aborts the whole batch and leaves the state as it was") {
  const Clerk clerk;
  const Recorded recorded(clerk, 28, 150);
  const TempFolder folder;
  Options small = test_options();
  small.map_bytes = 256 * 1024;
  auto store = create(folder.path(), clerk, small);
  std::size_t steps = 0;
  Result<void> written = store->write(recorded.changes[0]);
  while (written) {
    ++steps;
    REQUIRE(steps < recorded.changes.size());
    written = store->write(recorded.changes[steps]);
  }
  CHECK(steps > 2);
  if (store->failed()) {  // the map was full in the commit itself: in doubt until it is reopened
    CHECK(*store->reopen() == Outcome::kBefore);
  } else {
    CHECK(says(written.error(), "the database is full"));
  }
  CHECK(difference(*store, recorded, steps) == "");
  store.reset();
  store = reopen(folder.path(), clerk);  // with a larger map
  for (; steps < recorded.changes.size(); ++steps)
    write(*store, recorded.changes[steps]);
  CHECK(difference(*store, recorded, steps) == "");
}

TEST_CASE(
    "RELIABILITY 4: below the limit of free space nothing is written, and it says disk full") {
  const Clerk clerk;
  const Recorded recorded(clerk, 29, 2);
  const TempFolder folder;
  create(folder.path(), clerk).reset();
  Options options = test_options();
  options.free_bytes_min = std::uint64_t{1} << 60;
  auto store = reopen(folder.path(), clerk, options);
  const auto written = store->write(recorded.changes[0]);
  REQUIRE(!written);
  CHECK(says(written.error(), "disk full"));
  CHECK(!store->failed());
  CHECK(difference(*store, recorded, 0) == "");
  store.reset();
  store = reopen(folder.path(), clerk);
  write(*store, recorded.changes[0]);
}

TEST_CASE("reopening is refused while a snapshot is open, and says that nothing was in doubt") {
  const Clerk clerk;
  const Recorded recorded(clerk, 30, 3);
  const TempFolder folder;
  auto store = create(folder.path(), clerk);
  write(*store, recorded.changes[0]);
  auto snapshot = *store->snapshot();
  CHECK(!store->reopen());
  CHECK(!store->failed());
  snapshot.reset();
  CHECK(*store->reopen() == Outcome::kNotInDoubt);
  write(*store, recorded.changes[1]);
  CHECK(difference(*store, recorded, 2) == "");
}

// --- small values

TEST_CASE("a position is read back as it was, and only in the form in which it is written") {
  const Clerk clerk;
  for (const batch::Change& change : Recorded(clerk, 31, 30).changes) {
    const Bytes bytes = print_position(change.after);
    CHECK(*parse_position(bytes) == change.after);
    for (std::size_t size = 0; size < bytes.size(); ++size) {
      CHECK(!parse_position(ByteView(bytes).first(size)));
    }
    Bytes longer = bytes;
    longer.push_back(0);
    CHECK(!parse_position(longer));
  }
}

TEST_CASE("a value cannot stand in another table or under another key") {
  const Bytes key = number_key(7);
  const Bytes sealed = seal_value(Table::kEntries, key, bytes_of("payload"));
  CHECK(*open_value(Table::kEntries, key, sealed) ==
        Bytes(bytes_of("payload").begin(), bytes_of("payload").end()));
  CHECK(says(open_value(Table::kEntries, number_key(8), sealed).error(), "entry 8: damaged"));
  CHECK(!open_value(Table::kEvents, key, sealed));
  CHECK(!open_value(Table::kEntries, key, ByteView(sealed).first(31)));
  for (std::size_t bit = 0; bit < sealed.size() * 8; ++bit) {
    Bytes flipped = sealed;
    flipped[bit / 8] = static_cast<std::uint8_t>(flipped[bit / 8] ^ (1U << (bit % 8)));
    CHECK(!open_value(Table::kEntries, key, flipped));
  }
}

}  // namespace
}  // namespace kuboluk::store
