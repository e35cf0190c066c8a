// An older copy of a disk that somebody has restored: it observes, it adopts, it never signs a
// second statement about what its key has signed (DESIGN.md 5, "Start"; RELIABILITY T16, T17).
#include <catch2/catch.hpp>

#include "tests/node/core/liar.h"
#include "tests/node/core/stage.h"

namespace kuboluk::core::test {
namespace {

enum class Counter { kKept, kLost, kRestored };

struct Copy {
  Disk disk;
  std::optional<std::uint64_t> counter;
};

// Copies of one member's disk at every message of a few batches.
std::vector<Copy> copies_during(Stage& stage, const std::string& id) {
  std::vector<Copy> copies;
  for (int act = 0; act < 3; ++act) {
    stage.file(act % 2 == 0 ? "mfa" : "ots");
    for (int message = 0; message < 30; ++message) {
      const Disk now = stage.world.copy_of(id);
      const bool same = !copies.empty() && copies.back().disk.position() == now.position() &&
                        copies.back().disk.proposal == now.proposal &&
                        copies.back().disk.cosigned == now.cosigned;
      if (!same) copies.push_back({now, stage.world.counter_of(id)});
      stage.world.run_messages(1, 100);
    }
    stage.world.run(3'000);
  }
  return copies;
}

std::size_t count_of_copies(const std::string& id) {
  Stage stage;
  stage.start();
  return copies_during(stage, id).size();
}

void put_back(Stage& stage, const std::string& id, const Copy& copy, Counter counter) {
  stage.world.crash(id);
  stage.world.restore(id, copy.disk);
  if (counter == Counter::kLost) stage.world.lose_counter(id);
  if (counter == Counter::kRestored) stage.world.set_counter(id, copy.counter);
}

std::size_t cosignatures_by(const Stage& stage, const std::string& id) {
  std::size_t count = 0;
  for (const World::Signature& signature : stage.world.signatures())
    count += signature.by == id && std::holds_alternative<SignCosignature>(signature.request);
  return count;
}

}  // namespace

TEST_CASE("a cosigner's older copy observes and does not sign; the others go on") {
  const std::size_t count = count_of_copies("odihr");
  REQUIRE(count >= 5);
  for (const Counter counter : {Counter::kKept, Counter::kLost, Counter::kRestored}) {
    for (std::size_t at = 0; at < count; ++at) {
      CAPTURE(at, static_cast<int>(counter));
      Stage stage;
      stage.start();
      const auto copies = copies_during(stage, "odihr");
      REQUIRE(copies.size() == count);
      const Disk newest = stage.world.copy_of("odihr");
      const bool is_older = copies[at].disk.cosigned->size < newest.cosigned->size;
      put_back(stage, "odihr", copies[at], counter);
      const std::size_t before = cosignatures_by(stage, "odihr");
      stage.world.start("odihr");
      const Filed filed = stage.file("mfa");
      CHECK(stage.commits_everywhere(filed, kMergeDelayMs));  // on odihr too: it follows
      stage.world.run(120'000);
      if (is_older || counter == Counter::kLost) {
        CHECK(cosignatures_by(stage, "odihr") == before);
        CHECK_FALSE(stage.world.status("odihr").may_sign);
        CHECK(stage.world.status("odihr").phase == "observing");
        CHECK_FALSE(stage.world.status("odihr").waiting.empty());
      }
      stage.check_laws();
    }
  }
}

TEST_CASE("a cosignature that nobody has heard of is remembered by the counter") {
  Stage stage;
  stage.start();
  const Copy copy{stage.world.copy_of("odihr"), stage.world.counter_of("odihr")};
  stage.world.run(3'000);
  for (const std::string id : {"cec", "cis", "mfa", "ots"})
    stage.world.cut_one_way("odihr", id);
  const Filed filed = stage.file("mfa");
  CHECK(stage.world.run_until([&] { return stage.size("cis") == 4; }, 60'000));
  CHECK(
      stage.world.run_until([&] { return stage.world.disk("odihr").cosigned->size == 4; }, 60'000));
  put_back(stage, "odihr", copy, Counter::kKept);
  const std::size_t before = cosignatures_by(stage, "odihr");
  stage.world.heal();
  stage.world.start("odihr");
  CHECK(stage.commits_everywhere(filed, 60'000));
  stage.goes_on();
  stage.world.run(120'000);
  CHECK(cosignatures_by(stage, "odihr") == before);
  CHECK_FALSE(stage.world.status("odihr").may_sign);
  stage.check_laws();
}

TEST_CASE("the sequencer's older copy adopts what the members hold before it signs") {
  const std::size_t count = count_of_copies("cec");
  REQUIRE(count >= 5);
  for (const Counter counter : {Counter::kKept, Counter::kLost, Counter::kRestored}) {
    for (std::size_t at = 0; at < count; ++at) {
      CAPTURE(at, static_cast<int>(counter));
      Stage stage;
      stage.start();
      const auto copies = copies_during(stage, "cec");
      put_back(stage, "cec", copies[at], counter);
      stage.world.start("cec");
      stage.goes_on("mfa");
      stage.goes_on("cec");
      stage.check_laws();
    }
  }
}

TEST_CASE("a sequencer without its counter signs nothing before it has heard all members") {
  Stage stage;
  stage.start();
  const Copy copy{stage.world.copy_of("cec"), {}};
  stage.goes_on("mfa");
  stage.world.run(3'000);
  stage.world.crash("ots");
  put_back(stage, "cec", copy, Counter::kLost);
  const std::size_t before = stage.log_signatures();
  stage.world.start("cec");
  const Filed filed = stage.file("mfa");
  stage.world.run(300'000);
  CHECK(stage.log_signatures() == before);
  CHECK(stage.world.status("cec").phase == "observing");
  stage.world.start("ots");
  CHECK(stage.commits_everywhere(filed, kMergeDelayMs));
  stage.check_laws();
}

TEST_CASE("a signed proposal that one member alone holds is found again") {
  Stage stage;
  stage.start();
  const Copy copy{stage.world.copy_of("cec"), stage.world.counter_of("cec")};
  const Filed filed = stage.file("mfa");
  for (int i = 0; i < 500; ++i) {
    const auto& proposal = stage.world.disk("cec").proposal;
    if (proposal && !proposal->checkpoint.empty()) break;
    stage.world.run_messages(1, 1'000);
  }
  stage.world.split({{"cec", "mfa"}, {"cis", "odihr", "ots"}});
  stage.world.run(2'000);
  REQUIRE(stage.world.disk("mfa").cosigned->size == 4);
  REQUIRE(stage.size("mfa") == 2);
  const Counter counter = GENERATE(Counter::kKept, Counter::kLost);
  put_back(stage, "cec", copy, counter);
  // Without mfa nobody knows of it: the counter does, or the sequencer must hear mfa first.
  stage.world.start("cec");
  stage.world.heal();
  for (const std::string id : {"cec", "cis", "odihr", "ots"})
    stage.world.cut("mfa", id);
  const std::size_t before = stage.log_signatures();
  stage.world.run(120'000);
  CHECK(stage.log_signatures() == before);
  CHECK_FALSE(stage.world.status("cec").may_sign);
  stage.world.heal();
  CHECK(stage.commits_everywhere(filed, kMergeDelayMs));
  stage.goes_on();
  stage.check_laws();
}

}  // namespace kuboluk::core::test
