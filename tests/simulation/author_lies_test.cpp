// Every lie of an author, at honest nodes: answered with a rule, or accepted once
// (RELIABILITY 42, 44, 53 to 55, 61; T6, T7).
#include <catch2/catch.hpp>
#include <map>
#include <set>

#include "tests/node/core/stage.h"
#include "tests/simulation/lies.h"

namespace kuboluk::simulation {
namespace {

using core::test::Stage;

std::uint64_t seed_of(std::string_view name) {
  std::uint64_t seed = 7;
  for (const char letter : name)
    seed = seed * 31 + static_cast<unsigned char>(letter);
  return seed % 1'000;
}

struct Outcome {
  std::set<std::string> rules;
  std::vector<std::uint64_t> tickets;
  std::vector<domain::SignedEvent> events;
  bool parked = false;
};

Outcome hand_in(Stage& stage, const std::vector<Handed>& handed) {
  Outcome outcome;
  for (const Handed& one : handed) {
    const auto submission =
        exchange::parse_submission(one.bytes, stage.institutions.info(), std::nullopt);
    if (!submission) {
      outcome.rules.insert(submission.error().rule);
      continue;
    }
    outcome.events.insert(outcome.events.end(), submission->events.begin(),
                          submission->events.end());
    outcome.tickets.push_back(stage.world.submit(one.at, *submission));
  }
  stage.world.run(20'000);
  for (const std::uint64_t ticket : outcome.tickets) {
    if (const auto error = stage.world.rejected(ticket)) outcome.rules.insert(error->rule);
    if (!stage.world.rejected(ticket) && !stage.world.accepted(ticket)) {
      CHECK(stage.world.has_receipt(ticket));
      outcome.parked = true;
    }
  }
  return outcome;
}

struct Expected {
  std::set<std::string> rules;
  bool waits = false;
};

// What the nodes answer to each lie of an author; lies that are not here are refused by X.FORM.
const std::map<std::string_view, Expected>& answers() {
  static const std::map<std::string_view, Expected> kAnswers = {
      {"at every node", {}},
      {"conflicting acts", {{"X.DUP"}}},
      {"overlapping bundles", {{"X.DUP"}}},
      {"after nothing", {{}, true}},
      {"flood", {{}, true}},
      {"wrong order", {{"X.UNKNOWN"}}},
      {"another ledger's act", {{"X.LEDGER"}}},
      {"expired", {{"X.TIME"}}},
      {"from tomorrow", {{"X.TIME"}}},
      {"lasts for years", {{"X.TIME"}}},
      {"another ruleset", {{"X.LEDGER"}}},
      {"unknown type", {{"X.NOLAW"}}},
      {"second genesis", {}},  // it is in the log: accepted as repeated
      {"unlawful in a bundle", {{"X.AUTHOR"}}},
      {"itself twice", {{"X.DUP"}}},
      {"too many events", {{"X.SIZE"}}},
      {"flipped signature", {{"X.SIGNATURE"}}},
      {"malleated signature", {{"X.SIGNATURE"}}},
      {"long signature", {{"X.SIGNATURE"}}},
      {"no point", {{"X.SIGNATURE"}}},
      {"surplus line", {{"X.SIGNATURE"}}},
      {"another's key", {{"X.SIGNATURE"}}},
      {"another's name", {{"X.SIGNATURE"}}},
      {"node key", {{"X.SIGNATURE"}}},
      {"personal data", {}},  // no filter of personal data yet
      {"oversize", {{"X.SIZE"}}},
      {"only empty lines", {{"X.SIZE"}}},
      {"flipped bit in an act", {{"X.SIGNATURE"}}},
  };
  return kAnswers;
}

void play_author(const Lie& lie) {
  Stage stage(seed_of(lie.name));
  stage.start();
  std::mt19937_64 random(seed_of(lie.name));
  const auto honest = stage.institutions.note("odihr", 77, stage.world.now);
  const auto handed =
      author_lie(lie.name, stage.institutions, "odihr", honest, stage.world.now, random);
  REQUIRE_FALSE(handed.empty());
  const Outcome outcome = hand_in(stage, handed);
  const auto expected = answers().find(lie.name);
  CHECK(outcome.rules ==
        (expected == answers().end() ? std::set<std::string>{"X.FORM"} : expected->second.rules));
  CHECK(outcome.parked == (expected != answers().end() && expected->second.waits));
  for (const std::string& id : stage.world.honest()) {
    for (const domain::SignedEvent& event : outcome.events)
      CHECK(stage.world.indexes_of(id, event.id).size() <= 1);
  }
  stage.goes_on();
  stage.check_laws(!outcome.parked);
}

}  // namespace

TEST_CASE("an author that lies is answered with a rule, each lie alone (RELIABILITY 53, 54, 55)") {
  for (const Lie& lie : all_lies()) {
    if (lie.role != LiarRole::kAuthor) continue;
    DYNAMIC_SECTION(lie.name) {
      INFO(lie.words);
      play_author(lie);
    }
  }
}

}  // namespace kuboluk::simulation
