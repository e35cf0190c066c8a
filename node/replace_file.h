// A small text file that is replaced as a whole: after a crash it is the old one or the new one.
#pragma once

#include <filesystem>
#include <string_view>

#include "crypto/result.h"

namespace kuboluk::node {

// Mode 0600, durable on return. Error: X.FILE.
Result<void> replace_file(const std::filesystem::path& path, std::string_view text);

// The whole file. Errors: X.FILE, X.SIZE (longer than `bytes_max`).
Result<std::string> read_file(const std::filesystem::path& path, std::size_t bytes_max);

}  // namespace kuboluk::node
