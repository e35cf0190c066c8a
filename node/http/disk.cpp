#include "node/http/disk.h"

#include <sys/stat.h>
#include <sys/statvfs.h>

#include <utility>

namespace kuboluk::node {

namespace {

// Unit of st_blocks (POSIX leaves it open; Linux: stat(2)).
constexpr std::uint64_t kBlockBytes = 512;

// What a file takes, not how long it is: a data file has holes.
std::optional<std::uint64_t> taken_by(const std::filesystem::path& file) {
  struct stat facts {};
  if (::lstat(file.c_str(), &facts) != 0) return std::nullopt;
  return static_cast<std::uint64_t>(facts.st_blocks) * kBlockBytes;
}

std::optional<DiskUse> measure(const std::filesystem::path& folder) {
  struct statvfs system {};
  if (::statvfs(folder.c_str(), &system) != 0) return std::nullopt;
  DiskUse use;
  use.free_bytes = std::uint64_t{system.f_bavail} * system.f_frsize;
  std::error_code failed;
  std::filesystem::recursive_directory_iterator at(folder, failed);
  if (failed) return std::nullopt;
  for (const std::filesystem::recursive_directory_iterator end; at != end; at.increment(failed)) {
    // One that has gone since (a file that is being replaced) takes nothing.
    use.used_bytes += taken_by(at->path()).value_or(0);
  }
  if (failed) return std::nullopt;  // it ends the loop: what was counted is not all
  return use;
}

}  // namespace

DiskGauge disk_gauge(std::filesystem::path folder) {
  return [folder = std::move(folder)] { return measure(folder); };
}

}  // namespace kuboluk::node
