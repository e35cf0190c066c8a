// What an auditor keeps between two audits: the files of the log as it accepted them. The next
// audit compares, so that a log that went back or was rewritten is seen even if every checkpoint of
// it looks good.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "ledger/log/checkpoint.h"
#include "ledger/log/policy.h"
#include "tools/fetch/source.h"

namespace kuboluk::tools {

// The checkpoint in the mirror; nothing if the folder is missing or empty. X.FILE, C2SP.*: the
// mirror itself is damaged.
Result<std::optional<log::Checkpoint>> mirrored_checkpoint(const std::filesystem::path& mirror,
                                                           const log::Policy& policy,
                                                           std::uint64_t clock_s);

// Adds the files; the checkpoint last. Each file is replaced whole. Tiles that are there already
// are compared with the accepted ones; gives the paths of those that were damaged and are mended
// now.
Result<std::vector<std::string>> save_mirror(
    const std::filesystem::path& mirror,
    const std::map<std::string, std::string, std::less<>>& files);

// Keeps a checkpoint that contradicts the mirror, as evidence; gives its file.
Result<std::filesystem::path> save_contradiction(const std::filesystem::path& mirror,
                                                 std::string_view checkpoint);

}  // namespace kuboluk::tools
