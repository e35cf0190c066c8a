// Who may sign after a start, and who must not: DESIGN.md 5 "Start", RELIABILITY T16, T17.
#include <catch2/catch.hpp>

#include "node/core/observer.h"
#include "tests/node/core/institutions.h"

namespace kuboluk::core::test {
namespace {

void hear_quorum(Observer& observer, std::uint64_t size = 0, std::uint64_t mine = 0) {
  for (const char* id : {"cis", "mfa", "ots"})
    observer.hear(id, size, mine);
}

}  // namespace

TEST_CASE("a cosigner signs once its counter fits and a quorum, itself included, was heard") {
  const Institutions institutions;
  const Setup setup = institutions.setup("odihr");
  Observer observer(setup, 8);
  CHECK_FALSE(observer.may_sign({8, 8, 8}));
  observer.hear("cis", 8, 8);
  observer.hear("cec", 8, 8);  // the sequencer is no cosigner
  CHECK_FALSE(observer.may_sign({8, 8, 8}));
  observer.hear("mfa", 8, 8);
  CHECK(observer.may_sign({8, 8, 8}));
  CHECK(observer.waits_for({8, 8, 8}).empty());
}

TEST_CASE("an old copy of a cosigner never signs: told by the counter, or by the peers") {
  const Institutions institutions;
  const Setup setup = institutions.setup("odihr");
  Observer by_counter(setup, 12);
  hear_quorum(by_counter, 12, 8);
  CHECK_FALSE(by_counter.may_sign({8, 12, 12}));
  CHECK(by_counter.waits_for({8, 12, 12}).find("counter") != std::string::npos);
  Observer by_peers(setup, 8);
  hear_quorum(by_peers, 12, 12);
  CHECK_FALSE(by_peers.may_sign({8, 12, 12}));
  CHECK(by_peers.key_used_elsewhere(8));
  Observer without_counter(setup, std::nullopt);
  hear_quorum(without_counter, 8, 8);
  CHECK_FALSE(without_counter.may_sign({8, 8, 8}));
}

// A repaired folder knows what was cosigned before it has the log again (node/repair.h).
TEST_CASE("a cosigner signs once it holds what it has cosigned (RELIABILITY 1, 20)") {
  const Institutions institutions;
  const Setup setup = institutions.setup("odihr");
  Observer observer(setup, 12);
  hear_quorum(observer, 12, 12);
  CHECK_FALSE(observer.may_sign({12, 0, 0}));
  CHECK(observer.waits_for({12, 0, 0}) ==
        "a tree of 12 was cosigned, this node holds one of 0: it takes over what the members hold");
  CHECK_FALSE(observer.may_sign({12, 11, 11}));
  CHECK(observer.may_sign({12, 12, 12}));
}

TEST_CASE("a sequencer takes over what the members hold before it signs") {
  const Institutions institutions;
  const Setup setup = institutions.setup("cec");
  Observer observer(setup, 8);
  hear_quorum(observer, 12);
  CHECK_FALSE(observer.may_sign({0, 8, 8}));
  CHECK_FALSE(observer.may_sign({0, 12, 8}));  // of its own, and nobody was shown its signature
  CHECK(observer.may_sign({0, 12, 12}));
  Observer counter_ahead(setup, 14);
  hear_quorum(counter_ahead, 12);
  CHECK_FALSE(counter_ahead.may_sign({0, 12, 12}));
  counter_ahead.hear("odihr", 12, 0);  // nobody has the tree of 14
  CHECK(counter_ahead.may_sign({0, 12, 12}));
  CHECK(counter_ahead.floor() == 14);
}

TEST_CASE("a sequencer that has lost its counter must hear every member") {
  const Institutions institutions;
  const Setup setup = institutions.setup("cec");
  Observer observer(setup, std::nullopt);
  hear_quorum(observer, 8);
  CHECK_FALSE(observer.may_sign({0, 8, 8}));
  observer.hear("odihr", 8, 0);
  CHECK(observer.may_sign({0, 8, 8}));
}

}  // namespace kuboluk::core::test
