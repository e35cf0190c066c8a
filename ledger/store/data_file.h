// Looks at an LMDB data file before LMDB maps it: a file that was cut short would kill the process
// with SIGBUS at the first read beyond its end (196 of 200 truncations did), and a flipped bit in
// LMDB's own page heads could end it inside LMDB, instead of giving an error.
#pragma once

#include <cstdint>
#include <filesystem>

#include "crypto/result.h"

namespace kuboluk::store {

enum class DataFile { kAbsent, kWhole };

// kAbsent: no such file, or an empty one (what a crash during creation leaves). Errors (STORE,
// object: the file): it cannot be read, its meta pages are damaged, it is shorter than they say, or
// one of its pages is not what LMDB would take it for (page_check.h). Reads all heads and nodes
// once: about a second for a gigabyte that the system has in memory. Opens and closes the file:
// must never be called while this process has it open through LMDB, because closing any descriptor
// of a file drops all fcntl locks that the process has on it.
Result<DataFile> check_data_file(const std::filesystem::path& file);

}  // namespace kuboluk::store
