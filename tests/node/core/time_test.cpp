// No bricks: wrong clocks, a poisoned act, long partitions in the middle of a batch, conflicting
// acts. The log goes on afterwards, and the log key has signed nothing that failed its check
// (DESIGN.md 5; RELIABILITY 21, 60, 61).
#include <algorithm>
#include <catch2/catch.hpp>

#include "tests/node/core/liar.h"
#include "tests/node/core/stage.h"

namespace kuboluk::core::test {
namespace {

constexpr std::int64_t kYearMs = 365 * domain::kDayMs;
constexpr std::int64_t kMinuteMs = 60 * domain::kSecondMs;

}  // namespace

TEST_CASE("the sequencer's clock is ahead and then mended: nothing was signed meanwhile") {
  for (const std::int64_t error : {10 * kYearMs, 8 * kMinuteMs}) {
    CAPTURE(error);
    Stage stage;
    stage.start();
    stage.goes_on();
    stage.world.run(3'000);
    const std::size_t before = stage.log_signatures();
    const std::uint64_t size = stage.size("mfa");
    stage.world.set_clock_error("cec", error);
    const Filed filed = stage.file("odihr");
    stage.world.run(10'000);
    CHECK(stage.log_signatures() == before);
    CHECK(stage.size("mfa") == size);
    stage.world.set_clock_error("cec", 0);
    CHECK(stage.commits_everywhere(filed, kMergeDelayMs));
    stage.goes_on();
    stage.check_laws();
  }
}

TEST_CASE("the sequencer's clock is an hour behind: known times stand still, until it is mended") {
  Stage stage;
  stage.start();
  stage.world.set_clock_error("cec", -60 * kMinuteMs);
  stage.goes_on();  // stamped with the last known time, which is still within the skew
  const std::uint64_t size = stage.size("mfa");
  stage.world.run(15 * kMinuteMs);
  const Filed filed = stage.file("odihr");
  stage.world.run(30'000);
  CHECK(stage.size("mfa") == size);
  stage.world.set_clock_error("cec", 0);
  // To the sequencer it was signed in the future: it comes back with the refusals of the others.
  CHECK(stage.commits_everywhere(filed, kMergeDelayMs + 2 * kMinuteMs));
  stage.goes_on();
  stage.check_laws();
}

TEST_CASE("a wrong clock of the idle sequencer does not stop the fresh cosignatures for long") {
  Stage stage;
  stage.start();
  stage.world.set_clock_error("cec", 10 * kYearMs);
  stage.world.run(2 * kMinuteMs);
  stage.world.set_clock_error("cec", 0);
  stage.world.run(10 * kMinuteMs);
  for (const std::string& id : stage.world.honest()) {
    if (id == "cec") continue;
    CHECK(stage.world.now.ms - stage.world.disk(id).cosigned->time.ms < 3 * kFreshenMs);
  }
  stage.goes_on();
  stage.check_laws();
}

TEST_CASE("a cosigner's clock steps back: the times that it signs never do") {
  Stage stage;
  stage.start();
  stage.world.set_clock_error("mfa", 4 * kMinuteMs);
  stage.goes_on();
  stage.world.run(2 * kMinuteMs);
  stage.world.set_clock_error("mfa", 0);
  stage.world.run(3 * kMinuteMs);
  stage.goes_on();
  std::uint64_t newest = 0;
  for (const World::Signature& signature : stage.world.signatures()) {
    const auto* cosigned = std::get_if<SignCosignature>(&signature.request);
    if (cosigned == nullptr || signature.by != "mfa") continue;
    CHECK(cosigned->timestamp >= newest);
    newest = cosigned->timestamp;
  }
  CHECK(newest > 0);
  stage.check_laws();
}

TEST_CASE("an act that two cosigners cannot accept does not hold up the others' acts") {
  Stage stage;
  // Two institutions run a program that does not know notes.
  stage.world.alter_setup = [](Setup& setup) {
    if (setup.me == "mfa" || setup.me == "ots") setup.ruleset.acts.erase("fact.note");
  };
  stage.start();
  const Filed poisoned = stage.file("odihr");
  stage.world.run(3'000);
  const std::size_t before = stage.log_signatures();
  CHECK(before == 1);
  int number = 0;
  for (int i = 0; i < 5; ++i) {
    const auto act = stage.institutions.registration(++number, stage.world.now);
    CHECK(stage.commits_everywhere(stage.file("mfa", act), kMinuteMs));
    stage.world.run(20'000);
  }
  CHECK_FALSE(stage.is_everywhere(poisoned.act.id));
  CHECK(stage.log_signatures() == before + 5);  // no draft with the note was ever signed
  CHECK(stage.refusal("mfa", "X.NOLAW", 2).has_value());
  // They get the same program as the others.
  stage.world.alter_setup = nullptr;
  for (const std::string id : {"mfa", "ots"}) {
    stage.world.crash(id);
    stage.world.start(id);
  }
  CHECK(stage.commits_everywhere(poisoned, kMergeDelayMs));
  stage.goes_on();
  stage.check_laws();
}

TEST_CASE("a partition at every message of one batch, of 15 minutes and of a day") {
  const std::vector<std::vector<std::vector<std::string>>> splits = {
      {{"cec"}, {"cis", "mfa", "odihr", "ots"}},
      {{"cec", "mfa"}, {"cis", "odihr", "ots"}},
      {{"cec", "mfa", "ots"}, {"cis", "odihr"}}};
  const std::int64_t length = GENERATE(15 * kMinuteMs, domain::kDayMs);
  for (const auto& split : splits) {
    for (std::uint64_t messages = 0; messages <= 44; ++messages) {
      CAPTURE(length, split.size(), split[0].size(), messages);
      Stage stage(messages + 1);
      stage.start();
      const Filed filed = stage.file("odihr");
      stage.world.run_messages(messages, 5'000);
      stage.world.split(split);
      stage.world.run(20'000);
      stage.world.now.ms += length - 40'000;
      stage.world.run(20'000);
      stage.world.heal();
      REQUIRE(stage.commits_everywhere(filed, kMergeDelayMs));
      stage.goes_on();
      stage.check_laws();
    }
  }
}

TEST_CASE("two conflicting acts at two nodes: one is in, the other is rejected by its rule") {
  for (std::uint64_t seed = 1; seed <= 10; ++seed) {
    CAPTURE(seed);
    Stage stage(seed);
    stage.start();
    const Filed one =
        stage.file("odihr", stage.institutions.registration(1, stage.world.now, "Synthetic One"));
    const Filed two =
        stage.file("ots", stage.institutions.registration(1, stage.world.now, "Synthetic Two"));
    CHECK(stage.world.has_receipt(one.ticket));
    CHECK(stage.world.has_receipt(two.ticket));
    CHECK(stage.world.run_until(
        [&] {
          return (stage.world.accepted(one.ticket) || stage.world.rejected(one.ticket)) &&
                 (stage.world.accepted(two.ticket) || stage.world.rejected(two.ticket));
        },
        kMergeDelayMs));
    CHECK(stage.world.accepted(one.ticket).has_value() !=
          stage.world.accepted(two.ticket).has_value());
    const Filed& in = stage.world.accepted(one.ticket) ? one : two;
    const Filed& out = stage.world.accepted(one.ticket) ? two : one;
    CHECK(stage.is_everywhere(in.act.id));
    REQUIRE(stage.world.rejected(out.ticket).has_value());
    const std::string desk = &out == &one ? "odihr" : "ots";
    const auto& kept = stage.world.disk(desk).rejections;
    REQUIRE(kept.contains(out.act.id));
    const auto opened = exchange::open_rejection(kept.at(out.act.id), stage.institutions.info().id,
                                                 stage.institutions.vkey(desk, "node"));
    REQUIRE(opened.has_value());
    CHECK(opened->rule == stage.world.rejected(out.ticket)->rule);
    stage.goes_on();
    stage.check_laws();
  }
}

}  // namespace kuboluk::core::test
