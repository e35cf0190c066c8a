#include "crypto/private_file.h"

#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <string>

#include "crypto/open_file.h"

namespace kuboluk::crypto {
namespace {

Result<void> write_all(const OpenFile& file, ByteView bytes, const std::filesystem::path& path) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(file.descriptor(), bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return file_error(path, "cannot write", errno);
    bytes = bytes.subspan(static_cast<std::size_t>(written));
  }
  return {};
}

// A new name is durable only when its directory is.
Result<void> sync_directory_of(const std::filesystem::path& path) {
  const auto parent = path.has_parent_path() ? path.parent_path() : std::filesystem::path(".");
  const OpenFile directory(parent, O_RDONLY | O_DIRECTORY);
  if (!directory.is_open()) return file_error(parent, "cannot open the directory", errno);
  if (::fsync(directory.descriptor()) != 0) return file_error(parent, "cannot sync", errno);
  return {};
}

Result<void> write_and_sync(const OpenFile& file, const std::filesystem::path& path,
                            std::initializer_list<ByteView> parts) {
  for (const ByteView part : parts) {
    if (auto done = write_all(file, part, path); !done) return done;
  }
  if (::fsync(file.descriptor()) != 0) return file_error(path, "cannot sync", errno);
  return sync_directory_of(path);
}

// Only its owner (or root, who can do anything) may have written it or read it.
Result<void> check_private(const OpenFile& file, const std::filesystem::path& path) {
  struct stat status;
  if (::fstat(file.descriptor(), &status) != 0) return file_error(path, "cannot stat", errno);
  const auto refuse = [&](std::string why) { return Error{"X.FILE", path.string(), why}; };
  if (!S_ISREG(status.st_mode)) return refuse("not a regular file");
  if (status.st_uid != ::geteuid() && status.st_uid != 0) {
    return refuse("belongs to another user");
  }
  if ((status.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
    return refuse("open to other users; its mode must be 0600");
  }
  return {};
}

}  // namespace

Result<void> create_private_file(const std::filesystem::path& path,
                                 std::initializer_list<ByteView> parts) {
  const OpenFile file(path, O_WRONLY | O_CREAT | O_EXCL, S_IRUSR | S_IWUSR);
  if (!file.is_open()) return file_error(path, "cannot create", errno);
  auto done = write_and_sync(file, path, parts);
  if (!done) ::unlink(path.c_str());
  return done;
}

Result<SecretBytes> read_private_file(const std::filesystem::path& path, std::size_t bytes_max) {
  // O_NONBLOCK: opening a FIFO must not hang before fstat can refuse it.
  const OpenFile file(path, O_RDONLY | O_NONBLOCK);
  if (!file.is_open()) return file_error(path, "cannot open", errno);
  if (auto checked = check_private(file, path); !checked) return checked.error();
  SecretBytes buffer(bytes_max + 1);  // one more than allowed tells that there is more
  std::size_t size = 0;
  while (size < buffer.bytes().size()) {
    const auto rest = buffer.bytes().subspan(size);
    const ssize_t got = ::read(file.descriptor(), rest.data(), rest.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return file_error(path, "cannot read", errno);
    if (got == 0) break;
    size += static_cast<std::size_t>(got);
  }
  if (size > bytes_max) {
    return Error{"X.FORM", path.string(), "longer than " + std::to_string(bytes_max) + " bytes"};
  }
  SecretBytes content(size);
  std::copy_n(buffer.view().begin(), size, content.bytes().begin());
  return content;
}

}  // namespace kuboluk::crypto
