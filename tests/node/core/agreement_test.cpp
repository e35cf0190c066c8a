// Five nodes in one deterministic loop: acts become committed entries, whatever the network does.
#include <catch2/catch.hpp>

#include "tests/node/core/world.h"

namespace kuboluk::core::test {
namespace {

void check_laws(World& world) {
  for (const std::string& breach : world.breaches())
    FAIL_CHECK(breach);
  for (const std::string& broken : world.broken_promises())
    FAIL_CHECK(broken);
}

}  // namespace

TEST_CASE("the genesis is proposed, checked, cosigned and committed by all five") {
  const Institutions institutions;
  World world(institutions);
  world.start_all();
  CHECK(world.run_until([&] { return world.quiet(); }, 20'000));
  CHECK(world.disk("cec").position().size == 2);
  check_laws(world);
}

TEST_CASE("an act handed in at any node is committed everywhere, once") {
  const Institutions institutions;
  World world(institutions);
  world.start_all();
  REQUIRE(world.run_until([&] { return world.quiet(); }, 20'000));
  int number = 0;
  for (const std::string& id : Institutions::ids()) {
    const auto act = institutions.note(id, ++number, world.now);
    const auto ticket = world.submit(id, institutions.submission({act}, world.now));
    CHECK(world.has_receipt(ticket));
    CHECK(world.run_until([&] { return world.accepted(ticket).has_value(); }, 2'000));
    CHECK(world.run_until([&] { return world.quiet(); }, 10'000));
    for (const std::string& other : Institutions::ids())
      CHECK(world.indexes_of(other, act.id).size() == 1);
  }
  check_laws(world);
}

}  // namespace kuboluk::core::test
