#include "tools/commands/temporary_folder.h"

#include <stdlib.h>

#include <cerrno>
#include <string>
#include <system_error>

namespace kuboluk::tools {

namespace fs = std::filesystem;

Result<TemporaryFolder> TemporaryFolder::make() {
  std::error_code failure;
  const fs::path parent = fs::temp_directory_path(failure);
  if (failure) return Error{"X.FILE", "temporary folder", failure.message()};
  std::string name = (parent / "kuboluk-XXXXXX").string();
  if (::mkdtemp(name.data()) == nullptr) {
    return Error{"X.FILE", name, std::generic_category().message(errno)};
  }
  return TemporaryFolder(name);
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;  // a leftover in the temporary folder is the system's to clean
  if (!path_.empty()) fs::remove_all(path_, ignored);
}

}  // namespace kuboluk::tools
