#include "tools/files.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace kuboluk::tools {

namespace {

Error file_error(const std::filesystem::path& path, std::string detail) {
  return Error{"X.FILE", path.string(), std::move(detail)};
}

Error system_error(const std::filesystem::path& path, std::string_view what) {
  return file_error(path, std::string(what) + ": " + std::strerror(errno));
}

// A file descriptor that closes itself.
class OpenFile {
 public:
  OpenFile(const std::filesystem::path& path, int flags)
      : fd_(::open(path.c_str(), flags | O_CLOEXEC, 0644)) {}
  ~OpenFile() {
    if (fd_ >= 0) ::close(fd_);
  }
  OpenFile(const OpenFile&) = delete;
  OpenFile& operator=(const OpenFile&) = delete;
  int fd() const { return fd_; }

 private:
  int fd_;
};

bool write_all(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(fd, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

std::filesystem::path folder_of(const std::filesystem::path& path) {
  return path.has_parent_path() ? path.parent_path() : std::filesystem::path(".");
}

// A new name is durable only once its folder is.
Result<void> sync_folder(const std::filesystem::path& path) {
  const OpenFile folder(folder_of(path), O_RDONLY | O_DIRECTORY);
  if (folder.fd() < 0 || ::fsync(folder.fd()) != 0) {
    return system_error(folder_of(path), "the folder cannot be synced");
  }
  return {};
}

Result<void> write_synced(const std::filesystem::path& path, int flags, std::string_view bytes) {
  const OpenFile file(path, O_WRONLY | O_CREAT | flags);
  if (file.fd() < 0) {
    if (errno == EEXIST) return file_error(path, "the file is there already; it is never replaced");
    return system_error(path, "the file cannot be created");
  }
  if (!write_all(file.fd(), bytes) || ::fsync(file.fd()) != 0) {
    const Error error = system_error(path, "the file cannot be written");
    ::unlink(path.c_str());
    return error;
  }
  return {};
}

}  // namespace

Result<std::string> read_file(const std::filesystem::path& path, std::size_t bytes_max) {
  const OpenFile file(path, O_RDONLY | O_NONBLOCK);
  if (file.fd() < 0) return system_error(path, "the file cannot be opened");
  struct stat status {};
  if (::fstat(file.fd(), &status) != 0) return system_error(path, "the file cannot be read");
  if (S_ISDIR(status.st_mode)) return file_error(path, "this is a folder; a file is expected");
  if (!S_ISREG(status.st_mode)) return file_error(path, "this is no regular file");
  std::string bytes(static_cast<std::size_t>(status.st_size), '\0');
  if (bytes.size() > bytes_max) {
    return Error{"X.SIZE", path.string(),
                 "the file has " + std::to_string(bytes.size()) + " bytes; at most " +
                     std::to_string(bytes_max) + " are read"};
  }
  std::size_t filled = 0;
  while (filled < bytes.size()) {
    const ssize_t got = ::read(file.fd(), bytes.data() + filled, bytes.size() - filled);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return system_error(path, "the file cannot be read");
    if (got == 0) return file_error(path, "the file became shorter while it was read");
    filled += static_cast<std::size_t>(got);
  }
  return bytes;
}

Result<void> write_new_file(const std::filesystem::path& path, std::string_view bytes) {
  const Result<void> written = write_synced(path, O_EXCL, bytes);
  if (!written) return written.error();
  return sync_folder(path);
}

Result<void> replace_file(const std::filesystem::path& path, std::string_view bytes) {
  std::filesystem::path beside = path;
  beside += ".new";
  const Result<void> written = write_synced(beside, O_TRUNC, bytes);
  if (!written) return written.error();
  if (::rename(beside.c_str(), path.c_str()) != 0) {
    const Error error = system_error(path, "the file cannot be replaced");
    ::unlink(beside.c_str());
    return error;
  }
  return sync_folder(path);
}

Result<log::Policy> read_policy(const std::filesystem::path& path) {
  const Result<std::string> text = read_file(path, log::kPolicyBytesMax);
  if (!text) return text.error();
  Result<log::Policy> policy = log::Policy::parse(*text);
  if (!policy) {
    Error error = policy.error();
    error.object = path.string() + ", " + error.object;
    return error;
  }
  return policy;
}

}  // namespace kuboluk::tools
