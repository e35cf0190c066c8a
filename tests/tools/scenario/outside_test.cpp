// Scenario files that were written from the law and the format alone, not from this code: every
// expectation in them holds.
#include <boost/json/serialize.hpp>
#include <catch2/catch.hpp>
#include <set>

#include "tests/tools/scenario/scenario_files.h"

using namespace kuboluk::tools;

TEST_CASE("every outside scenario replays with all expectations met") {
  namespace fs = std::filesystem;
  std::set<std::string> names;
  for (const auto& entry :
       fs::directory_iterator(fs::path(KUBOLUK_SOURCE_DIR) / "tests/data/scenarios")) {
    const std::string name = entry.path().stem().string();
    if (name.starts_with("outside-")) names.insert(name);
  }
  CHECK(names.size() == 16);
  for (const std::string& name : names) {
    const ReplayReport report = scenario_files::replay(scenario_files::load(name));
    CHECK(report.warnings.empty());
    for (const StepResult* step : report.failed()) {
      INFO(name << " line " << step->line << ": expected " << boost::json::serialize(step->expect)
                << ", got " << boost::json::serialize(step->got));
      CHECK(step->met());
    }
  }
}
