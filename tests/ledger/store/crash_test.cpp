// Law 1 and 4 of store.h: kill the process, fail the disk; what is acknowledged is there, and a
// batch is there wholly or not at all.
#include <catch2/catch.hpp>

#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <csignal>
#include <random>

#include "ledger/store/store.h"
#include "tests/ledger/store/store_folder.h"
#include "tests/ledger/store/write_fault.h"

namespace kuboluk::store {
namespace {

using test::checkpoint_note;
using test::Clerk;
using test::create;
using test::difference;
using test::Fault;
using test::fault;
using test::Recorded;
using test::reopen;
using test::TempFolder;
using test::write;

// What one failing call led to.
struct Tried {
  bool failed = false;    // write() gave an error
  bool in_doubt = false;  // and a commit was in doubt
  bool after = false;     // the batch was there after reopening
};

// Writes one batch with the call of that number failing, finds out what holds, and goes on.
Tried write_with_fault(Store& store, const Recorded& recorded, std::size_t step, Fault planned) {
  Tried tried;
  fault = planned;
  const auto written = store.write(recorded.changes[step]);
  fault = Fault();
  tried.failed = !written;
  tried.in_doubt = store.failed();
  if (tried.in_doubt) {
    REQUIRE(tried.failed);
    // Law 4: nothing is read or written before it is known what holds.
    CHECK(!store.snapshot());
    CHECK(!store.write(recorded.changes[step]));
    CHECK(!store.put_checkpoint("x"));
    const auto outcome = store.reopen();
    if (!outcome) FAIL(outcome.error().message());
    REQUIRE(*outcome != Outcome::kNotInDoubt);
    tried.after = *outcome == Outcome::kAfter;
  } else {
    tried.after = !tried.failed;
  }
  CHECK(difference(store, recorded, step + (tried.after ? 1 : 0)) == "");
  if (!tried.after) write(store, recorded.changes[step]);
  return tried;
}

// Enough calls to reach the last one of a commit, the write of the meta page.
constexpr int kCallsMax = 40;

TEST_CASE(
    "RELIABILITY 5, 6: every write call fails, with and without effect; nothing is half there") {
  const Clerk clerk;
  const Recorded recorded(clerk, 61, 2 * kCallsMax);
  // With two failing calls LMDB cannot take back a meta page that was written and reported as
  // failed.
  for (const auto& [persists, failing] :
       {std::pair(false, 1), std::pair(true, 1), std::pair(true, 2)}) {
    const TempFolder folder;
    auto store = create(folder.path(), clerk);
    int failed = 0;
    int after = 0;
    for (std::size_t step = 0; step < recorded.changes.size(); ++step) {
      const int call = static_cast<int>(step) % kCallsMax;
      const Tried tried = write_with_fault(*store, recorded, step, {call, failing, persists});
      failed += tried.failed;
      after += tried.in_doubt && tried.after;
    }
    CHECK(failed > 20);
    CHECK((after > 0) == (failing == 2));
    CHECK(difference(*store, recorded, recorded.changes.size()) == "");
    store.reset();
    CHECK(difference(*reopen(folder.path(), clerk), recorded, recorded.changes.size()) == "");
    WARN(failing << " failing calls, the first " << (persists ? "with" : "without") << " effect: "
                 << failed << " failed writes, " << after << " of them were there after reopening");
  }
}

TEST_CASE("a checkpoint whose commit fails is in doubt until the store is reopened") {
  const Clerk clerk;
  const Recorded recorded(clerk, 62, 3);
  const TempFolder folder;
  auto store = create(folder.path(), clerk);
  for (const batch::Change& change : recorded.changes)
    write(*store, change);
  const std::string note = checkpoint_note(clerk, recorded.changes.back().after);
  fault = {0, 1, false};
  CHECK(!store->put_checkpoint(note));
  fault = Fault();
  CHECK(store->failed());
  CHECK(store->reopen());
  CHECK(store->put_checkpoint(note));
  CHECK(*(*store->snapshot())->checkpoint() == note);
}

// --- kill -9

// Writes what is not there yet, and tells the size of each batch once it is durable.
[[noreturn]] void write_on(const std::filesystem::path& folder, const Clerk& clerk,
                           const Recorded& recorded, std::size_t step, int acknowledged) {
  auto store = Store::open(folder, test::identity_of(clerk), test::test_options());
  for (; store && step < recorded.changes.size(); ++step) {
    if (!(*store)->write(recorded.changes[step])) break;
    const std::uint64_t size = recorded.changes[step].after.size;
    if (::write(acknowledged, &size, sizeof size) != sizeof size) break;
    if (step % 3 != 0) continue;
    if (!(*store)->put_checkpoint(checkpoint_note(clerk, recorded.changes[step].after))) break;
  }
  while (true)
    ::pause();
}

// Starts the writer, kills it after a while, and gives the last size that it acknowledged.
std::uint64_t kill_a_writer(const std::filesystem::path& folder, const Clerk& clerk,
                            const Recorded& recorded, std::size_t step, long microseconds) {
  int ends[2] = {};
  REQUIRE(::pipe(ends) == 0);
  const pid_t child = ::fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    ::close(ends[0]);
    write_on(folder, clerk, recorded, step, ends[1]);
  }
  ::close(ends[1]);
  const timespec pause = {0, microseconds * 1000};
  ::nanosleep(&pause, nullptr);
  ::kill(child, SIGKILL);
  ::waitpid(child, nullptr, 0);
  std::uint64_t last = 0;
  std::uint64_t size = 0;
  while (::read(ends[0], &size, sizeof size) == sizeof size)
    last = size;
  ::close(ends[0]);
  return last;
}

TEST_CASE(
    "RELIABILITY 13, 14, 16: killed while writing, 50 times: acknowledged is there, all or "
    "nothing") {
  const Clerk clerk;
  const Recorded recorded(clerk, 63, 400);
  const TempFolder folder;
  create(folder.path(), clerk).reset();
  std::mt19937_64 random(63);
  std::size_t step = 0;
  int beyond = 0;
  for (int round = 0; round < 50; ++round) {
    const long pause = 3'000 + static_cast<long>(random() % 20'000);
    const std::uint64_t acknowledged = kill_a_writer(folder.path(), clerk, recorded, step, pause);
    const auto store = reopen(folder.path(), clerk);
    const batch::Position position = *(*store->snapshot())->position();
    REQUIRE(position.size >= acknowledged);
    const std::size_t now = recorded.steps_to(position);
    REQUIRE(now >= step);
    if (acknowledged > 0 && position.size > acknowledged) ++beyond;
    step = now;
    if (round % 5 == 4) REQUIRE(difference(*store, recorded, step) == "");
  }
  WARN("50 kills, " << step << " batches; a batch was there unacknowledged " << beyond << " times");
  auto store = reopen(folder.path(), clerk);
  for (; step < recorded.changes.size(); ++step)
    write(*store, recorded.changes[step]);
  CHECK(difference(*store, recorded, step) == "");
  const auto report = store->scrub({});
  REQUIRE(report);
  CHECK(report->damages == 0);
}

}  // namespace
}  // namespace kuboluk::store
