// Our own reader of LMDB's pages: every file that LMDB writes passes, and what would mislead LMDB
// does not.
#include "ledger/store/page_check.h"

#include <catch2/catch.hpp>

#include <chrono>
#include <cstring>
#include <fstream>
#include <iterator>
#include <random>

#include "ledger/store/data_file.h"
#include "tests/ledger/store/protocol_script.h"

namespace kuboluk::store {
namespace {

using test::act_of;
using test::Clerk;
using test::create;
using test::read_file;
using test::Recorded;
using test::TempFolder;
using test::write;
using test::write_file;

// What is wrong with it, or "".
std::string fault_of(const std::filesystem::path& path) {
  const auto checked = check_data_file(path);
  return checked ? "" : checked.error().message();
}

PageUse use_of(const std::filesystem::path& path) {
  const auto file = PageFile::open(path);
  REQUIRE((file && *file));
  const auto meta = check_metas(**file);
  if (!meta) FAIL(meta.error().message());
  const auto use = check_pages(**file, *meta);
  if (!use) FAIL(use.error().message());
  return *use;
}

TEST_CASE("every file that LMDB writes passes, whatever its trees have been through") {
  const Clerk clerk;
  const TempFolder folder;
  auto store = create(folder.path(), clerk);
  CHECK(use_of(folder.data_file()).lost == 0);
  std::mt19937_64 random(401);
  std::vector<Hash> kept;
  std::size_t free = 0;
  for (int step = 0; step < 1'200; ++step) {
    // Up to ten pages, and as many as make trees of several levels; later more go than come.
    const bool add = kept.empty() || random() % 100 < (step < 800 ? 80 : 20);
    if (add) {
      const std::size_t size = random() % 4 == 0 ? random() % 40'000 : random() % 3'000;
      const auto act = act_of(std::to_string(step) + std::string(size, 'x'), step);
      REQUIRE(store->put_act(act));
      kept.push_back(act.id);
    } else {
      std::swap(kept[random() % kept.size()], kept.back());
      REQUIRE(store->drop_acts(std::vector{kept.back()}, {}));
      kept.pop_back();
    }
    if (step % 20 != 0) continue;
    store.reset();  // no file is looked at while LMDB has it open
    const PageUse use = use_of(folder.data_file());
    CHECK(use.lost == 0);
    free = std::max(free, static_cast<std::size_t>(use.free));
    store = test::reopen(folder.path(), clerk);
  }
  CHECK(free > 200);
  store.reset();
  CHECK(use_of(folder.data_file()).used > 200);
}

// A closed file with a free list and a tree of two levels.
struct Closed {
  Clerk clerk;
  Recorded recorded{clerk, 402, 10};
  TempFolder folder;
  std::string bytes;
  Closed() {
    auto store = create(folder.path(), clerk);
    for (const batch::Change& change : recorded.changes)
      write(*store, change);
    store.reset();
    bytes = read_file(folder.data_file());
    REQUIRE(fault_of(folder.data_file()).empty());
  }
  std::string fault_with(std::size_t at, std::string_view there) const {
    std::string changed = bytes;
    changed.replace(at, there.size(), there);
    write_file(folder.data_file(), changed);
    return fault_of(folder.data_file());
  }
};

std::string number_text(std::uint64_t number) {
  std::string text(sizeof number, '\0');
  std::memcpy(text.data(), &number, sizeof number);
  return text;
}

TEST_CASE(
    "RELIABILITY 1: a free list that names a page in use is refused: LMDB would write over it") {
  const Closed closed;
  const auto file = *PageFile::open(closed.folder.data_file());
  const Meta meta = *check_metas(*file);
  const std::size_t size = file->page_size();
  Bytes leaf(size);
  REQUIRE(meta.free.depth == 1);
  REQUIRE(file->read_page(meta.free.root, leaf));
  const Page page(leaf);
  int tried = 0;
  for (std::size_t i = 0; i < *page.count(); ++i) {
    const auto node = *page.leaf_node(i);
    const std::uint64_t count = page_number_in(node.data);
    if (count == 0) continue;
    const auto at = static_cast<std::size_t>(node.data.data() - leaf.data());
    const std::uint64_t last = page_number_in(node.data.subspan(8 * count));
    for (const std::uint64_t used : {meta.main.root, meta.free.root, std::uint64_t{0}}) {
      const std::string said =
          closed.fault_with(meta.free.root * size + at + 8 * count, number_text(used));
      INFO("page " << used << " for " << last << ": " << said);
      CHECK((said.find("two places lead to it") != std::string::npos ||
             said.find("free pages is not possible") != std::string::npos));
      CHECK(said.find("--repair") != std::string::npos);
      ++tried;
    }
  }
  CHECK(tried > 0);
}

TEST_CASE("RELIABILITY 1: a damaged meta page is refused: LMDB would silently take the older one") {
  const Closed closed;
  constexpr std::size_t kPage = 4096;
  for (const std::size_t page : {std::size_t{0}, kPage}) {
    for (std::size_t byte = 8; byte < 152; ++byte) {
      const bool unread = byte < 10 || (byte >= 12 && byte < 16) || (byte >= 24 && byte < 40);
      if (unread) continue;
      std::string there(1, static_cast<char>(closed.bytes[page + byte] ^ 0x40));
      const std::string said = closed.fault_with(page + byte, there);
      // What else stands in the older one is written anew before it is read.
      const bool is_head = byte < 46 || byte >= 144;
      INFO("byte " << byte << " of meta page " << page / kPage << ": " << said);
      if (is_head) CHECK(said.find("meta page") != std::string::npos);
    }
  }
  // Two transactions back: not what one crash leaves.
  const auto transaction = page_number_in(bytes_of(std::string_view(closed.bytes).substr(144, 8)));
  CHECK(closed.fault_with(144, number_text(transaction - 2)).find("transaction") !=
        std::string::npos);
}

TEST_CASE("the check of a large file takes about a second for a gigabyte") {
  const Clerk clerk;
  const TempFolder folder;
  auto store = create(folder.path(), clerk);
  for (int i = 0; i < 40; ++i)
    REQUIRE(store->put_act(act_of(std::to_string(i) + std::string(1'000'000, 'x'), i)));
  store.reset();
  const auto begin = std::chrono::steady_clock::now();
  const PageUse use = use_of(folder.data_file());
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
  const double gigabytes = static_cast<double>(use.used) * 4096 / 1e9;
  WARN(gigabytes * 1000 << " MB in use, " << took.count() * 1000 << " ms");
  CHECK(took.count() < 1 + 10 * gigabytes);
}

}  // namespace
}  // namespace kuboluk::store
