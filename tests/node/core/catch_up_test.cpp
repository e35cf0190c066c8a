// Whom a node asks for what it lacks, and what it takes from him: RELIABILITY T10.
#include <catch2/catch.hpp>

#include "node/core/catch_up.h"
#include "tests/node/core/world.h"

namespace kuboluk::core::test {

TEST_CASE("peers that claim more are asked in turn, one at a time, again after a while") {
  CatchUp catch_up;
  const domain::Instant start = Institutions::start();
  CHECK_FALSE(catch_up.whom_to_ask(4, start));
  catch_up.hear("cis", 10);
  catch_up.hear("mfa", 4);
  catch_up.hear("ots", 10);
  CHECK(catch_up.whom_to_ask(4, start) == "cis");
  CHECK_FALSE(catch_up.whom_to_ask(4, {start.ms + kRepeatMs - 1}));
  CHECK(catch_up.whom_to_ask(4, {start.ms + kRepeatMs}) == "ots");
  catch_up.answered("ots", false);  // useless: not asked again until it claims something
  CHECK(catch_up.whom_to_ask(4, {start.ms + kRepeatMs}) == "cis");
  catch_up.answered("cis", true);
  CHECK_FALSE(catch_up.whom_to_ask(10, {start.ms + kRepeatMs}));
}

TEST_CASE("batches are checked against the quorum before anything is executed") {
  const Institutions institutions;
  World world(institutions);
  world.start_all();
  REQUIRE(world.run_until([&] { return world.quiet(); }, 20'000));
  const auto act = institutions.note("odihr", 1, world.now);
  world.submit("odihr", institutions.submission({act}, world.now));
  REQUIRE(world.run_until([&] { return world.quiet(); }, 20'000));
  const Setup setup = institutions.setup("mfa");
  const Disk& cec = world.disk("cec");
  const auto whole = batches_from(setup, cec.ledger, cec.position(), cec.checkpoint, 0);
  REQUIRE((whole.has_value() && whole->has_value()));
  const batch::MemoryLedger empty;
  std::uint64_t checked = 0;
  const auto caught = check_batches(setup, empty, batch::Position(), **whole, world.now, checked);
  REQUIRE(caught.has_value());
  CHECK(caught->changes.back().after == cec.position());
  CHECK(checked == 2);  // the genesis and the act: every entry with an author, once

  const auto fails = [&](exchange::Batches broken) {
    std::uint64_t none = 0;
    CHECK_FALSE(check_batches(setup, empty, batch::Position(), broken, world.now, none));
    return none == 0;
  };
  exchange::Batches cut = **whole;
  cut.entries.pop_back();
  CHECK(fails(cut));
  exchange::Batches altered = **whole;
  altered.entries.front().back() ^= 1;
  CHECK(fails(altered));
  exchange::Batches unsigned_tree = **whole;
  unsigned_tree.checkpoint = institutions.sign(
      "cec", SignCheckpoint{{setup.info.origin(), cec.position().size, cec.position().log_root}});
  CHECK(fails(unsigned_tree));
  exchange::Batches elsewhere = **whole;
  elsewhere.from = 1;
  CHECK(fails(elsewhere));
}

}  // namespace kuboluk::core::test
