#include "ledger/store/page_check.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "ledger/store/tables.h"

namespace kuboluk::store {
namespace {

enum class Kind { kFreeList, kMain, kTable };

// Order of keys in a tree: the free list's are numbers, all others are bytes (mdb.c, mdb_cmp_long,
// mdb_cmp_memn).
bool before(Kind kind, ByteView a, ByteView b) {
  if (kind == Kind::kFreeList) return page_number_in(a) < page_number_in(b);
  return std::ranges::lexicographical_compare(a, b);
}

bool is_key(Kind kind, ByteView key) {
  return kind == Kind::kFreeList ? key.size() == sizeof(std::uint64_t) : !key.empty();
}

// What the first page of a run needs for so many bytes (mdb.c, OVPAGES).
std::uint64_t run_pages_for(std::uint64_t bytes, std::uint64_t page_size) {
  return (kPageHeadBytes - 1 + bytes) / page_size + 1;
}

std::string name_of_table(ByteView key) {
  for (const Table table : kAllTables) {
    if (std::ranges::equal(key, bytes_of(table_name(table)))) {
      return "table " + std::string(table_name(table));
    }
  }
  return "a table of another schema";
}

Error page_fault(const PageFile& file, std::uint64_t number, const std::string& what) {
  return inconsistent(file.name(), "page " + std::to_string(number) + " is damaged: " + what);
}

// The newest row of a free list that may be half overwritten; nothing if it does not lead there.
std::optional<std::uint64_t> newest_row(const PageFile& file, const Tree& free) {
  Bytes bytes(file.page_size());
  std::uint64_t number = free.root;
  for (int level = 1; level <= free.depth && level <= kDepthMax; ++level) {
    if (number >= file.pages() || !file.read_page(number, bytes)) return std::nullopt;
    const Page page(bytes);
    const bool is_leaf = level == free.depth;
    const auto count = page.count();
    const bool fits = page.number() == number && count && *count > 0 &&
                      page.flags() == (is_leaf ? kLeafPage : kBranchPage);
    if (!fits) return std::nullopt;
    const auto node = is_leaf ? page.leaf_node(*count - 1) : page.branch_node(*count - 1);
    if (!node) return std::nullopt;
    number = node->child;
    if (is_leaf && node->key.size() == sizeof number) return page_number_in(node->key);
  }
  return std::nullopt;
}

// The newest transaction by LMDB's lock file, which lives as long as its folder (mdb.c,
// MDB_txbody): magic, format (4 each), a mutex (40), the number (8). Nothing: no such file, or
// short.
std::optional<std::uint64_t> transaction_in(const std::filesystem::path& lock_file) {
  constexpr std::uint64_t kTransactionAt = 48;
  const auto file = PageFile::open(lock_file);
  std::array<std::uint8_t, sizeof(std::uint64_t)> bytes{};
  if (!file || !*file || !(*file)->read(kTransactionAt, bytes)) return std::nullopt;
  return page_number_in(bytes);
}

class Walk {
 public:
  Walk(const PageFile& file, const Meta& meta)
      : file_(file), meta_(meta), taken_(meta.last_page + 1, false) {}
  Result<PageUse> run();

 private:
  // A page on the way down, and the keys between which its own must lie: from `low` on, below
  // `high`. They point into the pages above.
  struct Place {
    std::uint64_t page = 0;
    std::uint16_t level = 1;
    std::optional<ByteView> low;
    std::optional<ByteView> high;
  };
  struct NamedTree {
    std::string name;
    Tree tree;
  };

  Result<void> take(std::uint64_t number);
  Result<void> check_tree(Kind kind, const std::string& name, const Tree& tree);
  Result<void> check_page(const Place& place);
  Result<void> check_branch(const Place& place, const Page& page, std::size_t count);
  Result<void> check_leaf(const Place& place, const Page& page, std::size_t count);
  Result<void> check_key(const Place& place, ByteView key);
  Result<void> check_data(std::uint64_t number, const Page::Node& node);
  Result<void> check_run(std::uint64_t number, std::uint64_t data_bytes);
  Result<void> check_transaction() const;
  Result<void> check_free_row(std::uint64_t number, const Page::Node& node);
  Result<void> check_places(std::uint64_t number, const Page& page,
                            std::vector<std::pair<std::size_t, std::size_t>>& places) const;
  Error fault(std::uint64_t number, const std::string& what) const {
    return page_fault(file_, number, what);
  }

  const PageFile& file_;
  const Meta& meta_;
  std::vector<bool> taken_;
  std::vector<std::uint64_t> free_;
  std::vector<NamedTree> tables_;
  std::uint64_t used_ = 0;
  // Of the tree that is being walked.
  Kind kind_ = Kind::kMain;
  std::uint16_t depth_ = 0;
  Tree counted_;
  Bytes last_key_;
};

Result<void> Walk::take(std::uint64_t number) {
  if (number > meta_.last_page) {
    return fault(number, "something leads to it, and the last page in use is " +
                             std::to_string(meta_.last_page));
  }
  if (taken_[number]) return fault(number, "two places lead to it");
  taken_[number] = true;
  return {};
}

Result<void> Walk::check_tree(Kind kind, const std::string& name, const Tree& tree) {
  kind_ = kind;
  depth_ = tree.depth;
  counted_ = Tree();
  last_key_.clear();
  const auto wrong = [&](const std::string& what) {
    return inconsistent(file_.name(), "damaged: " + name + " " + what);
  };
  if (kind != Kind::kFreeList && (tree.flags != 0 || tree.unused != 0)) {
    return wrong("has flags that this ledger never sets");
  }
  if (tree.depth > kDepthMax) return wrong("is deeper than LMDB allows");
  if ((tree.root == kNoPage) != (tree.depth == 0)) return wrong("has no root that fits its depth");
  if (tree.root != kNoPage) {
    if (auto checked = check_page({tree.root, 1, {}, {}}); !checked) return checked;
  }
  const bool same = counted_.branch_pages == tree.branch_pages &&
                    counted_.leaf_pages == tree.leaf_pages &&
                    counted_.run_pages == tree.run_pages && counted_.entries == tree.entries;
  return same ? Result<void>() : wrong("has not the pages and entries that it counts");
}

Result<void> Walk::check_page(const Place& place) {
  if (auto taken = take(place.page); !taken) return taken;
  ++used_;
  Bytes bytes(file_.page_size());
  if (auto read = file_.read_page(place.page, bytes); !read) return read;
  const Page page(bytes);
  if (page.number() != place.page) return fault(place.page, "it has another page's number");
  const bool is_leaf = place.level == depth_;
  if (page.flags() != (is_leaf ? kLeafPage : kBranchPage)) {
    return fault(place.page, "it is of another kind than its place");
  }
  const auto count = page.count();
  // A branch with one child is possible in the free list alone (mdb.c, ITS#8336).
  const std::size_t least = is_leaf || kind_ == Kind::kFreeList ? 1 : 2;
  if (!count || *count < least) return fault(place.page, "its head is not possible");
  return is_leaf ? check_leaf(place, page, *count) : check_branch(place, page, *count);
}

// The nodes fill the page from `upper` to its end, without a gap.
Result<void> Walk::check_places(std::uint64_t number, const Page& page,
                                std::vector<std::pair<std::size_t, std::size_t>>& places) const {
  std::ranges::sort(places);
  std::size_t end = page.upper();
  for (const auto& [from, to] : places) {
    if (from != end) return fault(number, "its nodes do not lie side by side");
    end = to;
  }
  return end == file_.page_size() ? Result<void>() : fault(number, "its nodes do not fill it");
}

Result<void> Walk::check_branch(const Place& place, const Page& page, std::size_t count) {
  ++counted_.branch_pages;
  std::vector<Page::Node> nodes;
  std::vector<std::pair<std::size_t, std::size_t>> places;
  for (std::size_t i = 0; i < count; ++i) {
    const auto node = page.branch_node(i);
    // The first key of a branch is never looked at, and mostly empty.
    if (!node || (i > 0 && !is_key(kind_, node->key))) return fault(place.page, "a node is wrong");
    places.emplace_back(node->offset, node->end);
    nodes.push_back(*node);
  }
  if (auto checked = check_places(place.page, page, places); !checked) return checked;
  for (std::size_t i = 0; i < count; ++i) {
    Place below{nodes[i].child, static_cast<std::uint16_t>(place.level + 1), place.low, place.high};
    if (i > 0) below.low = nodes[i].key;
    if (i + 1 < count) below.high = nodes[i + 1].key;
    if (auto checked = check_page(below); !checked) return checked;
  }
  return {};
}

Result<void> Walk::check_leaf(const Place& place, const Page& page, std::size_t count) {
  ++counted_.leaf_pages;
  std::vector<std::pair<std::size_t, std::size_t>> places;
  for (std::size_t i = 0; i < count; ++i) {
    const auto node = page.leaf_node(i);
    if (!node || !is_key(kind_, node->key)) return fault(place.page, "a node is wrong");
    places.emplace_back(node->offset, node->end);
    if (auto checked = check_key(place, node->key); !checked) return checked;
    if (auto checked = check_data(place.page, *node); !checked) return checked;
    ++counted_.entries;
  }
  return check_places(place.page, page, places);
}

Result<void> Walk::check_key(const Place& place, ByteView key) {
  const bool in_order = last_key_.empty() || before(kind_, last_key_, key);
  const bool in_place = (!place.low || !before(kind_, key, *place.low)) &&
                        (!place.high || before(kind_, key, *place.high));
  if (!in_order || !in_place) return fault(place.page, "its keys are not in order");
  last_key_.assign(key.begin(), key.end());
  return {};
}

Result<void> Walk::check_data(std::uint64_t number, const Page::Node& node) {
  const std::uint16_t allowed = kind_ == Kind::kMain ? kDataIsTree : kDataInRun;
  const bool must = kind_ == Kind::kMain;  // it holds the named tables, nothing else
  if ((node.flags & ~allowed) != 0 || (must && node.flags != allowed)) {
    return fault(number, "a node has flags that this ledger never sets");
  }
  if (kind_ == Kind::kMain) {
    const auto tree = read_tree(node.data);
    if (!tree) return fault(number, "it should name a table");
    tables_.push_back({name_of_table(node.key), *tree});
    return {};
  }
  if (node.flags == kDataInRun) {
    auto checked = check_run(page_number_in(node.data), node.data_bytes);
    if (!checked) return checked;
  }
  return kind_ == Kind::kFreeList ? check_free_row(number, node) : Result<void>();
}

Result<void> Walk::check_run(std::uint64_t number, std::uint64_t data_bytes) {
  if (number > meta_.last_page) return take(number);
  std::array<std::uint8_t, kPageHeadBytes> bytes{};
  if (auto read = file_.read_page(number, bytes); !read) return read;
  const Page head(bytes);
  if (head.number() != number) return fault(number, "it has another page's number");
  if (head.flags() != kRunPage) return fault(number, "it is of another kind than its place");
  // A value that was replaced by a smaller one keeps its pages.
  const std::uint64_t pages = head.run_pages();
  const bool fits = pages >= run_pages_for(data_bytes, file_.page_size()) &&
                    pages <= meta_.last_page - number + 1;
  if (!fits) return fault(number, "it has not the pages that its value needs");
  for (std::uint64_t i = 0; i < pages; ++i) {
    if (auto taken = take(number + i); !taken) return taken;
  }
  counted_.run_pages += pages;
  used_ += pages;
  return {};
}

// A page that is in use and listed here would be written over; one that is listed twice would be
// given away twice. That is looked at when all trees are known.
Result<void> Walk::check_free_row(std::uint64_t number, const Page::Node& node) {
  Bytes run;
  ByteView row = node.data;
  if (node.flags == kDataInRun) {
    run.resize(node.data_bytes);
    const std::uint64_t first = page_number_in(node.data);
    auto read = file_.read(first * file_.page_size() + kPageHeadBytes, run);
    if (!read) return read;
    row = run;
  }
  const Error wrong = fault(number, "its list of free pages is not possible");
  if (row.size() < sizeof(std::uint64_t) || row.size() % sizeof(std::uint64_t) != 0) return wrong;
  // Rows are made before it is known how many pages they take: the rest has no meaning.
  const std::uint64_t count = page_number_in(row);
  if (count > row.size() / sizeof(std::uint64_t) - 1) return wrong;
  std::uint64_t above = meta_.last_page + 1;
  for (std::uint64_t i = 1; i <= count; ++i) {
    const std::uint64_t page = page_number_in(row.subspan(i * sizeof(std::uint64_t)));
    if (page >= above) return wrong;
    above = page;
    free_.push_back(page);
  }
  return {};
}

// Each transaction gives up at least the root of the list of tables that it found: its own row is
// the last one. So a number that was flipped is seen (the first transaction finds no such root).
Result<void> Walk::check_transaction() const {
  if (meta_.transaction < 2) return {};
  const std::uint64_t last = last_key_.empty() ? 0 : page_number_in(last_key_);
  if (last == meta_.transaction) return {};
  return inconsistent(file_.name(), "damaged: its meta page is of transaction " +
                                        std::to_string(meta_.transaction) +
                                        ", its free list of transaction " + std::to_string(last));
}

Result<PageUse> Walk::run() {
  for (const std::uint64_t number : {std::uint64_t{0}, std::uint64_t{1}}) {
    if (auto taken = take(number); !taken) return taken.error();
    ++used_;
  }
  if (auto checked = check_tree(Kind::kFreeList, "the free list", meta_.free); !checked) {
    return checked.error();
  }
  if (auto checked = check_transaction(); !checked) return checked.error();
  if (auto checked = check_tree(Kind::kMain, "the list of tables", meta_.main); !checked) {
    return checked.error();
  }
  for (const NamedTree& table : std::exchange(tables_, {})) {
    auto checked = check_tree(Kind::kTable, table.name, table.tree);
    if (!checked) return checked.error();
  }
  for (const std::uint64_t number : free_) {
    if (auto taken = take(number); !taken) return taken.error();
  }
  return PageUse{used_, free_.size(), taken_.size() - used_ - free_.size()};
}

}  // namespace

Result<Meta> check_metas(const PageFile& file) {
  std::array<Meta, 2> metas;
  for (const std::uint64_t number : {std::uint64_t{0}, std::uint64_t{1}}) {
    const auto meta = file.meta(number);
    if (!meta) return page_fault(file, number, "it is not one of the two meta pages");
    metas[number] = *meta;
  }
  // Of transactions N and N + 1, N % 2 being the page; a new file has 0 twice.
  const auto [first, second] = std::pair(metas[0].transaction, metas[1].transaction);
  const bool is_new = first == 0 && second == 0;
  const bool in_turn = first % 2 == 0 && (second == first + 1 || second + 1 == first);
  if (!is_new && !in_turn) {
    return inconsistent(file.name(), "damaged: its two meta pages are of transactions " +
                                         std::to_string(first) + " and " + std::to_string(second));
  }
  // Files of this kind never shrink, so the older page's number holds as well.
  if (std::max(metas[0].last_page, metas[1].last_page) >= file.pages()) {
    return inconsistent(file.name(), "damaged: it has " + std::to_string(file.length()) +
                                         " bytes, shorter than its own meta pages say");
  }
  const Meta& newest = metas[second > first ? 1 : 0];
  if (newest.last_page < 1) return inconsistent(file.name(), "damaged: it counts no pages");
  return newest;
}

Result<void> check_older(const PageFile& file, const Meta& newest,
                         const std::filesystem::path& lock_file) {
  const auto older = file.meta((newest.transaction + 1) % 2);
  const auto row = older ? newest_row(file, older->free) : std::nullopt;
  if (!row || *row != newest.transaction + 1 || transaction_in(lock_file) != row) return {};
  return inconsistent(file.name(), "damaged: a meta page of transaction " + std::to_string(*row) +
                                       " says that it is of " + std::to_string(older->transaction));
}

Result<PageUse> check_pages(const PageFile& file, const Meta& meta) {
  file.read_ahead();
  return Walk(file, meta).run();
}

}  // namespace kuboluk::store
