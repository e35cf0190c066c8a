// Where the files of a published log lie: a folder, a web server, a ledger folder. Whoever reads
// from a Source trusts none of its bytes.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "crypto/result.h"

namespace kuboluk::tools {

// Rules of the errors that a Source gives.
inline constexpr std::string_view kAbsentRule = "X.ABSENT";  // the source says: no such file
inline constexpr std::string_view kUnreachableRule =
    "X.UNREACHABLE";  // no answer, or no sense in it

// Largest file of a C2SP tree: a bundle of 256 entries of 65,535 bytes with their lengths.
inline constexpr std::size_t kSourceFileBytesMax = 256 * (65'535 + 2);

class Source {
 public:
  virtual ~Source() = default;
  // The whole file at that path below the source ("tile/0/000"). Errors: kAbsentRule,
  // kUnreachableRule, X.SIZE (longer than `bytes_max`), X.FILE.
  virtual Result<std::string> read(std::string_view path, std::size_t bytes_max) const = 0;
  // For messages: the folder or address.
  virtual std::string name() const = 0;
};

// Files below a folder. Never follows a path out of it: only paths of the forms that the C2SP tree
// has are asked.
class FolderSource final : public Source {
 public:
  explicit FolderSource(std::string folder) : folder_(std::move(folder)) {}
  Result<std::string> read(std::string_view path, std::size_t bytes_max) const override;
  std::string name() const override { return folder_; }

 private:
  std::string folder_;
};

}  // namespace kuboluk::tools
