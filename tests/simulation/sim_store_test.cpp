// The simulated disk: what the real store says on it, well and under each fault.
#include <catch2/catch.hpp>

#include <cstdlib>
#include <fstream>

#include "node/storage.h"
#include "tests/ledger/store/protocol_script.h"
#include "tests/simulation/sim_disk.h"
#include "tests/simulation/sim_store_trace.h"

namespace kuboluk::simulation {
namespace {

using store::Outcome;
using store::Store;
using store::test::Clerk;
using store::test::difference;
using store::test::identity_of;
using store::test::Recorded;
using store::test::test_options;

bool says(const Error& error, std::string_view text) {
  INFO(error.message());
  return error.message().find(text) != std::string::npos;
}

std::vector<std::string> trace_on_lmdb(std::uint64_t seed) {
  const std::string path = std::string(KUBOLUK_BIN_DIR) + "/store_trace." + std::to_string(seed);
  const std::string command = std::string(kTraceVariable) + "='" + std::to_string(seed) + " " +
                              path + "' " + KUBOLUK_BIN_DIR +
                              "/test_simulation_store_lmdb '[.trace]' > /dev/null";
  REQUIRE(std::system(command.c_str()) == 0);
  std::ifstream file(path);
  std::vector<std::string> lines;
  for (std::string line; std::getline(file, line);)
    lines.push_back(line);
  std::filesystem::remove(path);
  return lines;
}

// A ledger of some batches on a disk.
struct Fixture {
  Clerk clerk;
  Recorded recorded{clerk, 301, 12};
  SimDisk disk{"disk", 7};
  std::unique_ptr<Store> store = store::test::create(disk.folder(), clerk);

  void write(std::size_t from, std::size_t to) {
    for (std::size_t i = from; i < to; ++i)
      store::test::write(*store, recorded.changes[i]);
  }
  Result<std::unique_ptr<Store>> open() {
    return Store::open(disk.folder(), identity_of(clerk), test_options());
  }
};

TEST_CASE("the store says the same on LMDB and on the simulated disk, answer by answer") {
  for (const std::uint64_t seed : {311, 312, 313}) {
    const SimDisk disk("trace", seed);
    const auto simulated = store_trace(disk.folder(), seed);
    const auto real = trace_on_lmdb(seed);
    REQUIRE(simulated.size() == real.size());
    for (std::size_t i = 0; i < real.size(); ++i)
      REQUIRE(simulated[i] == real[i]);
  }
}

TEST_CASE("a commit that failed is in doubt until the store is reopened, which says what holds") {
  Fixture f;
  f.write(0, 4);
  for (const bool kept : {false, true}) {
    const std::size_t steps = kept ? 5 : 4;
    f.disk.faults.commit_lost = kept ? 0 : 1000;
    f.disk.faults.commit_kept = kept ? 1000 : 0;
    const auto written = f.store->write(f.recorded.changes[4]);
    REQUIRE(!written);
    CHECK(says(written.error(), "Input/output error"));
    CHECK(f.store->failed());
    CHECK(!f.store->snapshot());
    f.disk.faults = {};
    CHECK(*f.store->reopen() == (kept ? Outcome::kAfter : Outcome::kBefore));
    CHECK(difference(*f.store, f.recorded, steps) == "");
  }
  // One that moves no position: it is the count of transactions that tells.
  f.disk.faults.commit_kept = 1000;
  CHECK(!f.store->put_evidence("seen"));
  CHECK(*f.store->reopen() == Outcome::kAfter);
  f.disk.faults = {};
  f.disk.faults.commit_lost = 1000;
  CHECK(!f.store->put_evidence("seen as well"));
  CHECK(*f.store->reopen() == Outcome::kBefore);
  CHECK(f.disk.counts().lost_commits == 2);
  CHECK(f.disk.counts().kept_commits == 2);
}

TEST_CASE("every turned bit is found, and named as the disk names it (RELIABILITY 5)") {
  Fixture f;
  f.write(0, 12);
  REQUIRE(f.store->put_evidence("seen"));
  f.store.reset();
  const auto whole = f.disk.image();
  std::size_t at_opening = 0;
  for (int i = 0; i < 300; ++i) {
    const auto name = f.disk.turn_a_bit();
    REQUIRE(name);
    auto opened = f.open();
    if (!opened) {
      ++at_opening;
      CHECK(says(opened.error(), "damaged"));
    } else {
      const auto report = (*opened)->scrub({});
      REQUIRE((report && report->damages > 0));
      CHECK(says(*report->first_damage, "damaged"));
      CHECK(says(*report->first_damage, *name));
    }
    opened = Error{};
    f.disk.restore(whole);
  }
  CHECK((at_opening > 0 && at_opening < 300));  // most wait until they are read
  CHECK(f.disk.counts().turned_bits == 300);
  CHECK(difference(**f.open(), f.recorded, 12) == "");
}

TEST_CASE("a read that fails is an error that names the value; the next one may succeed") {
  Fixture f;
  f.write(0, 6);
  const auto snapshot = *f.store->snapshot();
  f.disk.faults.read_error = 1000;
  const auto entry = snapshot->entry(3);
  REQUIRE(!entry);
  CHECK(says(entry.error(), "entry 3"));
  CHECK(says(entry.error(), "Input/output error"));
  CHECK(!snapshot->evidence() == false);  // an empty table has no value to fail on
  CHECK(!snapshot->record("election/none"));
  CHECK(!f.store->write(f.recorded.changes[6]));
  f.disk.faults = {};
  CHECK(snapshot->entry(3));
  CHECK(!f.store->failed());
  CHECK(difference(*f.store, f.recorded, 6) == "");
  CHECK(f.disk.counts().read_errors >= 3);
}

TEST_CASE("RELIABILITY 4: on a full disk nothing is written, and it says disk full") {
  Fixture f;
  f.write(0, 3);
  f.disk.faults.full = true;
  const auto written = f.store->write(f.recorded.changes[3]);
  REQUIRE(!written);
  CHECK(says(written.error(), "disk full"));
  CHECK(!f.store->failed());
  CHECK(difference(*f.store, f.recorded, 3) == "");
  f.disk.faults.full = false;
  f.write(3, 4);
  CHECK(difference(*f.store, f.recorded, 4) == "");
}

TEST_CASE("RELIABILITY 17: a power cut takes what was not synced, and nothing else") {
  Fixture f;
  f.write(0, 3);
  f.store.reset();
  f.disk.power_cut();
  f.store = *f.open();
  CHECK(difference(*f.store, f.recorded, 3) == "");
  f.disk.faults.syncs = false;
  f.write(3, 7);
  CHECK(difference(*f.store, f.recorded, 7) == "");
  f.store.reset();
  f.store = *f.open();  // the process alone was gone
  CHECK(difference(*f.store, f.recorded, 7) == "");
  f.store.reset();
  f.disk.power_cut();
  f.store = *f.open();
  CHECK(difference(*f.store, f.recorded, 3) == "");
}

TEST_CASE("an image brings the old state back; an image and a snapshot keep theirs") {
  Fixture f;
  f.write(0, 3);
  const auto image = f.disk.image();
  const auto snapshot = *f.store->snapshot();
  f.write(3, 12);
  CHECK(*snapshot->position() == f.recorded.changes[2].after);
  CHECK(snapshot->entry(0));
  CHECK(*snapshot->records_under("") == *f.recorded.after(3)->records_under(""));
}

TEST_CASE("a lost disk is empty, a restored one is as it was; the counter is neither (T16)") {
  Fixture f;
  f.write(0, 3);
  const auto image = f.disk.image();
  f.write(3, 12);
  f.disk.set_counter_text("12");
  f.store.reset();
  f.disk.restore(image);
  f.store = *f.open();
  CHECK(difference(*f.store, f.recorded, 3) == "");
  f.write(3, 5);
  f.store.reset();
  f.disk.restore(image);  // what was written after it was restored does not show in it
  CHECK(difference(**f.open(), f.recorded, 3) == "");
  f.disk.lose();
  CHECK(f.disk.is_empty());
  CHECK(says(f.open().error(), "holds no ledger"));
  f.store = store::test::create(f.disk.folder(), f.clerk);
  CHECK(!f.disk.is_empty());
  CHECK(difference(*f.store, f.recorded, 0) == "");
  CHECK(f.disk.counter_text() == "12");
  f.disk.lose_counter();
  CHECK(!f.disk.counter_text());
}

TEST_CASE("a transaction that is given up leaves nothing, and a disk has one owner") {
  Fixture f;
  f.write(0, 5);
  batch::Change twice = f.recorded.changes[5];
  twice.map.added.push_back(twice.map.added.front());
  CHECK(!f.store->write(twice));
  CHECK(difference(*f.store, f.recorded, 5) == "");
  const auto second = f.open();
  REQUIRE(!second);
  CHECK(says(second.error(), "is in use by another process"));
  CHECK(SimDisk::find("disk") == &f.disk);
  CHECK(SimDisk::find("no disk") == nullptr);
  CHECK(says(Store::open("no disk", identity_of(f.clerk)).error(), "there is no such folder"));
}

// Found by the simulator: one failed read while the ledger was opened again, and every later
// attempt said that the position was "neither that before nor that after the failed write".
TEST_CASE("a reopening that failed is repeated, also when no write was in doubt") {
  Fixture f;
  f.write(0, 5);
  f.disk.faults.read_error = 1000;
  CHECK(!f.store->reopen());
  CHECK(f.store->failed());
  f.disk.faults.read_error = 150;  // at one value or another
  for (int i = 0; i < 40; ++i) {
    const auto outcome = f.store->reopen();
    if (!outcome) CHECK(says(outcome.error(), "Input/output error"));
  }
  f.disk.faults = {};
  const auto outcome = f.store->reopen();
  REQUIRE(outcome);
  CHECK(*outcome == Outcome::kNotInDoubt);
  CHECK(difference(*f.store, f.recorded, 5) == "");
}

// --- the counter and node/storage

struct CounterFixture {
  SimDisk disk{"counted", 8};
  crypto::VerifierKey key =
      *crypto::VerifierKey::make("kuboluk.example/counter", crypto::KeyType::kEd25519,
                                 crypto::SecretKey::from_seed(Bytes(32, 9)).public_key());
  Result<node::Counter> read() {
    return node::Counter::read(disk.counter_file(), "kuboluk.example/kg/0", key);
  }
};

TEST_CASE("the counter is the product's, in a file of the simulated disk") {
  CounterFixture f;
  CHECK(!f.read()->size());
  auto counter = *f.read();
  REQUIRE(counter.raise(17));
  REQUIRE(counter.raise(16));
  f.disk.power_cut();
  CHECK(f.read()->size() == 17);
  f.disk.faults.counter_lost = 1000;
  const auto raised = counter.raise(18);
  REQUIRE(!raised);
  CHECK(raised.error().rule == "X.FILE");
  CHECK(f.read()->size() == 17);
  f.disk.faults = {};
  f.disk.faults.syncs = false;
  REQUIRE(counter.raise(19));
  CHECK(f.read()->size() == 19);
  f.disk.power_cut();
  CHECK(f.read()->size() == 17);
  f.disk.set_counter_text("nonsense");
  CHECK(f.read().error().rule == "X.FORM");
  f.disk.lose_counter();
  CHECK(!f.read()->size());
}

TEST_CASE("node/storage stops at the first failed effect and goes on after reopen") {
  CounterFixture f;
  const Clerk clerk;
  node::Storage storage(store::test::create(f.disk.folder(), clerk), *f.read());
  f.disk.faults.counter_lost = 1000;
  const std::vector<core::Effect> effects = {core::PersistEvidence{"first"}, core::RaiseCounter{5},
                                             core::PersistEvidence{"second"}};
  CHECK(!storage.carry_out(effects));
  CHECK(!storage.snapshot());
  CHECK(*storage.reopen() == Outcome::kNotInDoubt);
  CHECK(*(*storage.snapshot())->evidence() == std::vector<std::string>{"first"});
  f.disk.faults = {};
  REQUIRE(storage.carry_out(effects));
  CHECK((*storage.snapshot())->evidence()->size() == 2);
  CHECK((*storage.read_start()).restored.counter == 5);
}

}  // namespace
}  // namespace kuboluk::simulation
