// A made-up election with any number of observers, as a scenario file: what the benchmark replays.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace kuboluk::tools {

inline constexpr std::string_view kBenchElection = "bench-2025";

// One organisation per 500 observers, one application and one decree each. At least one observer.
std::string synthetic_election(std::uint64_t observers);

// "B25-000017".
std::string synthetic_number(std::uint64_t observer);

}  // namespace kuboluk::tools
