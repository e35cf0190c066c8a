// An LMDB 0.9 data file as bytes: read with pread alone, so whatever stands in it can give an error
// but never end the process. For the check before LMDB maps the file (page_check.h) and for what is
// saved out of a damaged one (salvage.h).
//
// The form is that of LMDB 0.9.24 on a 64-bit machine, in the machine's byte order (lmdb.h and
// mdb.c: MDB_page, MDB_meta, MDB_db, MDB_node). Offsets and sizes in bytes:
//
//   page      0 its number (8)   8 unused (2)   10 flags (2)   12 lower, upper (2, 2), or in the
//             first page of a run that holds one large value: number of its pages (4)
//             16 offsets of the nodes (2 each), in order of their keys, up to `lower`;
//             the nodes lie from `upper` to the end of the page, each at an even offset
//   node      0 in a leaf: size of the data (4), flags (2); in a branch: number of the child (6)
//             6 size of the key (2)   8 key, then in a leaf the data
//   tree      0 unused (4; in the free list's: page size)   4 flags (2)   6 depth (2)
//             8 branch, leaf and run pages   32 entries   40 root (8 each)
//   meta page 16 magic (4)   20 version (4)   24 address (8)   32 map size (8)
//             40 free list: a tree   88 main tree   136 last page in use (8)   144 transaction (8)
//
// Pages 0 and 1 are meta pages: transaction N writes page N % 2. The main tree has one node per
// named table, with a tree as its data. The free list has a transaction's number as key and as data
// the pages that it gave up: how many (8), then their numbers, the largest first.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>

#include "crypto/bytes.h"
#include "crypto/open_file.h"
#include "crypto/result.h"

namespace kuboluk::store {

inline constexpr std::size_t kPageHeadBytes = 16;
inline constexpr std::size_t kNodeHeadBytes = 8;
inline constexpr std::size_t kTreeBytes = 48;
inline constexpr std::uint64_t kNoPage = ~std::uint64_t{0};
// mdb.c, CURSOR_STACK: deeper trees make LMDB write beyond its own arrays.
inline constexpr std::uint16_t kDepthMax = 32;
// lmdb.h, MDB_MAXKEYSIZE as Debian builds it.
inline constexpr std::size_t kKeyBytesMax = 511;

inline constexpr std::uint16_t kBranchPage = 0x01;
inline constexpr std::uint16_t kLeafPage = 0x02;
inline constexpr std::uint16_t kRunPage = 0x04;
inline constexpr std::uint16_t kMetaPage = 0x08;
inline constexpr std::uint16_t kDataInRun = 0x01;   // node: the data is the number of a run's page
inline constexpr std::uint16_t kDataIsTree = 0x02;  // node: the data is a tree

struct Tree {
  std::uint32_t unused = 0;
  std::uint16_t flags = 0;
  std::uint16_t depth = 0;
  std::uint64_t branch_pages = 0;
  std::uint64_t leaf_pages = 0;
  std::uint64_t run_pages = 0;
  std::uint64_t entries = 0;
  std::uint64_t root = kNoPage;
};
// Nothing unless it has kTreeBytes.
std::optional<Tree> read_tree(ByteView data);

struct Meta {
  Tree free;
  Tree main;
  std::uint64_t last_page = 0;
  std::uint64_t transaction = 0;
};

// A view of one page; reading a number never leaves it.
class Page {
 public:
  // At least kPageHeadBytes (checked).
  explicit Page(ByteView bytes);
  std::uint64_t number() const;
  std::uint16_t flags() const;
  std::uint16_t lower() const;
  std::uint16_t upper() const;
  std::uint32_t run_pages() const;
  // Of the nodes. Nothing: `lower` and `upper` are not possible.
  std::optional<std::size_t> count() const;

  struct Node {
    std::size_t offset = 0;
    std::size_t end = 0;  // of its place in the page: even
    ByteView key;
    std::uint64_t child = 0;       // in a branch
    std::uint16_t flags = 0;       // in a leaf
    std::uint64_t data_bytes = 0;  // in a leaf
    ByteView data;                 // in a leaf; with kDataInRun eight bytes, the page's number
  };
  // Nothing: it does not lie between `upper` and the end of the page, or not at an even offset.
  // `index` is below count() (checked).
  std::optional<Node> branch_node(std::size_t index) const;
  std::optional<Node> leaf_node(std::size_t index) const;

 private:
  std::optional<Node> node_head(std::size_t index) const;
  ByteView bytes_;
};

std::uint64_t page_number_in(ByteView data);  // of eight bytes (checked)

// Resource type: the open file. While a process has the file open through LMDB it must make none:
// closing any descriptor of a file drops all fcntl locks that the process has on it.
class PageFile {
 public:
  // Nothing: there is no such file, or it is empty (what a crash during creation leaves). Errors
  // (STORE, object: the file): it cannot be read, or is no regular file.
  static Result<std::optional<PageFile>> open(const std::filesystem::path& path);

  const std::string& name() const { return name_; }
  std::uint64_t length() const { return length_; }
  // As the first meta page that is whole says; 0 if neither is.
  std::uint64_t page_size() const { return page_size_; }
  // Whole pages in the file; page_size() is not 0 (checked).
  std::uint64_t pages() const;
  // Meta page 0 or 1. Nothing if it is not whole.
  std::optional<Meta> meta(std::uint64_t number) const;
  // Asks the system to read the whole file ahead: the pages come out of order.
  void read_ahead() const;
  // All of `into`, from that byte on. Error: STORE, the system's words, or the file ends before.
  Result<void> read(std::uint64_t offset, std::span<std::uint8_t> into) const;
  // Of a page, from its beginning: as much as `into` holds.
  Result<void> read_page(std::uint64_t number, std::span<std::uint8_t> into) const;

 private:
  PageFile(std::string name, std::unique_ptr<crypto::OpenFile> file, std::uint64_t length);
  std::optional<Meta> meta_at(std::uint64_t number, std::uint64_t page_size) const;

  std::string name_;
  std::unique_ptr<crypto::OpenFile> file_;
  std::uint64_t length_;
  std::uint64_t page_size_ = 0;
};

}  // namespace kuboluk::store
