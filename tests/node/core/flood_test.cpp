// A mission that floods: it fills its own share, and the others' acts go in as before
// (RELIABILITY T6, T18).
#include <catch2/catch.hpp>

#include "node/core/act_pool.h"
#include "node/core/round.h"
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

namespace {

using Bundle = std::vector<domain::SignedEvent>;

// What the sequencer would draw from these submissions now.
Draw draw_from(const Stage& stage, const std::vector<Bundle>& bundles) {
  ActPool pool;
  for (const Bundle& acts : bundles) {
    auto submission = stage.institutions.submission(acts, stage.world.now);
    const domain::Instant received{stage.world.now.ms + static_cast<std::int64_t>(pool.size())};
    pool.add({submission.id, submission.bytes, received, received, false}, std::move(submission));
  }
  const Setup setup = stage.institutions.setup("cec");
  const Disk& disk = stage.world.disk("cec");
  const batch::Position position = disk.position();
  const Pending pending;
  const std::vector<batch::Change> drafted;
  const std::optional<exchange::Cosigned> cosigned;
  std::uint64_t checked = 0;
  auto draw = draw_batch(
      {setup, disk.ledger, position, pending, drafted, cosigned, pool, stage.world.now, checked},
      false);
  REQUIRE(draw.has_value());
  return std::move(*draw);
}

}  // namespace

// The last one fits beside the first, so it is owed: a sequencer that stopped at the second one
// would be refused for ever.
TEST_CASE("a bundle that has no room in a batch does not keep a smaller one out") {
  Stage stage;
  stage.start();
  std::vector<Bundle> bundles;
  for (const int count : {1'500, 1'000, 1}) {
    Bundle& acts = bundles.emplace_back();
    for (int part = 0; part < count; ++part)
      acts.push_back(stage.institutions.note("odihr", 10 * count + part, stage.world.now));
  }
  const Draw draw = draw_from(stage, bundles);
  REQUIRE(draw.change.has_value());
  CHECK(draw.change->events.contains(bundles[0].back().id));
  CHECK_FALSE(draw.change->events.contains(bundles[1].front().id));
  CHECK(draw.change->events.contains(bundles[2].front().id));
}

// Hundreds of them were executed, signatures and all, at every message that the sequencer got.
TEST_CASE("what waits for ever is not executed for every draft (RELIABILITY T6)") {
  Stage stage;
  stage.start();
  domain::SignedEvent act = stage.institutions.note("cis", 1, stage.world.now, Hash{});
  act.note.signatures[0].signature[40] ^= 1;  // executed, it would be rejected for this
  act.bytes = crypto::print_note(act.note);
  const Draw draw = draw_from(stage, {{act}});
  CHECK(draw.rejected.empty());
  CHECK_FALSE(draw.change.has_value());
}

TEST_CASE("what comes after an act of the same draft goes in with it") {
  Stage stage;
  stage.start();
  const auto first = stage.institutions.note("cis", 1, stage.world.now);
  const auto second = stage.institutions.note("cis", 2, stage.world.now, first.id);
  const Draw draw = draw_from(stage, {{first}, {second}});
  REQUIRE(draw.change.has_value());
  CHECK(draw.change->events.size() == 2);
}

}  // namespace kuboluk::core::test
