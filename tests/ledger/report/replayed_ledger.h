// A scenario file replayed once into a ledger folder, opened as any reader would.
#pragma once

#include <catch2/catch.hpp>
#include <string>

#include "ledger/report/source.h"
#include "tests/tools/scenario/scenario_files.h"
#include "tools/open_ledger.h"
#include "tools/reader_files.h"

namespace kuboluk::report::test {

class ReplayedLedger {
 public:
  explicit ReplayedLedger(const std::string& scenario)
      : work_(scenario_files::scratch()),
        rulesets_(scenario_files::rulesets()),
        ledger_(replay(scenario)),
        files_(*tools::ReaderFiles::load((work_.path() / "ledger" / "policy").string())) {}

  Source source() const {
    const auto clock = static_cast<std::uint64_t>(scenario_files::kNow.ms / domain::kSecondMs);
    return {ledger_.reader(), ledger_.checkpoint(),
            proof::ReaderPolicy{files_.policy, rulesets_, clock, 300, 24 * 3600}};
  }

 private:
  tools::OpenedLedger replay(const std::string& scenario) {
    const tools::ReplayPlace place{work_.path() / "ledger", false, true};
    const auto report = tools::replay_scenario(scenario_files::load(scenario),
                                               {place, rulesets_, scenario_files::kNow, {}, {}});
    REQUIRE(report.has_value());
    REQUIRE(report->failed().empty());
    auto ledger = tools::OpenedLedger::open(place.folder);
    REQUIRE(ledger.has_value());
    return *std::move(ledger);
  }

  tools::TemporaryFolder work_;
  domain::Rulesets rulesets_;
  tools::OpenedLedger ledger_;
  tools::ReaderFiles files_;
};

inline domain::Instant local(const char* text) {
  return domain::parse_local_time(text)->instant;
}

// Once per process and file.
const ReplayedLedger& replayed(const std::string& scenario);

}  // namespace kuboluk::report::test
