// A folder under the system's temporary one that is removed with everything in it.
#pragma once

#include <filesystem>
#include <utility>

#include "crypto/result.h"

namespace kuboluk::tools {

// Resource type. Private to this user (0700).
class TemporaryFolder {
 public:
  // X.FILE if it cannot be made.
  static Result<TemporaryFolder> make();
  TemporaryFolder(TemporaryFolder&& other) noexcept : path_(std::exchange(other.path_, {})) {}
  TemporaryFolder& operator=(TemporaryFolder&&) = delete;
  ~TemporaryFolder();

  const std::filesystem::path& path() const { return path_; }

 private:
  explicit TemporaryFolder(std::filesystem::path path) : path_(std::move(path)) {}
  std::filesystem::path path_;
};

}  // namespace kuboluk::tools
