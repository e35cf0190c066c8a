// Every lie of the menu, alone, in the world of the protocol's own tests: it is told, breaks no
// law, stops nobody for good (RELIABILITY 28, 29, 32, 33, 35, 53 to 55, 61; T1 to T10).
#include "tests/simulation/lies.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <set>

#include "tests/node/core/stage.h"

namespace kuboluk::simulation {
namespace {

using core::test::Filed;
using core::test::Institutions;
using core::test::Stage;

constexpr std::int64_t kPauseMs = 5'000;
constexpr std::int64_t kQuietMs = 60'000;

std::vector<Lie> lies_of(LiarRole role) {
  std::vector<Lie> lies;
  for (const Lie& lie : all_lies()) {
    if (lie.role == role) lies.push_back(lie);
  }
  return lies;
}

std::uint64_t seed_of(std::string_view name) {
  std::uint64_t seed = 7;
  for (const char letter : name)
    seed = seed * 31 + static_cast<unsigned char>(letter);
  return seed % 1'000;
}

// A stage with a liar in one seat, after one act was committed.
struct Play : Stage {
  Play(const Lie& lie, const std::string& seat) : Stage(seed_of(lie.name)) {
    start();
    goes_on();
    REQUIRE(world.run_until([this] { return world.quiet(); }, kQuietMs));
    auto made =
        make_liar(institutions, seat, {lie.name}, seed_of(lie.name), history("mfa"), world.now);
    liar = made.get();
    world.set_puppet(seat, std::move(made));
  }

  // Single acts and bundles, at one honest member after the other.
  void act(int round) {
    const auto honest = world.honest();
    const std::string& at = honest[static_cast<std::size_t>(round) % honest.size()];
    if (round % 3 == 2) {
      world.submit(at, institutions.submission({institutions.note(at, 5'000 + round, world.now),
                                                institutions.note("ots", 6'000 + round, world.now)},
                                               world.now));
    } else {
      file(at);
    }
  }
  void acts(int count) {
    for (int round = 0; round < count; ++round) {
      act(round);
      world.run(kPauseMs);
    }
  }
  void check_told() const {
    const auto counts = liar->told();
    REQUIRE(counts.size() == 1);
    CHECK(counts.front().told > 0);
  }

  Liar* liar = nullptr;
};

bool holds_evidence(const Stage& stage) {
  const auto ids = stage.world.honest();
  return std::any_of(ids.begin(), ids.end(), [&stage](const std::string& id) {
    return !stage.world.disk(id).evidence.empty();
  });
}

void play_sequencer(const Lie& lie) {
  Play play(lie, "cec");
  play.acts(12);
  play.check_told();
  play.check_laws(false);
  if (lie.name.starts_with("forks")) CHECK(holds_evidence(play));
  // The honest sequencer comes back on the disk that it had before.
  play.world.remove_puppet("cec");
  play.world.start("cec");
  if (lie.harm == Harm::kQuorum) {
    play.world.run(kQuietMs);
    play.check_laws(false);
    return;
  }
  play.goes_on();
  CHECK(play.world.run_until([&play] { return play.world.quiet(); }, core::test::kMergeDelayMs));
  play.check_laws();
}

void play_cosigner(const Lie& lie) {
  Play play(lie, "cis");
  play.acts(6);
  play.world.run(200'000);  // for who is late
  play.check_told();
  play.goes_on();
  CHECK(play.world.run_until([&play] { return play.world.quiet(); }, core::test::kMergeDelayMs));
  CHECK(play.world.honest().size() == 4);
  play.check_laws();
}

}  // namespace

TEST_CASE("the menu of lies: more than 40, each with a name of its own") {
  std::set<std::string_view> names;
  std::set<std::string_view> words;
  for (const Lie& lie : all_lies()) {
    INFO(lie.name);
    CHECK(names.insert(lie.name).second);
    CHECK(words.insert(lie.words).second);
  }
  CHECK(all_lies().size() >= 40);
  CHECK(lies_of(LiarRole::kSequencer).size() >= 18);
  CHECK(lies_of(LiarRole::kCosigner).size() >= 14);
  CHECK(lies_of(LiarRole::kAuthor).size() >= 12);
}

TEST_CASE("a sequencer that lies breaks no law, each lie alone (RELIABILITY 28, 29, 35, 61)") {
  for (const Lie& lie : lies_of(LiarRole::kSequencer)) {
    DYNAMIC_SECTION(lie.name) {
      INFO(lie.words);
      play_sequencer(lie);
    }
  }
}

TEST_CASE("a cosigner that lies stops nobody, each lie alone (RELIABILITY 32, 33)") {
  for (const Lie& lie : lies_of(LiarRole::kCosigner)) {
    DYNAMIC_SECTION(lie.name) {
      INFO(lie.words);
      play_cosigner(lie);
    }
  }
}

TEST_CASE("a liar is deterministic: equal seeds tell equal lies") {
  const auto trace = [](std::uint64_t seed) {
    Stage stage(3);
    stage.start();
    stage.world.set_puppet(
        "cec", make_liar(stage.institutions, "cec", {"forks to one member", "flipped bit"}, seed,
                         stage.history("mfa"), stage.world.now));
    for (int i = 0; i < 5; ++i) {
      stage.file("odihr");
      stage.world.run(kPauseMs);
    }
    return stage.world.trace();
  };
  CHECK(trace(1) == trace(1));
  CHECK(trace(1) != trace(2));
}

}  // namespace kuboluk::simulation
