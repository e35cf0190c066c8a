// A long random use of the real Store, answer by answer: run once on LMDB and once on the simulated
// disk, the two must say the same.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace kuboluk::simulation {

// One line an operation: which, what it answered (the folder's name taken out), and a hash of all
// that can be read afterwards.
std::vector<std::string> store_trace(const std::filesystem::path& folder, std::uint64_t seed);

// Where the program on LMDB writes its trace, and the seed: "<seed> <file>".
inline constexpr const char* kTraceVariable = "KUBOLUK_STORE_TRACE";

}  // namespace kuboluk::simulation
