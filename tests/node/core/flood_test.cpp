// A mission that floods: it fills its own share, and the others' acts go in as before
// (RELIABILITY 30, 31).
#include <catch2/catch.hpp>

#include "node/core/act_pool.h"
#include "tests/node/core/liar.h"
#include "tests/node/core/stage.h"

namespace kuboluk::core::test {
namespace {

struct Flood {
  std::size_t kept = 0;
  std::size_t busy = 0;
};

Flood flood(Stage& stage, const std::vector<std::string>& nodes, int count) {
  Flood result;
  for (int number = 0; number < count; ++number) {
    const auto act = stage.institutions.note("cis", 10'000 + number, stage.world.now);
    const std::string& at = nodes[static_cast<std::size_t>(number) % nodes.size()];
    const Filed filed = stage.file(at, act);
    const auto answers = stage.world.answers(filed.ticket);
    REQUIRE(answers.size() == 1);
    if (std::holds_alternative<Busy>(answers.front().outcome)) {
      ++result.busy;
    } else {
      CHECK(stage.world.has_receipt(filed.ticket));
      ++result.kept;
    }
  }
  return result;
}

}  // namespace

TEST_CASE("a mission floods one node: it is told to wait, the others are not") {
  Stage stage;
  stage.start();
  const Flood result = flood(stage, {"cis"}, 1'500);
  CHECK(result.kept == kAuthorActsMax);
  CHECK(result.busy == 1'500 - kAuthorActsMax);
  const Filed honest = stage.file("odihr");
  CHECK(stage.world.has_receipt(honest.ticket));
  CHECK(stage.commits_everywhere(honest, 10'000));
  CHECK(stage.world.run_until([&] { return stage.world.quiet(); }, kMergeDelayMs));
  stage.check_laws();  // what was promised to the mission is kept, too
}

TEST_CASE("a mission floods all nodes at once: an act that comes last is not last") {
  Stage stage;
  stage.start();
  const Flood result = flood(stage, Institutions::ids(), 800);
  CHECK(result.kept > kAuthorActsMax);  // every node promises by its own list
  const Filed honest = stage.file("odihr");
  CHECK(stage.commits_everywhere(honest, 10'000));
  stage.world.run(10'000);
  // What did not fit into the sequencer's share is owed after the merge delay, and handed over.
  stage.world.now.ms += kMergeDelayMs;
  stage.goes_on("mfa");
  CHECK(stage.world.run_until([&] { return stage.world.quiet(); }, 120'000));
  stage.check_laws();
}

TEST_CASE("more acts are owed than one batch holds: they go in one batch after the other") {
  Stage stage;
  stage.start();
  stage.world.crash("ots");
  stage.world.set_puppet("cec", std::make_unique<Listener>());
  std::vector<Filed> filed;
  for (int number = 0; number < 60; ++number) {
    std::vector<domain::SignedEvent> acts;
    for (int part = 0; part < 40; ++part)
      acts.push_back(stage.institutions.note("odihr", 100 * number + part, stage.world.now));
    const auto submission = stage.institutions.submission(acts, stage.world.now);
    filed.push_back({acts[0], stage.world.submit("odihr", submission)});
  }
  stage.world.run(2'000);
  stage.world.now.ms += 2 * kMergeDelayMs;
  SECTION("the refusal of a tree without them can be read") {
    const exchange::Proposed same{2, {}, stage.world.disk("mfa").checkpoint};
    stage.world.inject("cec", {{{"mfa", "odihr"}, same}});
    stage.world.run(2'000);
    CHECK(stage.refusal("mfa", "P.OWED", 2).has_value());
    CHECK(stage.refusal("odihr", "P.OWED", 2).has_value());
  }
  stage.world.remove_puppet("cec");
  stage.world.start("cec");
  CHECK(stage.commits_everywhere(filed.front(), kMergeDelayMs));
  CHECK(stage.commits_everywhere(filed.back(), kMergeDelayMs));
  stage.goes_on("mfa");
  stage.check_laws();
}

}  // namespace kuboluk::core::test
