#include "ledger/store/data_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <string>
#include <system_error>
#include <utility>

#include "ledger/store/tables.h"

namespace kuboluk::store {
namespace {

// The two first pages of an LMDB 0.9 data file are its meta pages; commits write them in turn. On a
// 64-bit machine, in its own byte order (mdb.c, MDB_page and MDB_meta):
//
//   page header   0  page number (8)   8  pad (2)   10  flags (2)   12  lower, upper (4)
//   meta         16  magic (4)        20  version (4)   24  address (8)   32  map size (8)
//                40  free list: pad (4; here: page size), flags (2), depth (2), 5 numbers (8)
//                88  main table, in the same form
//               136  last page in use (8)   144  transaction (8)
constexpr std::size_t kMetaBytes = 152;
constexpr std::size_t kFlagsAt = 10;
constexpr std::size_t kMagicAt = 16;
constexpr std::size_t kVersionAt = 20;
constexpr std::size_t kPageSizeAt = 40;
constexpr std::size_t kLastPageAt = 136;
constexpr std::uint16_t kMetaFlag = 0x08;
constexpr std::uint32_t kMagic = 0xBEEFC0DE;
constexpr std::uint32_t kDataVersion = 1;
constexpr std::uint32_t kPageSizeMin = 512;
constexpr std::uint32_t kPageSizeMax = 65536;

using MetaPage = std::array<std::uint8_t, kMetaBytes>;

template <class Number>
Number number_in(const MetaPage& page, std::size_t offset) {
  Number number;
  std::memcpy(&number, page.data() + offset, sizeof number);
  return number;
}

class File {
 public:
  explicit File(int file) : file_(file) {}
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  ~File() {
    if (file_ >= 0) ::close(file_);
  }
  int get() const { return file_; }

 private:
  int file_;
};

bool read_meta(int file, std::uint64_t offset, MetaPage& page) {
  return ::pread(file, page.data(), page.size(), static_cast<off_t>(offset)) ==
         static_cast<ssize_t>(page.size());
}

bool is_meta(const MetaPage& page) {
  return (number_in<std::uint16_t>(page, kFlagsAt) & kMetaFlag) != 0 &&
         number_in<std::uint32_t>(page, kMagicAt) == kMagic &&
         number_in<std::uint32_t>(page, kVersionAt) == kDataVersion;
}

bool is_page_size(std::uint32_t size) {
  return size >= kPageSizeMin && size <= kPageSizeMax && (size & (size - 1)) == 0;
}

Result<void> check_length(const std::string& name, int file, std::uint64_t length) {
  MetaPage first;
  MetaPage second;
  const Error fault = inconsistent(name, "damaged: its meta pages cannot be read");
  if (!read_meta(file, 0, first) || !is_meta(first)) return fault;
  const auto page_size = number_in<std::uint32_t>(first, kPageSizeAt);
  if (!is_page_size(page_size)) return fault;
  if (!read_meta(file, page_size, second) || !is_meta(second)) return fault;
  if (number_in<std::uint32_t>(second, kPageSizeAt) != page_size) return fault;
  // Files of this kind never shrink, so the older page's number holds as well.
  const std::uint64_t last_page = std::max(number_in<std::uint64_t>(first, kLastPageAt),
                                           number_in<std::uint64_t>(second, kLastPageAt));
  if (last_page >= length / page_size) {
    return inconsistent(name, "damaged: it has " + std::to_string(length) +
                                  " bytes, shorter than its own meta pages say");
  }
  return {};
}

}  // namespace

Result<DataFile> check_data_file(const std::filesystem::path& path) {
  const std::string name = path.string();
  const File file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (file.get() < 0) {
    if (errno == ENOENT) return DataFile::kAbsent;
    return Error{std::string(domain::kDamageRule), name,
                 "cannot be read: " + std::generic_category().message(errno)};
  }
  struct stat status = {};
  if (::fstat(file.get(), &status) != 0 || !S_ISREG(status.st_mode)) {
    return Error{std::string(domain::kDamageRule), name, "is not a regular file"};
  }
  if (status.st_size == 0) return DataFile::kAbsent;
  auto checked = check_length(name, file.get(), static_cast<std::uint64_t>(status.st_size));
  if (!checked) return checked.error();
  return DataFile::kWhole;
}

}  // namespace kuboluk::store
