// Variant of ledger/store/folder.cpp and data_file.cpp: the folders of simulated disks.
#include <utility>

#include "ledger/domain/view.h"
#include "ledger/store/data_file.h"
#include "ledger/store/folder.h"
#include "tests/simulation/sim_state.h"

namespace kuboluk::store {
namespace {

using simulation::SimDisk;

Error folder_error(const std::filesystem::path& folder, std::string detail) {
  return {std::string(domain::kDamageRule), folder.string(), std::move(detail)};
}

Result<void> must_be_there(const std::filesystem::path& folder) {
  if (SimDisk::find(folder) != nullptr) return {};
  return folder_error(folder, "there is no such folder: check the path, or create a ledger there");
}

}  // namespace

// A simulated disk is of no refused kind.
std::optional<std::string_view> refused_file_system(std::uint64_t) {
  return std::nullopt;
}

Result<void> check_folder(const std::filesystem::path& folder, bool) {
  return must_be_there(folder);
}

Result<void> make_folder(const std::filesystem::path& folder) {
  return must_be_there(folder);
}

Result<void> sync_folder(const std::filesystem::path& folder) {
  return must_be_there(folder);
}

Result<FolderLock> FolderLock::take(const std::filesystem::path& folder) {
  if (auto found = must_be_there(folder); !found) return found.error();
  SimDisk::State& state = SimDisk::find(folder)->state();
  if (std::exchange(state.locked, true)) {
    return folder_error(folder,
                        "is in use by another process: stop it first; two processes must never "
                        "write one ledger");
  }
  return FolderLock(state.number);
}

FolderLock::FolderLock(FolderLock&& other) noexcept : file_(std::exchange(other.file_, -1)) {}

FolderLock::~FolderLock() {
  SimDisk::State* state = SimDisk::State::of_number(file_);
  if (state != nullptr) state->locked = false;
}

Result<DataFile> check_data_file(const std::filesystem::path& file) {
  SimDisk* disk = SimDisk::find(file.parent_path());
  if (disk == nullptr) return folder_error(file, "cannot be read: No such file or directory");
  return disk->state().seen->made ? DataFile::kWhole : DataFile::kAbsent;
}

}  // namespace kuboluk::store
