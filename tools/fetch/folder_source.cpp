#include <filesystem>

#include "tools/fetch/source.h"
#include "tools/files.h"

namespace kuboluk::tools {

Result<std::string> FolderSource::read(std::string_view path, std::size_t bytes_max) const {
  const std::filesystem::path file = std::filesystem::path(folder_) / path;
  std::error_code ignored;
  if (!std::filesystem::exists(file, ignored)) {
    return Error{std::string(kAbsentRule), file.string(), "this file is missing"};
  }
  return read_file(file, bytes_max);
}

}  // namespace kuboluk::tools
