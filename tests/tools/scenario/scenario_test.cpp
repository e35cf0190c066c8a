// Reading scenario files: what is refused, with file, line and reason (RELIABILITY 42: bad input
// anywhere is one clear error).
#include "tools/scenario/scenario.h"

#include <catch2/catch.hpp>
#include <string>

#include "tests/tools/scenario/scenario_files.h"
#include "tools/scenario/json_line.h"
#include "tools/scenario/training.h"

using namespace kuboluk;
using namespace kuboluk::tools;

namespace {

const std::string kMeta = R"({"op":"meta","format":"observer-ledger-scenario/1","scenario":"s",)"
                          R"("tz":"+06:00",)"
                          R"("ruleset":"KR-REG-197+CL-68","actors":{"cec":"Commission"},)"
                          R"("interpretations":{"KR.R3.8":"x"}})"
                          "\n";
const std::string kCommand =
    R"({"n":1,"op":"cmd","cmd":"fact.note","at":"2026-01-01T10:00:00+06:00",)"
    R"("by":"cec",)"
    R"("args":{"text":"hello"},"expect":{"ok":true}})"
    "\n";
const std::string kQuery = R"({"n":2,"op":"query","q":"count","args":{"what":"granted",)"
                           R"("election":"e"},"expect":{"count":0}})"
                           "\n";

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  const std::size_t at = text.find(from);
  KUBOLUK_CHECK(at != std::string::npos);
  return text.replace(at, from.size(), to);
}

struct Bad {
  std::string text;
  std::string object;
  std::string detail;
};

// Lines that are no step of a scenario.
std::vector<Bad> bad_lines() {
  const std::string depth(20, '[');
  return {
      {"", "f", "empty"},
      {kCommand, "f:1", "first line must be the meta line"},
      {kMeta + "\n" + kCommand, "f:2", "incomplete"},
      {kMeta + "{\n", "f:2", "incomplete"},
      {kMeta + "[]\n", "f:2", "expected a JSON object"},
      {kMeta + "{} {}\n", "f:2", "text after the JSON value"},
      {kMeta + "{\"op\":" + depth + "\n", "f:2", "too deep"},
      {kMeta + "\xef\xbb\xbf" + kCommand, "f:2", "at byte"},
      {kMeta + "{\"op\":\"\xff\"}\n", "f:2", "at byte"},
      {kMeta + R"({"op":"cmd","op":"query"})"
               "\n",
       "f:2", "same key twice"},
      {kMeta + R"({"n":1})"
               "\n",
       "f:2", "\"op\" is missing"},
      {kMeta + R"({"op":7})"
               "\n",
       "f:2", "\"op\" must be a text"},
      {kMeta + kMeta, "f:2", "only the first line"},
      {kMeta + kCommand + kCommand, "f:3", "\"n\" stands on an earlier line"},
  };
}

// Commands and queries with a wrong, missing or doubled value.
std::vector<Bad> bad_steps() {
  return {
      {kMeta + replaced(kCommand, "\"cmd\",\"cmd\"", "\"act\",\"cmd\""), "f:2",
       "meta, cmd or query"},
      {kMeta + replaced(kCommand, "\"n\":1,", ""), "f:2", "\"n\" is missing"},
      {kMeta + replaced(kCommand, "\"n\":1", "\"n\":-1"), "f:2", "not negative"},
      {kMeta + replaced(kCommand, "\"n\":1", "\"n\":1.5"), "f:2", "must be a number"},
      {kMeta + replaced(kCommand, "\"n\":1", "\"n\":\"1\""), "f:2", "must be a number"},
      {kMeta + replaced(kCommand, "\"by\":\"cec\",", ""), "f:2", "\"by\" is missing"},
      {kMeta + replaced(kCommand, "\"cmd\":\"fact.note\",", ""), "f:2", "\"cmd\" is missing"},
      {kMeta + replaced(kCommand, "\"args\":{\"text\":\"hello\"},", ""), "f:2",
       "\"args\" is missing"},
      {kMeta + replaced(kCommand, "{\"text\":\"hello\"}", "[]"), "f:2",
       "\"args\" must be an object"},
      {kMeta + replaced(kCommand, "2026-01-01T", "2026-13-01T"), "f:2", "\"at\" must be a time"},
      {kMeta + replaced(kCommand, "2026-01-01T", "2026-02-30T"), "f:2", "\"at\" must be a time"},
      {kMeta + replaced(kCommand, "10:00:00", "10:00"), "f:2", "\"at\" must be a time"},
      {kMeta + replaced(kCommand, "+06:00", "Z"), "f:2", "\"at\" must be a time"},
      {kMeta + replaced(kCommand, "\"by\"", "\"recorded_at\":\"now\",\"by\""), "f:2",
       "\"recorded_at\""},
      {kMeta + replaced(kCommand, "{\"ok\":true}", "{}"), "f:2", "needs \"ok\""},
      {kMeta + replaced(kCommand, "{\"ok\":true}", "{\"ok\":false}"), "f:2", "needs \"rule\""},
      {kMeta + replaced(kCommand, "{\"ok\":true}", "{\"ok\":1}"), "f:2", "needs \"ok\""},
      {kMeta + replaced(kCommand, ",\"expect\":{\"ok\":true}", ""), "f:2", "\"expect\" is missing"},
      {kMeta + replaced(kQuery, "\"q\":\"count\"", "\"q\":\"guess\""), "f:2", "no query"},
      {kMeta + replaced(kQuery, "\"what\":\"granted\",", ""), "f:2", "\"what\" is missing"},
      {kMeta + replaced(kQuery, ",\"election\":\"e\"", ""), "f:2", "\"election\" is missing"},
      {kMeta + replaced(kQuery, "{\"count\":0}", "{}"), "f:2", "nothing to compare"},
      {kMeta + replaced(kQuery, "\"election\":\"e\"", "\"election\":\"e\",\"valid_at\":5"), "f:2",
       "\"valid_at\""},
      {kMeta + replaced(kQuery, "\"granted\"", "\"shoes\""), "f:2", "can be counted"},
      {kMeta + replaced(kQuery, "\"election\":\"e\"", "\"election\":\"e\",\"orgs\":\"o\""), "f:2",
       "\"orgs\" must be a list"},
      {kMeta + replaced(kQuery, "\"election\":\"e\"", "\"election\":\"e\",\"kinds\":[1]"), "f:2",
       "\"kinds\" must be a list"},
  };
}

// Meta lines.
std::vector<Bad> bad_meta() {
  return {
      {replaced(kMeta, "scenario/1", "scenario/2"), "f:1", "format"},
      {replaced(kMeta, "\"tz\":\"+06:00\"", "\"tz\":\"Bishkek\""), "f:1", "\"tz\""},
      {replaced(kMeta, "\"scenario\":\"s\"", "\"scenario\":\"\""), "f:1", "\"scenario\""},
      {replaced(kMeta, "{\"cec\":\"Commission\"}", "[\"cec\"]"), "f:1", "\"actors\""},
      {replaced(kMeta, "\"cec\":", "\"The CEC\":"), "f:1", "no body id"},
      {replaced(kMeta, "\"ruleset\":\"KR-REG-197+CL-68\",", ""), "f:1", "\"ruleset\" is missing"},
      {replaced(kMeta, "{\"KR.R3.8\":\"x\"}", "{\"KR.R3.8\":1}"), "f:1", "interpretations"},

  };
}

}  // namespace

TEST_CASE("a scenario is read with its values and lines") {
  const auto scenario = parse_scenario("f", kMeta + kCommand + kQuery);
  REQUIRE(scenario.has_value());
  CHECK(scenario->meta.offset.minutes == 360);
  CHECK(scenario->meta.actors == std::vector<std::string>{"cec"});
  CHECK(scenario->warnings.empty());
  REQUIRE(scenario->steps.size() == 2);
  const auto& command = std::get<Command>(scenario->steps[0]);
  CHECK(command.line == 2);
  CHECK(command.recorded_at == command.at);  // default: when it takes effect
  const auto& query = std::get<Query>(scenario->steps[1]);
  CHECK(query.kind == QueryKind::kCount);
  CHECK(query.valid == domain::kEndOfTime);
  CHECK(query.known == domain::kEndOfTime);
}

TEST_CASE("a last line without line feed is read too") {
  CHECK(parse_scenario("f", kMeta + kCommand + kQuery.substr(0, kQuery.size() - 1)).has_value());
}

TEST_CASE("bad scenario files are refused by file, line and reason") {
  std::vector<Bad> table = bad_lines();
  for (const auto& more : {bad_steps(), bad_meta()})
    table.insert(table.end(), more.begin(), more.end());
  for (const Bad& bad : table) {
    INFO(bad.text);
    const auto scenario = parse_scenario("f", bad.text);
    REQUIRE(!scenario);
    CHECK(scenario.error().rule == "FILE");
    CHECK(scenario.error().object == bad.object);
    INFO(scenario.error().detail);
    CHECK(scenario.error().detail.find(bad.detail) != std::string::npos);
  }
}

TEST_CASE("errors do not repeat values: they may be names or documents") {
  const auto scenario = parse_scenario(
      "f", kMeta + replaced(kCommand, "\"by\":\"cec\"", "\"by\":[\"Testov Yusup\"]"));
  REQUIRE(!scenario);
  CHECK(scenario.error().message().find("Testov") == std::string::npos);
}

TEST_CASE("an unknown key of a line is warned of: a misspelt recorded_at changes the meaning") {
  const auto scenario =
      parse_scenario("f", kMeta + replaced(kCommand, "\"by\"", "\"recordedat\":\"x\",\"by\""));
  REQUIRE(scenario.has_value());
  REQUIRE(scenario->warnings.size() == 1);
  CHECK(scenario->warnings[0] == "f:2: the key \"recordedat\" has no effect");
}

TEST_CASE("a long or odd scenario name becomes a ledger name of at most 100 bytes, one per name") {
  const std::string plain = "kuboluk.example/training/";
  CHECK(training_ledger_name(std::string(40, 'x')) == plain + std::string(40, 'x'));
  const std::string longer = training_ledger_name(std::string(41, 'x'));
  CHECK(longer == plain + std::string(30, 'x') + "-3164596df4fd");  // sha256sum of 41 times 'x'
  CHECK(longer != training_ledger_name(std::string(42, 'x')));
  for (const char* name : {"выборы", "a b", "-a", "../s", "a/b", "a+b", "a\x1b[m"}) {
    INFO(name);
    const std::string ledger = training_ledger_name(name);
    CHECK(ledger.size() <= 100);
    CHECK(TrainingKeys(ledger).author("cec").has_value());
  }
  const auto read =
      parse_scenario("f", replaced(kMeta, "\"s\"", "\"" + std::string(500, 'x') + "\""));
  REQUIRE(read.has_value());
  CHECK(read->meta.scenario.size() == 500);
  CHECK(training_ledger_name("a b") != training_ledger_name("a_b"));
  CHECK(training_ledger_name(std::string(100'000, 'x')).size() <= 100);
}

TEST_CASE("a file that is not there is an error with its name") {
  const auto scenario = read_scenario("no/such/file.jsonl");
  REQUIRE(!scenario);
  CHECK(scenario.error().object == "no/such/file.jsonl");
  CHECK(!read_scenario("/"));
}

TEST_CASE("every truncation of a scenario file is read or refused, none crashes") {
  const std::string text = kMeta + kCommand + kQuery;
  for (std::size_t size = 0; size < text.size(); ++size) {
    const auto scenario = parse_scenario("f", text.substr(0, size));
    if (!scenario) CHECK(scenario.error().rule == "FILE");
  }
}

TEST_CASE("the two elections of the tests have the commands and queries of the notes") {
  const auto count = [](const std::string& name) {
    std::pair<int, int> counted;
    const Scenario scenario = scenario_files::load(name);
    for (const Step& step : scenario.steps)
      ++(std::holds_alternative<Command>(step) ? counted.first : counted.second);
    return counted;
  };
  CHECK(count("kg-2025-early-parliamentary") == std::pair(167, 23));
  CHECK(count("kg-edge-cases") == std::pair(49, 21));
}
