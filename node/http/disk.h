// How much room the ledger takes and has left, for the pages about the node.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>

namespace kuboluk::node {

struct DiskUse {
  std::uint64_t used_bytes = 0;  // taken by the files of the folder
  std::uint64_t free_bytes = 0;  // that this process may still take on its file system
};

// Any thread; may wait for the disk. Nothing: it cannot be told.
using DiskGauge = std::function<std::optional<DiskUse>()>;

// Of that folder and all below it; symbolic links are not followed.
DiskGauge disk_gauge(std::filesystem::path folder);

}  // namespace kuboluk::node
