#include "node/replace_file.h"

#include <cerrno>
#include <fstream>
#include <string>
#include <system_error>

#include "crypto/open_file.h"

namespace kuboluk::node {

using crypto::file_error;
using crypto::OpenFile;

namespace {

Result<void> write_and_sync(const std::filesystem::path& path, std::string_view text) {
  const OpenFile file(path, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW, 0600);
  if (!file.is_open()) return file_error(path, "cannot be written", errno);
  while (!text.empty()) {
    const ssize_t written = ::write(file.descriptor(), text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return file_error(path, "cannot be written", errno);
    text.remove_prefix(static_cast<std::size_t>(written));
  }
  if (::fsync(file.descriptor()) != 0) return file_error(path, "cannot be synced", errno);
  return {};
}

}  // namespace

Result<void> replace_file(const std::filesystem::path& path, std::string_view text) {
  auto beside = path;
  beside += ".new";
  if (auto written = write_and_sync(beside, text); !written) return written;
  if (::rename(beside.c_str(), path.c_str()) != 0) {
    return file_error(path, "cannot be replaced", errno);
  }
  // A new name is durable only when its directory is.
  const auto parent = path.has_parent_path() ? path.parent_path() : std::filesystem::path(".");
  const OpenFile directory(parent, O_RDONLY | O_DIRECTORY);
  if (!directory.is_open() || ::fsync(directory.descriptor()) != 0) {
    return file_error(parent, "cannot be synced", errno);
  }
  return {};
}

Result<std::string> read_file(const std::filesystem::path& path, std::size_t bytes_max) {
  std::error_code code;
  if (!std::filesystem::is_regular_file(path, code)) {
    return file_error(path, "is no readable file", code ? code.value() : EINVAL);
  }
  std::ifstream file(path, std::ios::binary);
  if (!file) return file_error(path, "cannot be opened", errno);
  std::string text;
  std::string part(std::size_t{64} * 1024, '\0');
  while (file && text.size() <= bytes_max) {
    file.read(part.data(), static_cast<std::streamsize>(part.size()));
    text.append(part, 0, static_cast<std::size_t>(file.gcount()));
  }
  if (file.bad()) return file_error(path, "cannot be read", EIO);
  if (text.size() > bytes_max) {
    return Error{"X.SIZE", path.string(), "has more than " + std::to_string(bytes_max) + " bytes"};
  }
  return text;
}

}  // namespace kuboluk::node
