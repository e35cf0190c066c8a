// Files that only their owner may read: written once, never replaced. Internal to crypto/.
#pragma once

#include <filesystem>
#include <initializer_list>

#include "crypto/bytes.h"
#include "crypto/result.h"
#include "crypto/secret.h"

namespace kuboluk::crypto {

// Creates the file (O_EXCL, mode 0600) with the concatenation of `parts`, and syncs it and its
// directory: when this returns well, the file outlives a crash. X.FILE if the file exists (it is
// untouched then) or cannot be written (nothing is left behind then).
Result<void> create_private_file(const std::filesystem::path& path,
                                 std::initializer_list<ByteView> parts);

// The content of a regular file of at most `bytes_max` bytes that belongs to this user (or root)
// and is closed to all others. X.FILE; X.FORM if it is longer.
Result<SecretBytes> read_private_file(const std::filesystem::path& path, std::size_t bytes_max);

}  // namespace kuboluk::crypto
