// Variant of node/replace_file.cpp: the counter's file on a simulated disk. The counter itself is
// the product's; only its one question to the file system is asked here (CMakeLists.txt).
#include <cerrno>
#include <filesystem>
#include <system_error>
#include <utility>

#include "crypto/open_file.h"
#include "node/replace_file.h"
#include "tests/simulation/sim_counter.h"
#include "tests/simulation/sim_state.h"

namespace kuboluk::simulation {

std::filesystem::file_status counter_status(const std::filesystem::path& path, std::error_code&) {
  const SimDisk* disk = SimDisk::find_by_counter(path);
  const bool there = disk != nullptr && disk->counter_text().has_value();
  return std::filesystem::file_status(there ? std::filesystem::file_type::regular
                                            : std::filesystem::file_type::not_found);
}

}  // namespace kuboluk::simulation

namespace kuboluk::node {

Result<void> replace_file(const std::filesystem::path& path, std::string_view text) {
  simulation::SimDisk* disk = simulation::SimDisk::find_by_counter(path);
  if (disk == nullptr) return crypto::file_error(path, "cannot be written", ENOENT);
  simulation::SimDisk::State& state = disk->state();
  if (state.strikes(state.faults.counter_lost)) {
    ++state.counts.counter_errors;
    return crypto::file_error(path, "cannot be synced", EIO);
  }
  state.counter = text;
  if (state.faults.syncs) state.durable_counter = state.counter;
  return {};
}

Result<std::string> read_file(const std::filesystem::path& path, std::size_t bytes_max) {
  const simulation::SimDisk* disk = simulation::SimDisk::find_by_counter(path);
  const auto text = disk == nullptr ? std::nullopt : disk->counter_text();
  if (!text) return crypto::file_error(path, "cannot be opened", ENOENT);
  if (text->size() > bytes_max) return crypto::file_error(path, "cannot be read", EFBIG);
  return *text;
}

}  // namespace kuboluk::node
