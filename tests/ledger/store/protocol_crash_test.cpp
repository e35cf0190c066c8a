// Laws 1, 4, 6 and 7 of store.h for everything that a member of a network writes: after a failed
// system call or a kill the old or the new state is there, wholly.
#include <catch2/catch.hpp>

#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <csignal>
#include <random>

#include "ledger/store/store.h"
#include "tests/ledger/store/protocol_script.h"
#include "tests/ledger/store/write_fault.h"

namespace kuboluk::store {
namespace {

using test::Clerk;
using test::create;
using test::Fault;
using test::fault;
using test::ProtocolState;
using test::Recorded;
using test::reopen;
using test::script;
using test::state_of;
using test::Step;
using test::TempFolder;

// The state before the first step, and after each.
std::vector<ProtocolState> states_of(const Clerk& clerk, const std::vector<Step>& steps) {
  const TempFolder folder;
  auto store = create(folder.path(), clerk);
  std::vector<ProtocolState> states = {state_of(*store)};
  for (const Step& step : steps) {
    const auto done = step(*store);
    if (!done) FAIL(done.error().message());
    states.push_back(state_of(*store));
    REQUIRE(!(states.back() == states[states.size() - 2]));
  }
  return states;
}

struct Tried {
  bool failed = false;
  bool in_doubt = false;
  bool after = false;
};

Tried step_with_fault(Store& store, const Step& step, Fault planned) {
  Tried tried;
  fault = planned;
  const auto done = step(store);
  fault = Fault();
  tried.failed = !done;
  tried.in_doubt = store.failed();
  tried.after = !tried.failed;
  if (!tried.in_doubt) return tried;
  REQUIRE(tried.failed);
  // Law 4: nothing is read or written before it is known what holds.
  CHECK(!store.snapshot());
  CHECK(!step(store));
  CHECK(!store.put_cosigned({}));
  CHECK(!store.drop_proposal());
  CHECK(!store.put_evidence("x"));
  const auto outcome = store.reopen();
  if (!outcome) FAIL(outcome.error().message());
  REQUIRE(*outcome != Outcome::kNotInDoubt);
  tried.after = *outcome == Outcome::kAfter;
  return tried;
}

// More than the calls of any step; the write of the meta page is the last of them.
constexpr int kCallsMax = 14;

TEST_CASE(
    "every write call of every method fails, with and without effect: reopen() tells which "
    "state holds, and it holds wholly") {
  const Clerk clerk;
  const Recorded recorded(clerk, 161, 3 * kCallsMax);
  const std::vector<Step> steps = script(clerk, recorded.changes);
  const std::vector<ProtocolState> states = states_of(clerk, steps);
  const std::size_t per_round = steps.size() / kCallsMax;
  for (const auto& [persists, failing] :
       {std::pair(false, 1), std::pair(true, 1), std::pair(true, 2)}) {
    const TempFolder folder;
    auto store = create(folder.path(), clerk);
    std::vector<int> doubts(per_round);
    int after = 0;
    for (std::size_t i = 0; i < steps.size(); ++i) {
      const int call = static_cast<int>(i / per_round);
      const Tried tried = step_with_fault(*store, steps[i], {call, failing, persists});
      INFO("step " << i << ", call " << call);
      REQUIRE(state_of(*store) == states[i + (tried.after ? 1 : 0)]);
      doubts[i % per_round] += tried.in_doubt;
      after += tried.in_doubt && tried.after;
      if (!tried.after) REQUIRE(steps[i](*store));
    }
    // Every method has been in doubt.
    for (std::size_t i = 0; i < per_round; ++i) {
      INFO("step " << i << " of a round");
      CHECK(doubts[i] > 0);
    }
    CHECK((after > 0) == (failing == 2));
    store.reset();
    CHECK(state_of(*reopen(folder.path(), clerk)) == states.back());
    WARN(failing << " failing calls, the first " << (persists ? "with" : "without")
                 << " effect: " << after << " in doubt and there after reopening");
  }
}

// --- kill -9

// Takes the steps that are left, and tells the number of each once it is durable.
[[noreturn]] void go_on(const std::filesystem::path& folder, const Clerk& clerk,
                        const std::vector<Step>& steps, std::uint64_t next, int acknowledged) {
  auto store = Store::open(folder, test::identity_of(clerk), test::test_options());
  for (; store && next < steps.size(); ++next) {
    if (!steps[next](**store)) break;
    const std::uint64_t done = next + 1;
    if (::write(acknowledged, &done, sizeof done) != sizeof done) break;
  }
  ::close(acknowledged);
  while (true)
    ::pause();
}

// Kills it while it is at the step after so many, or a little later.
std::uint64_t kill_on_the_way(const std::filesystem::path& folder, const Clerk& clerk,
                              const std::vector<Step>& steps, std::uint64_t next,
                              std::uint64_t random) {
  int ends[2] = {};
  REQUIRE(::pipe(ends) == 0);
  const pid_t child = ::fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    ::close(ends[0]);
    go_on(folder, clerk, steps, next, ends[1]);
  }
  ::close(ends[1]);
  std::uint64_t last = next;
  const auto hear = [&] { return ::read(ends[0], &last, sizeof last) == sizeof last; };
  for (std::uint64_t count = random % 7; count > 0 && hear();)
    --count;
  const timespec pause = {0, static_cast<long>(random / 7 % 3'000) * 1000};
  ::nanosleep(&pause, nullptr);
  ::kill(child, SIGKILL);
  ::waitpid(child, nullptr, 0);
  while (hear()) {
  }
  ::close(ends[0]);
  return last;
}

TEST_CASE(
    "RELIABILITY 13, 14, 16: killed while proposing, cosigning and committing: what is "
    "acknowledged is there, and each step wholly or not at all") {
  const Clerk clerk;
  const Recorded recorded(clerk, 162, 60);
  const std::vector<Step> steps = script(clerk, recorded.changes);
  const std::vector<ProtocolState> states = states_of(clerk, steps);
  const TempFolder folder;
  create(folder.path(), clerk).reset();
  std::mt19937_64 random(162);
  std::uint64_t next = 0;
  int kills = 0;
  int beyond = 0;
  for (; next < steps.size() && kills < 1000; ++kills) {
    const std::uint64_t acknowledged = kill_on_the_way(folder.path(), clerk, steps, next, random());
    const ProtocolState found = state_of(*reopen(folder.path(), clerk));
    next = acknowledged;
    if (next < steps.size() && found == states[next + 1]) {
      ++next;
      ++beyond;
    }
    INFO("kill " << kills << ", acknowledged " << acknowledged);
    REQUIRE(found == states[next]);
  }
  CHECK(next == steps.size());
  CHECK(kills > 20);
  WARN(kills << " kills, " << next << " steps; a step was there unacknowledged " << beyond
             << " times");
  const auto report = reopen(folder.path(), clerk)->scrub({});
  REQUIRE(report);
  CHECK(report->damages == 0);
}

}  // namespace
}  // namespace kuboluk::store
