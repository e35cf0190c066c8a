#include "ledger/store/folder.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <string>
#include <system_error>
#include <utility>

#include "ledger/domain/view.h"

namespace kuboluk::store {
namespace {

struct FileSystem {
  std::uint64_t type;
  std::string_view name;
};

// statfs(2) and linux/magic.h.
constexpr std::array kRefused = {
    FileSystem{0x6969, "NFS"},        FileSystem{0x517B, "SMB"},
    FileSystem{0xFF534D42, "CIFS"},   FileSystem{0xFE534D42, "SMB2"},
    FileSystem{0x65735546, "FUSE"},   FileSystem{0x5346414F, "AFS"},
    FileSystem{0x00C36400, "Ceph"},   FileSystem{0x01021997, "9P"},
    FileSystem{0x7461636F, "OCFS2"},  FileSystem{0x01161970, "GFS2"},
    FileSystem{0x0BD00BD0, "Lustre"}, FileSystem{0x73757245, "Coda"},
    FileSystem{0x47504653, "GPFS"},
};

Error folder_error(const std::filesystem::path& folder, std::string detail) {
  return {std::string(domain::kDamageRule), folder.string(), std::move(detail)};
}

std::string reason() {
  return std::generic_category().message(errno);
}

// The number of the process that wrote it into the lock file, if it can be read.
std::string holder_of(int file) {
  std::array<char, 16> text{};
  const ssize_t count = ::pread(file, text.data(), text.size() - 1, 0);
  std::string digits;
  for (ssize_t i = 0; i < count; ++i) {
    const char letter = text[static_cast<std::size_t>(i)];
    if (letter >= '0' && letter <= '9') digits += letter;
  }
  return digits.empty() ? "" : " (process " + digits + ")";
}

}  // namespace

std::optional<std::string_view> refused_file_system(std::uint64_t type) {
  for (const FileSystem& system : kRefused) {
    if (system.type == type) return system.name;
  }
  return std::nullopt;
}

Result<void> check_folder(const std::filesystem::path& folder, bool any_file_system) {
  struct stat status = {};
  if (::stat(folder.c_str(), &status) != 0) {
    if (errno == ENOENT)
      return folder_error(folder,
                          "there is no such folder: check the path, or create a ledger there");
    return folder_error(folder, "cannot be looked at: " + reason());
  }
  if (!S_ISDIR(status.st_mode)) return folder_error(folder, "is not a folder");
  if (::access(folder.c_str(), R_OK | W_OK | X_OK) != 0) {
    return folder_error(folder, "cannot be written: " + reason() +
                                    "; give this user the right to it, or use another folder");
  }
  struct statfs system = {};
  if (::statfs(folder.c_str(), &system) != 0) {
    return folder_error(folder, "cannot be looked at: " + reason());
  }
  const auto type = static_cast<std::uint32_t>(system.f_type);
  if (const auto name = refused_file_system(type); name && !any_file_system) {
    return folder_error(folder, "is on " + std::string(*name) +
                                    ", where a ledger is not safe: use a folder on a local disk");
  }
  return {};
}

Result<void> sync_folder(const std::filesystem::path& folder) {
  const int file = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (file < 0) return folder_error(folder, "cannot be opened: " + reason());
  const bool synced = ::fsync(file) == 0;
  const std::string why = synced ? "" : reason();
  ::close(file);
  if (!synced) return folder_error(folder, "cannot be made durable: " + why);
  return {};
}

Result<void> make_folder(const std::filesystem::path& folder) {
  if (::mkdir(folder.c_str(), 0700) != 0) {
    if (errno == EEXIST) return {};
    return folder_error(folder, "cannot be made: " + reason());
  }
  const auto parent = std::filesystem::absolute(folder).lexically_normal().parent_path();
  return sync_folder(parent);
}

Result<FolderLock> FolderLock::take(const std::filesystem::path& folder) {
  const auto path = folder / "node.lock";
  const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (file < 0) return folder_error(folder, "node.lock cannot be opened: " + reason());
  FolderLock lock(file);
  if (::flock(file, LOCK_EX | LOCK_NB) != 0) {
    if (errno != EWOULDBLOCK) return folder_error(folder, "cannot be locked: " + reason());
    return folder_error(folder, "is in use by another process" + holder_of(file) +
                                    ": stop it first; two processes must never write one ledger");
  }
  const std::string text = std::to_string(::getpid()) + "\n";
  const ssize_t written =
      ::ftruncate(file, 0) == 0 ? ::pwrite(file, text.data(), text.size(), 0) : -1;
  if (written < 0) return folder_error(folder, "node.lock cannot be written: " + reason());
  if (written != static_cast<ssize_t>(text.size())) {  // errno says nothing then
    return folder_error(folder, "node.lock was written in part: is the disk full?");
  }
  return lock;
}

FolderLock::FolderLock(FolderLock&& other) noexcept : file_(std::exchange(other.file_, -1)) {}

FolderLock::~FolderLock() {
  if (file_ >= 0) ::close(file_);
}

}  // namespace kuboluk::store
