// What once made the log stand still, or shut a member out, though nobody had signed anything
// wrong.
#include <catch2/catch.hpp>

#include "tests/node/core/liar.h"
#include "tests/node/core/stage.h"

namespace kuboluk::core::test {
namespace {

constexpr std::int64_t kMinuteMs = 60 * domain::kSecondMs;

bool is_signed(const Stage& stage, const std::string& id) {
  const auto& proposal = stage.world.disk(id).proposal;
  return proposal && !proposal->checkpoint.empty();
}

void until_signed(Stage& stage, const std::string& id) {
  for (int i = 0; i < 5'000 && !is_signed(stage, id); ++i)
    stage.world.run_messages(1, 1'000);
  REQUIRE(is_signed(stage, id));
}

void begin(Stage& stage) {
  stage.start();
  stage.goes_on();
  REQUIRE(stage.world.run_until([&] { return stage.world.quiet(); }, 20'000));
}

}  // namespace

TEST_CASE("an act that waited for its predecessor longer than the merge delay stops nothing") {
  Stage stage;
  stage.start();
  const auto first = stage.institutions.note("mfa", 501, stage.world.now);
  const auto second = stage.institutions.note("odihr", 502, stage.world.now, first.id);
  const Filed child = stage.file("odihr", second);
  stage.world.run(5'000);
  stage.world.now.ms += kMergeDelayMs;
  const Filed parent = stage.file("mfa", first);
  CHECK(stage.commits_everywhere(parent, 2 * kMinuteMs));
  CHECK(stage.commits_everywhere(child, 2 * kMinuteMs));
}

TEST_CASE("the sequencer's clock is a day ahead - then mended without a restart") {
  Stage stage;
  stage.start();
  stage.world.set_clock_error("cec", domain::kDayMs);
  const Filed filed = stage.file("odihr");
  stage.world.run(30'000);
  stage.world.set_clock_error("cec", 0);
  stage.world.run(10'000);
  stage.world.now.ms += kMergeDelayMs;
  CHECK(stage.commits_everywhere(filed, kMinuteMs));
}

TEST_CASE("a signed tree that the sequencer has lost comes up while its draft is being checked") {
  Stage stage;
  begin(stage);
  const Workshop workshop(stage.institutions, stage.history("mfa"));
  const auto entries =
      workshop.batch({stage.institutions.note("ots", 601, stage.world.now)}, stage.world.now);
  const Filed filed = stage.file("cec");
  // The draft is out, and not enough verdicts are back.
  for (const char* id : {"mfa", "odihr", "ots", "cis"})
    stage.world.cut_one_way(id, "cec");
  stage.world.run(3'000);
  REQUIRE_FALSE(is_signed(stage, "cec"));
  stage.world.heal();
  stage.world.inject("mfa", {{{"cec"}, workshop.proposed(entries)}});
  CHECK(stage.commits_everywhere(filed, kMinuteMs));
  CHECK(stage.log_signatures() > 0);
  stage.goes_on();
}

TEST_CASE("the sequencer's older copy - and a proposal of twenty minutes ago at one member") {
  Stage stage;
  begin(stage);
  const Disk copy = stage.world.copy_of("cec");
  const Filed filed = stage.file("odihr");
  until_signed(stage, "cec");
  stage.world.split({{"cec", "mfa"}, {"cis", "odihr", "ots"}});
  until_signed(stage, "mfa");
  stage.world.crash("cec");
  stage.world.now.ms += 20 * kMinuteMs;
  stage.world.restore("cec", copy);
  stage.world.start("cec");
  stage.world.heal();
  CHECK(stage.commits_everywhere(filed, kMergeDelayMs));
}

TEST_CASE("a lying cosigner has the old tree freshened while a proposal is out") {
  Stage stage;
  begin(stage);
  stage.world.set_puppet("cis", std::make_unique<Listener>());
  const exchange::Proposed old{stage.size("cec"), {}, stage.world.disk("cec").checkpoint};
  const Filed filed = stage.file("odihr");
  until_signed(stage, "cec");
  stage.world.split({{"cec", "mfa"}, {"odihr", "ots"}});
  for (int minute = 0; minute < 12; ++minute) {
    stage.world.run(kMinuteMs);
    stage.world.inject("cis", {{{"odihr", "ots"}, old}});
  }
  stage.world.heal();
  CHECK(stage.commits_everywhere(filed, kMergeDelayMs));
}

TEST_CASE("a lying member fills another's share with bundles of an act that is in the log") {
  Stage stage;
  stage.start();
  const Filed logged = stage.file("odihr");
  REQUIRE(stage.commits_everywhere(logged, 10'000));
  stage.world.set_puppet("cis", std::make_unique<Listener>());
  for (int number = 0; number < 600; ++number) {
    const auto mine = stage.institutions.note("cis", 5'000 + number, stage.world.now);
    stage.world.inject(
        "cis", {{{"cec", "mfa", "odihr", "ots"}, exchange::Act{logged.act.bytes + mine.bytes}}});
  }
  stage.world.run(5'000);
  const Filed honest = stage.file("odihr");
  CHECK(stage.world.has_receipt(honest.ticket));
  CHECK(stage.commits_everywhere(honest, kMinuteMs));
}

TEST_CASE("a lost message does not cost an act its merge delay - nor the sequencer its name") {
  for (std::uint64_t seed = 1; seed <= 12; ++seed) {
    CAPTURE(seed);
    Stage stage(seed);
    stage.start();
    stage.world.weather = {30, 20, 400};
    CHECK(stage.commits_everywhere(stage.file("odihr"), kMinuteMs));
    for (const std::string& id : stage.world.honest()) {
      for (const exchange::Refusal& refusal : stage.refusals_of(id)) {
        CHECK(refusal.rule != "P.OWED");
        // A draft that came twice, after its batch was committed: "the last seal is of 1970".
        CHECK(refusal.rule != "P.TIP");
      }
    }
  }
}

TEST_CASE("a draft that comes late - after its batch was committed - is no fault") {
  Stage stage;
  begin(stage);
  const auto entries = stage.history("ots");
  REQUIRE(entries.size() == 4);
  stage.world.set_puppet("cec", std::make_unique<Listener>());
  stage.world.inject("cec", {{{"ots"}, exchange::Draft{7, 2, {entries[2], entries[3]}}}});
  stage.world.run(1'000);
  CHECK(stage.refusals_of("ots").empty());  // "P.TIP, got 1970-01-01T00:00:00.000Z"
}

TEST_CASE("a cosigner whose clock was ten years ahead for two idle minutes can cosign again") {
  Stage stage;
  stage.start();
  stage.world.set_clock_error("mfa", 3'650 * domain::kDayMs);
  stage.world.run(2 * kMinuteMs);
  stage.world.set_clock_error("mfa", 0);
  stage.goes_on();
  stage.world.run(10'000);
  CHECK(stage.world.disk("mfa").cosigned->size == stage.size("mfa"));
}

TEST_CASE("the sequencer's counter is ahead of every tree that anybody holds - and it goes on") {
  Stage stage;
  begin(stage);
  const std::uint64_t lost = stage.size("mfa") + 2;  // signed, then the disk was gone
  stage.world.crash("cec");
  stage.world.set_counter("cec", lost);
  stage.world.start("cec");
  const Filed filed = stage.file("odihr");
  CHECK(stage.commits_everywhere(filed, kMinuteMs));
  CHECK(stage.size("mfa") > lost);  // no second root for a size that was signed
}

}  // namespace kuboluk::core::test
