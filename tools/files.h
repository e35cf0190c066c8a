// Files of evidence, policies and exports: read with a size limit, written so that a crash leaves
// the old file or the new one. (Key files are crypto/key_file.h's business.)
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>

#include "crypto/result.h"
#include "ledger/log/policy.h"

namespace kuboluk::tools {

// The whole file. "-" is not special. X.FILE: missing, a folder, not readable; X.SIZE: longer than
// `bytes_max`.
Result<std::string> read_file(const std::filesystem::path& path, std::size_t bytes_max);

// Creates the file; X.FILE if it is there already or cannot be written (nothing is left behind
// then). Synced.
Result<void> write_new_file(const std::filesystem::path& path, std::string_view bytes);

// Writes beside the file and renames: readers see the old bytes or the new ones. X.FILE. Synced.
Result<void> replace_file(const std::filesystem::path& path, std::string_view bytes);

// A policy file. X.FILE, X.SIZE; C2SP.policy naming file and line.
Result<log::Policy> read_policy(const std::filesystem::path& path);

}  // namespace kuboluk::tools
