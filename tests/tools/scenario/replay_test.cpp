// Replaying scenario files in one process.
#include "tools/scenario/replay.h"

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>
#include <catch2/catch.hpp>

#include "tests/tools/scenario/scenario_files.h"

using namespace kuboluk;
using namespace kuboluk::tools;
namespace json = boost::json;

namespace {

const char* const kFiles[] = {"kg-2025-early-parliamentary", "kg-edge-cases", "kz-generic",
                              "zz-test"};

void check_all_met(const ReplayReport& report) {
  for (const StepResult* step : report.failed()) {
    FAIL_CHECK("n " << step->n << " " << step->what << " expected " << json::serialize(step->expect)
                    << " got " << json::serialize(step->got));
  }
}

Scenario first_steps(Scenario scenario, std::size_t count) {
  scenario.steps.resize(std::min(count, scenario.steps.size()));
  return scenario;
}

}  // namespace

TEST_CASE("every expectation of the scenario files is met") {
  for (const char* file : kFiles) {
    INFO(file);
    const ReplayReport& report = scenario_files::replayed(file);
    check_all_met(report);
    CHECK(report.warnings.empty());
    CHECK(report.commands == report.accepted + report.refused);
    CHECK(report.commands + report.queries == report.steps.size());
  }
  const ReplayReport& election = scenario_files::replayed("kg-2025-early-parliamentary");
  CHECK(election.commands == 167);
  CHECK(election.refused == 9);
  CHECK(election.queries == 23);
  const ReplayReport& edges = scenario_files::replayed("kg-edge-cases");
  CHECK(edges.commands == 49);
  CHECK(edges.refused == 13);
  CHECK(edges.queries == 21);
}

TEST_CASE("each accepted command is one event and one seal, and roots repeat") {
  const ReplayReport& report = scenario_files::replayed("kg-edge-cases");
  CHECK(report.position.size == 2 + 2 * report.accepted);
  const ReplayReport again = scenario_files::replay(scenario_files::load("kg-edge-cases"));
  CHECK(again.position == report.position);
  CHECK(report.position.log_root != scenario_files::replayed("kz-generic").position.log_root);
}

TEST_CASE("each single expectation flipped is found by the comparison, and no other") {
  std::size_t flips = 0;
  for (const char* file : kFiles) {
    for (const StepResult& step : scenario_files::replayed(file).steps) {
      for (const auto& [key, value] : step.expect) {
        StepResult flipped = step;
        flipped.expect = scenario_files::flipped(step.expect, key);
        INFO(file << " n " << step.n << " " << json::serialize(flipped.expect));
        CHECK(step.met());
        CHECK(!flipped.met());
        ++flips;
      }
    }
  }
  CHECK(flips > 300);
}

TEST_CASE("a flipped expectation fails the replay at its n and the replay goes on") {
  Scenario scenario = scenario_files::load("kg-edge-cases");
  auto& query = std::get<Query>(scenario.steps[28]);
  REQUIRE(query.n == 29);
  query.expect["status"] = "granted";
  const ReplayReport report = scenario_files::replay(scenario);
  REQUIRE(report.failed().size() == 1);
  CHECK(report.failed()[0]->n == 29);
  CHECK(report.failed()[0]->line == 30);
  CHECK(report.steps.size() == scenario.steps.size());
}

TEST_CASE(
    "comparison: every key of expect, lists as sets, events in log order, further keys ignored") {
  const json::object answer{
      {"status", "active"}, {"count", 3}, {"orgs", {"a", "b"}}, {"events", {"x", "y"}}};
  CHECK(meets({{"status", "active"}}, answer));
  CHECK(meets({{"orgs", {"b", "a"}}}, answer));
  CHECK(meets({{"events", {"x", "y"}}}, answer));
  CHECK(!meets({{"events", {"y", "x"}}}, answer));
  CHECK(!meets({{"orgs", {"a"}}}, answer));
  CHECK(!meets({{"orgs", {"a", "b", "b"}}}, answer));
  CHECK(!meets({{"count", 4}}, answer));
  CHECK(!meets({{"status", "active"}, {"ground", "KR.R4.7"}}, answer));
  CHECK(!meets({{"status", nullptr}}, answer));
}

TEST_CASE("a rejected command leaves size, roots and answers unchanged") {
  // The edge cases without their refused commands end in the same state, with the same answers.
  Scenario lawful = scenario_files::load("kg-edge-cases");
  std::erase_if(lawful.steps, [](const Step& step) {
    const auto* command = std::get_if<Command>(&step);
    return command != nullptr && !command->expect.at("ok").as_bool();
  });
  const ReplayReport report = scenario_files::replay(lawful);
  check_all_met(report);
  CHECK(report.refused == 0);
  CHECK(report.position == scenario_files::replayed("kg-edge-cases").position);
}

TEST_CASE("a replay that was cut anywhere is resumed and ends with the same roots and answers") {
  const Scenario whole = scenario_files::load("kg-edge-cases");
  const auto rulesets = scenario_files::rulesets();
  for (const std::size_t cut : {0U, 1U, 16U, 17U, 25U, 36U, 51U, 69U, 70U}) {
    INFO("cut after " << cut << " steps");
    const TemporaryFolder work = scenario_files::scratch();
    const ReplayPlace fresh{work.path() / "ledger", false, true};
    const ReplaySettings settings{fresh, rulesets, scenario_files::kNow, {}, {}};
    REQUIRE(replay_scenario(first_steps(whole, cut), settings).has_value());
    const ReplayPlace resumed{work.path() / "ledger", true, true};
    const auto report = replay_scenario(whole, {resumed, rulesets, scenario_files::kNow, {}, {}});
    if (!report) FAIL(report.error().message());
    check_all_met(*report);
    const ReplayReport& straight = scenario_files::replayed("kg-edge-cases");
    CHECK(report->position == straight.position);
    CHECK(report->accepted == straight.accepted);
    for (std::size_t i = 0; i < report->steps.size(); ++i) {
      CHECK(report->steps[i].got == straight.steps[i].got);
    }
  }
}

TEST_CASE("a ledger that is not fresh, or another file's, is refused and left as it was") {
  const Scenario edges = scenario_files::load("kg-edge-cases");
  const auto rulesets = scenario_files::rulesets();
  const TemporaryFolder work = scenario_files::scratch();
  const ReplayPlace place{work.path() / "ledger", false, true};
  const ReplayPlace resumed{work.path() / "ledger", true, true};
  const ReplaySettings settings{place, rulesets, scenario_files::kNow, {}, {}};
  REQUIRE(replay_scenario(edges, settings).has_value());
  const auto again = replay_scenario(edges, {place, rulesets, scenario_files::kNow, {}, {}});
  REQUIRE(!again);
  CHECK(again.error().rule == kOtherLedgerRule);

  Scenario other_law = edges;
  other_law.meta.ruleset = "KZ-GENERIC";
  Scenario other_actors = edges;
  other_actors.meta.actors.push_back("zz");
  Scenario shorter = first_steps(edges, 20);
  Scenario other_acts = edges;
  std::get<Command>(other_acts.steps[2]).args["kind"] = "ngo";
  for (const Scenario& other : {other_law, other_actors, shorter, other_acts}) {
    const auto refused = replay_scenario(other, {resumed, rulesets, scenario_files::kNow, {}, {}});
    REQUIRE(!refused);
    INFO(refused.error().message());
    CHECK(refused.error().rule == kOtherLedgerRule);
  }
  // The difference is found at its line, before anything behind it is judged.
  const auto differs =
      replay_scenario(other_acts, {resumed, rulesets, scenario_files::kNow, {}, {}});
  REQUIRE(!differs);
  CHECK(differs.error().message().find("not the command of line 4") != std::string::npos);
  const auto unchanged = replay_scenario(edges, {resumed, rulesets, scenario_files::kNow, {}, {}});
  REQUIRE(unchanged.has_value());
  CHECK(unchanged->position == scenario_files::replayed("kg-edge-cases").position);
}

TEST_CASE("an unknown ruleset is an error of the meta line") {
  Scenario scenario = scenario_files::load("zz-test");
  const auto built_in = domain::built_in_rulesets();
  const TemporaryFolder work = scenario_files::scratch();
  const ReplayPlace place{work.path() / "ledger", false, true};
  const auto report = replay_scenario(scenario, {place, built_in, scenario_files::kNow, {}, {}});
  REQUIRE(!report);
  CHECK(report.error().object == "line 1");
}

TEST_CASE("numbers as typed: check character, wrong check character, no number at all") {
  Scenario scenario = scenario_files::load("kg-edge-cases");
  const auto ask = [&scenario](std::uint64_t n, const char* number, const char* status) {
    Query query;
    query.n = n;
    query.kind = QueryKind::kStatus;
    query.args = {{"accreditation", number}, {"election", "kg-test-1"}};
    query.valid = {1'781'406'000'000};  // 2026-06-14
    query.expect = {{"status", status}};
    scenario.steps.emplace_back(query);
  };
  ask(101, "T-0012", "active");
  ask(102, "T-0012-X", "mistyped");
  ask(103, "T-0013", "not_found");
  ask(104, "T 0012", "not_found");
  ask(105, "", "not_found");
  check_all_met(scenario_files::replay(scenario));
}

TEST_CASE("a person refused twice is refused, and counted once, under either decree") {
  std::string text = scenario_files::read(scenario_files::path_of("outside-16-edges"));
  std::size_t end = 0;
  for (int line = 0; line < 14; ++line)  // up to decree R, which refuses a-1 and a-2
    end = text.find('\n', end) + 1;
  text.resize(end);
  text += R"({"n":101,"op":"cmd","cmd":"accreditation.refuse","at":"2024-02-07T10:00:00+06:00",)"
          R"("by":"cec","args":{"election":"kg-e1","decree":"R2","items":[{"person":"a-1",)"
          R"("application":"A1","ground":"KR.CL10.1","reason":"again"}]},"expect":{"ok":true}})"
          "\n";
  int n = 102;
  for (const auto& [decrees, count] :
       {std::pair(R"(["R","R2"])", 2), {R"(["R"])", 2}, {R"(["R2"])", 1}, {R"(["R3"])", 0}}) {
    text += R"({"n":)" + std::to_string(n++) + R"(,"op":"query","q":"count","args":)" +
            R"({"what":"refused","election":"kg-e1","orgs":["o-a"],"decrees":)" + decrees +
            R"(},"expect":{"count":)" + std::to_string(count) + "}}\n";
  }
  text += R"({"n":110,"op":"query","q":"count","args":{"what":"refused","election":"kg-e1"},)"
          R"("expect":{"count":2}})"
          "\n"
          R"({"n":111,"op":"query","q":"person","args":{"person":"a-1","election":"kg-e1"},)"
          R"("expect":{"status":"refused","ground":"KR.CL10.1"}})"
          "\n"
          R"({"n":112,"op":"query","q":"count","args":{"what":"refused","election":"kg-e1",)"
          R"("orgs":["o-b"]},"expect":{"count":0}})"
          "\n";
  const auto scenario = parse_scenario("f", text);
  REQUIRE(scenario.has_value());
  check_all_met(scenario_files::replay(*scenario));
}
