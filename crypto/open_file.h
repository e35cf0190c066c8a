// A file descriptor for its scope, and how a failed call on a file is said. Not a way to read or
// write: each place has its own rules for that.
#pragma once

#include <fcntl.h>
#include <unistd.h>

#include <filesystem>
#include <string>
#include <string_view>
#include <system_error>

#include "crypto/result.h"

namespace kuboluk::crypto {

// Resource type; closed on exec.
class OpenFile {
 public:
  // `errno` tells why it is not open.
  OpenFile(const std::filesystem::path& path, int flags, mode_t mode = 0)
      : descriptor_(::open(path.c_str(), flags | O_CLOEXEC, mode)) {}
  ~OpenFile() {
    if (is_open()) ::close(descriptor_);
  }
  OpenFile(const OpenFile&) = delete;
  OpenFile& operator=(const OpenFile&) = delete;
  bool is_open() const { return descriptor_ >= 0; }
  int descriptor() const { return descriptor_; }

 private:
  int descriptor_;
};

// X.FILE: "<what>: <the system's words for `code`>".
inline Error file_error(const std::filesystem::path& path, std::string_view what, int code) {
  return Error{"X.FILE", path.string(),
               std::string(what) + ": " + std::generic_category().message(code)};
}

}  // namespace kuboluk::crypto
