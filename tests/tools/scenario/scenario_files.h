// What the scenario tests share: the files, a folder to work in, one replay per file.
#pragma once

#include <filesystem>
#include <string>

#include "crypto/check.h"
#include "tools/commands/temporary_folder.h"
#include "tools/scenario/replay.h"

namespace scenario_files {

// The folder of the scenario files: KUBOLUK_SCENARIOS, else the copies of the tests.
std::filesystem::path folder();
std::string path_of(const std::string& name);
std::string read(const std::filesystem::path& path);

// Built-in rulesets and ZZ-TEST.
kuboluk::domain::Rulesets rulesets();

// 2026-11-01, for everything that wants a clock.
inline constexpr kuboluk::domain::Instant kNow{1'793'491'200'000};

kuboluk::tools::Scenario load(const std::string& name);

// A fresh folder in memory where there is one: a replay syncs several hundred times.
kuboluk::tools::TemporaryFolder scratch();

// Replays into a fresh ledger that is removed again. Ends the test if that is not possible.
kuboluk::tools::ReplayReport replay(const kuboluk::tools::Scenario& scenario);

// As replay(load(name)), once per process and file.
const kuboluk::tools::ReplayReport& replayed(const std::string& name);

// Another expectation, at odds with this one.
boost::json::object flipped(const boost::json::object& expect, std::string_view key);

}  // namespace scenario_files
