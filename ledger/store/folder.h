// The folder that holds a ledger: may it be used at all, and by this process alone?
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string_view>

#include "crypto/result.h"

namespace kuboluk::store {

// The name of a file system on which LMDB is not safe (locks or shared memory maps are not kept
// across machines, or files are copied up), by statfs f_type. Nothing for all others.
std::optional<std::string_view> refused_file_system(std::uint64_t type);

// Errors (STORE, object: the folder): missing, not a folder, not readable or writable, refused file
// system.
Result<void> check_folder(const std::filesystem::path& folder, bool any_file_system);
// Makes the folder (0700) if it is missing; its parent must be there. Durable on return.
Result<void> make_folder(const std::filesystem::path& folder);
// Makes the names in the folder durable.
Result<void> sync_folder(const std::filesystem::path& folder);

// "node.lock" in the folder, held by one process at a time. LMDB itself would let a second process
// in.
class FolderLock {
 public:
  // STORE if somebody else holds it, naming the folder and the process as far as it is known.
  static Result<FolderLock> take(const std::filesystem::path& folder);
  FolderLock(FolderLock&& other) noexcept;
  FolderLock& operator=(FolderLock&&) = delete;
  ~FolderLock();
  // The open lock file, for questions about its file system; owned by the lock.
  int file() const { return file_; }

 private:
  explicit FolderLock(int file) : file_(file) {}
  int file_;
};

}  // namespace kuboluk::store
