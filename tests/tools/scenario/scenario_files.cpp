#include "tests/tools/scenario/scenario_files.h"

#include <boost/json/array.hpp>
#include <boost/json/value.hpp>
#include <catch2/catch.hpp>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <map>

namespace scenario_files {

namespace fs = std::filesystem;
namespace json = boost::json;
using namespace kuboluk::tools;

fs::path folder() {
  const char* given = std::getenv("KUBOLUK_SCENARIOS");
  return given != nullptr ? fs::path(given) : fs::path(KUBOLUK_SOURCE_DIR) / "tests/data/scenarios";
}

std::string path_of(const std::string& name) {
  const fs::path given = folder() / (name + ".jsonl");
  if (fs::exists(given)) return given.string();
  const fs::path own = fs::path(KUBOLUK_SOURCE_DIR) / "tests/data/scenarios" / (name + ".jsonl");
  if (!fs::exists(own)) FAIL("the scenario file " << own << " is missing; it belongs to the tests");
  return own.string();
}

std::string read(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) FAIL("cannot read " << path);
  return {std::istreambuf_iterator<char>(file), {}};
}

kuboluk::domain::Rulesets rulesets() {
  auto all = kuboluk::domain::built_in_rulesets();
  const fs::path file = fs::path(KUBOLUK_SOURCE_DIR) / "tests/data/rulesets/ZZ-TEST.ruleset";
  auto ruleset = kuboluk::domain::parse_ruleset(file.string(), read(file));
  if (!ruleset) FAIL(ruleset.error().message());
  KUBOLUK_CHECK(all.add(*std::move(ruleset)).has_value());
  return all;
}

Scenario load(const std::string& name) {
  auto scenario = read_scenario(path_of(name));
  if (!scenario) FAIL(scenario.error().message());
  return *std::move(scenario);
}

TemporaryFolder scratch() {
  if (std::getenv("TMPDIR") == nullptr && fs::is_directory("/dev/shm")) {
    ::setenv("TMPDIR", "/dev/shm", 0);
  }
  auto folder = TemporaryFolder::make();
  if (!folder) FAIL(folder.error().message());
  return *std::move(folder);
}

ReplayReport replay(const Scenario& scenario) {
  const TemporaryFolder work = scratch();
  const auto all = rulesets();
  const ReplayPlace place{work.path() / "ledger", false, true};
  auto report = replay_scenario(scenario, {place, all, kNow, {}, {}});
  if (!report) FAIL(report.error().message());
  return *std::move(report);
}

const ReplayReport& replayed(const std::string& name) {
  static std::map<std::string, ReplayReport> reports;
  const auto known = reports.find(name);
  if (known != reports.end()) return known->second;
  return reports.emplace(name, replay(load(name))).first->second;
}

json::object flipped(const json::object& expect, std::string_view key) {
  json::object other = expect;
  json::value& value = other.at(key);
  if (value.is_bool()) {
    value = !value.get_bool();
    if (!value.get_bool()) other["rule"] = "X.FLIPPED";
  } else if (value.is_int64()) {
    value = value.get_int64() + 1;
  } else if (value.is_array()) {
    value.get_array().emplace_back("flipped-1");
  } else {
    value = value == json::value("active") ? "revoked" : "active";
  }
  return other;
}

}  // namespace scenario_files
