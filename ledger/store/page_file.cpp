#include "ledger/store/page_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <system_error>
#include <utility>

#include "crypto/check.h"
#include "ledger/domain/view.h"

namespace kuboluk::store {
namespace {

constexpr std::size_t kMetaBytes = 152;
constexpr std::uint32_t kMagic = 0xBEEFC0DE;
constexpr std::uint32_t kDataVersion = 1;
// Of the free list's tree: MDB_INTEGERKEY, and no flag of the environment that lasts (NOTLS does
// not).
constexpr std::uint16_t kFreeListFlags = 0x08;
constexpr std::uint64_t kPageSizeMin = 512;
constexpr std::uint64_t kPageSizeMax = 32768;  // mdb.c, MAX_PAGESIZE: offsets have 16 bits

template <class Number>
Number number_at(ByteView bytes, std::size_t offset) {
  Number number;
  KUBOLUK_CHECK(offset + sizeof number <= bytes.size());
  std::memcpy(&number, bytes.data() + offset, sizeof number);
  return number;
}

std::size_t even(std::size_t size) {
  return size + size % 2;
}

Error file_fault(const std::string& name, std::string detail) {
  return {std::string(domain::kDamageRule), name, std::move(detail)};
}

std::string reason() {
  return std::generic_category().message(errno);
}

}  // namespace

std::optional<Tree> read_tree(ByteView data) {
  if (data.size() != kTreeBytes) return std::nullopt;
  Tree tree;
  tree.unused = number_at<std::uint32_t>(data, 0);
  tree.flags = number_at<std::uint16_t>(data, 4);
  tree.depth = number_at<std::uint16_t>(data, 6);
  tree.branch_pages = number_at<std::uint64_t>(data, 8);
  tree.leaf_pages = number_at<std::uint64_t>(data, 16);
  tree.run_pages = number_at<std::uint64_t>(data, 24);
  tree.entries = number_at<std::uint64_t>(data, 32);
  tree.root = number_at<std::uint64_t>(data, 40);
  return tree;
}

std::uint64_t page_number_in(ByteView data) {
  return number_at<std::uint64_t>(data, 0);
}

// --- Page

Page::Page(ByteView bytes) : bytes_(bytes) {
  KUBOLUK_CHECK(bytes.size() >= kPageHeadBytes);
}

std::uint64_t Page::number() const {
  return number_at<std::uint64_t>(bytes_, 0);
}
std::uint16_t Page::flags() const {
  return number_at<std::uint16_t>(bytes_, 10);
}
std::uint16_t Page::lower() const {
  return number_at<std::uint16_t>(bytes_, 12);
}
std::uint16_t Page::upper() const {
  return number_at<std::uint16_t>(bytes_, 14);
}
std::uint32_t Page::run_pages() const {
  return number_at<std::uint32_t>(bytes_, 12);
}

std::optional<std::size_t> Page::count() const {
  const bool possible = lower() >= kPageHeadBytes && lower() % 2 == 0 && lower() <= upper() &&
                        upper() <= bytes_.size();
  if (!possible) return std::nullopt;
  return (lower() - kPageHeadBytes) / 2;
}

std::optional<Page::Node> Page::node_head(std::size_t index) const {
  Node node;
  node.offset = number_at<std::uint16_t>(bytes_, kPageHeadBytes + 2 * index);
  if (node.offset < upper() || node.offset % 2 != 0) return std::nullopt;
  if (node.offset + kNodeHeadBytes > bytes_.size()) return std::nullopt;
  const std::size_t key_bytes = number_at<std::uint16_t>(bytes_, node.offset + 6);
  const std::size_t key_at = node.offset + kNodeHeadBytes;
  if (key_bytes > kKeyBytesMax || key_bytes > bytes_.size() - key_at) return std::nullopt;
  node.key = bytes_.subspan(key_at, key_bytes);
  node.end = even(key_at + key_bytes);
  return node;
}

std::optional<Page::Node> Page::branch_node(std::size_t index) const {
  auto node = node_head(index);
  if (!node) return std::nullopt;
  node->child = number_at<std::uint32_t>(bytes_, node->offset) |
                std::uint64_t{number_at<std::uint16_t>(bytes_, node->offset + 4)} << 32;
  return node;
}

std::optional<Page::Node> Page::leaf_node(std::size_t index) const {
  auto node = node_head(index);
  if (!node) return std::nullopt;
  node->data_bytes = number_at<std::uint32_t>(bytes_, node->offset);
  node->flags = number_at<std::uint16_t>(bytes_, node->offset + 4);
  const std::size_t here =
      (node->flags & kDataInRun) != 0 ? sizeof(std::uint64_t) : node->data_bytes;
  const std::size_t data_at = node->offset + kNodeHeadBytes + node->key.size();
  if (here > bytes_.size() - data_at) return std::nullopt;
  node->data = bytes_.subspan(data_at, here);
  node->end = even(data_at + here);
  return node;
}

// --- PageFile

PageFile::PageFile(std::string name, std::unique_ptr<crypto::OpenFile> file, std::uint64_t length)
    : name_(std::move(name)), file_(std::move(file)), length_(length) {}

Result<std::optional<PageFile>> PageFile::open(const std::filesystem::path& path) {
  const std::string name = path.string();
  auto file = std::make_unique<crypto::OpenFile>(path, O_RDONLY);
  if (!file->is_open()) {
    if (errno == ENOENT) return std::optional<PageFile>();
    return file_fault(name, "cannot be read: " + reason());
  }
  struct stat status = {};
  if (::fstat(file->descriptor(), &status) != 0 || !S_ISREG(status.st_mode)) {
    return file_fault(name, "is not a regular file");
  }
  if (status.st_size == 0) return std::optional<PageFile>();
  PageFile opened(name, std::move(file), static_cast<std::uint64_t>(status.st_size));
  for (std::uint64_t size = kPageSizeMin; size <= kPageSizeMax; size *= 2) {
    if (opened.meta_at(0, size) || opened.meta_at(1, size)) opened.page_size_ = size;
  }
  return std::optional(std::move(opened));
}

std::uint64_t PageFile::pages() const {
  KUBOLUK_CHECK(page_size_ != 0);
  return length_ / page_size_;
}

std::optional<Meta> PageFile::meta(std::uint64_t number) const {
  return page_size_ == 0 ? std::nullopt : meta_at(number, page_size_);
}

std::optional<Meta> PageFile::meta_at(std::uint64_t number, std::uint64_t page_size) const {
  std::array<std::uint8_t, kMetaBytes> bytes{};
  if (!read(number * page_size, bytes)) return std::nullopt;
  const Page page(bytes);
  if (page.number() != number || page.flags() != kMetaPage) return std::nullopt;
  if (number_at<std::uint32_t>(bytes, 16) != kMagic) return std::nullopt;
  if (number_at<std::uint32_t>(bytes, 20) != kDataVersion) return std::nullopt;
  const ByteView view(bytes);
  Meta meta{*read_tree(view.subspan(40, kTreeBytes)), *read_tree(view.subspan(88, kTreeBytes)),
            number_at<std::uint64_t>(bytes, 136), number_at<std::uint64_t>(bytes, 144)};
  if (meta.free.unused != page_size || meta.free.flags != kFreeListFlags) return std::nullopt;
  return meta;
}

void PageFile::read_ahead() const {
  ::posix_fadvise(file_->descriptor(), 0, 0, POSIX_FADV_WILLNEED);  // advice: may be refused
}

Result<void> PageFile::read(std::uint64_t offset, std::span<std::uint8_t> into) const {
  while (!into.empty()) {
    const ssize_t count =
        ::pread(file_->descriptor(), into.data(), into.size(), static_cast<off_t>(offset));
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) {
      return file_fault(name_, "byte " + std::to_string(offset) + " cannot be read: " + reason());
    }
    if (count == 0) return file_fault(name_, "ends before byte " + std::to_string(offset));
    into = into.subspan(static_cast<std::size_t>(count));
    offset += static_cast<std::uint64_t>(count);
  }
  return {};
}

Result<void> PageFile::read_page(std::uint64_t number, std::span<std::uint8_t> into) const {
  return read(number * page_size_, into);
}

}  // namespace kuboluk::store
