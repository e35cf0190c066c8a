// Personal data never enters an entry, record, error, output or file (DESIGN.md 4, "Personal
// data").
#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>
#include <catch2/catch.hpp>
#include <set>
#include <sstream>

#include "tests/tools/scenario/scenario_files.h"
#include "tools/command.h"
#include "tools/commands/replay.h"
#include "tools/embedded/embedded_ledger.h"

using namespace kuboluk;
using namespace kuboluk::tools;
namespace json = boost::json;
namespace fs = std::filesystem;

namespace {

// Every name and document number of the file, the corrected and updated ones too.
std::set<std::string> personal_texts(const Scenario& scenario) {
  std::set<std::string> texts;
  const auto take = [&texts](const json::object& given) {
    for (const char* key : {"name_lat", "name_cyr", "doc", "old", "new"}) {
      if (const json::value* value = given.if_contains(key)) texts.emplace(value->as_string());
    }
  };
  for (const Step& step : scenario.steps) {
    const auto* command = std::get_if<Command>(&step);
    if (command == nullptr || command->cmd == "certificate.reissue") continue;
    take(command->args);
    if (const json::value* persons = command->args.if_contains("persons")) {
      for (const json::value& person : persons->as_array())
        take(person.as_object());
    }
  }
  return texts;
}

// Word-bounded: the document "TEST-a1" does not stand in "TEST-a10".
bool contains(const std::string& text, const std::string& wanted) {
  const auto inside = [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '-';
  };
  for (std::size_t at = text.find(wanted); at != std::string::npos;
       at = text.find(wanted, at + 1)) {
    const std::size_t end = at + wanted.size();
    if (end == text.size() || !inside(text[end])) return true;
  }
  return false;
}

void check_clean(const std::string& where, const std::string& text,
                 const std::set<std::string>& personal) {
  for (const std::string& one : personal) {
    if (contains(text, one)) FAIL_CHECK(where << " holds \"" << one << "\"");
  }
}

}  // namespace

TEST_CASE(
    "no name and no document number in any file, entry, record, answer or error of a replay") {
  for (const char* file : {"kg-edge-cases", "kg-2025-early-parliamentary"}) {
    const Scenario scenario = scenario_files::load(file);
    const auto personal = personal_texts(scenario);
    REQUIRE(personal.size() > 30);
    const TemporaryFolder work = scenario_files::scratch();
    const fs::path folder = work.path() / "ledger";
    std::ostringstream out;
    std::ostringstream err;
    const Session session{out, err, false, true, scenario_files::kNow};
    ReplayOptions options;
    options.file = scenario_files::path_of(file);
    options.ledger = folder.string();
    CHECK(run_replay(options, session) == Exit::kHolds);
    check_clean("output", out.str(), personal);
    check_clean("errors", err.str(), personal);
    std::size_t files = 0;
    for (const auto& entry : fs::recursive_directory_iterator(folder)) {
      if (!entry.is_regular_file()) continue;
      check_clean(entry.path().string(), scenario_files::read(entry.path()), personal);
      ++files;
    }
    CHECK(files > 10);
    const auto ledger = EmbeddedLedger::open(folder, std::nullopt, domain::built_in_rulesets(),
                                             scenario_files::kNow);
    REQUIRE(ledger.has_value());
    const auto snapshot = (*ledger)->snapshot();
    REQUIRE(snapshot.has_value());
    const auto records = (*snapshot)->records_under("");
    REQUIRE(records.has_value());
    CHECK(records->size() > 50);
    for (const auto& [key, text] : *records)
      check_clean(key, key + "\n" + text, personal);
    for (std::uint64_t index = 0; index < (*snapshot)->position()->size; ++index) {
      check_clean("entry " + std::to_string(index), *(*snapshot)->entry(index), personal);
    }
  }
}

TEST_CASE("the grep of this test sees what it looks for") {
  CHECK(contains("x TEST-a1\n", "TEST-a1"));
  CHECK(!contains("x TEST-a10\n", "TEST-a1"));
  CHECK(contains("person Observer a1", "Observer a1"));
}

TEST_CASE("an error about a person's text does not repeat it") {
  Scenario scenario = scenario_files::load("kg-edge-cases");
  auto& submit = std::get<Command>(scenario.steps[11]);
  REQUIRE(submit.cmd == "application.submit");
  json::object& person = submit.args["persons"].as_array()[0].as_object();
  for (const char* key : {"name_lat", "name_cyr", "doc", "doc_exp", "nat"}) {
    Scenario spoilt = scenario;
    std::get<Command>(spoilt.steps[11]).args["persons"].as_array()[0].as_object()[key] =
        "Geheim \u202e Name";
    spoilt.steps.resize(12);
    const ReplayReport report = scenario_files::replay(spoilt);
    INFO(key);
    CHECK(report.steps[11].got.at("rule") == "X.FORM");
    CHECK(json::serialize(report.steps[11].got).find("Geheim") == std::string::npos);
  }
  CHECK(person.contains("doc"));
}
