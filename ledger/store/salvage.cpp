#include "ledger/store/salvage.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <tuple>
#include <utility>

#include "crypto/sha256.h"
#include "ledger/domain/view.h"
#include "ledger/store/opening.h"
#include "ledger/store/page_check.h"
#include "ledger/store/page_file.h"
#include "ledger/store/protocol_state.h"
#include "ledger/store/tables.h"

namespace kuboluk::store {
namespace {

// Of one value: a damaged size must not make this process read the whole file again and again.
constexpr std::uint64_t kValueBytesMax = std::uint64_t{64} << 20;

// What the peers know as well.
bool is_of_log(std::string_view meta_key) {
  return meta_key == kMetaPosition || meta_key == kMetaCheckpoint || meta_key == kMetaGenesis;
}

using OnAct = std::function<Result<void>(const exchange::PendingAct& act)>;

// Takes values one by one, in any order and more than once.
class Finds {
 public:
  Finds(std::string folder, const OnAct& on_act) : folder_(std::move(folder)), on_act_(on_act) {}

  // False: these bytes are no such value.
  Result<bool> take(Table table, ByteView key, ByteView stored);
  void lose(Table table, ByteView key) { lost_.emplace(table, Bytes(key.begin(), key.end())); }
  Salvaged finish(bool whole);

 private:
  Result<bool> take_act(const Hash& id, ByteView payload);
  bool take_rejection(const Hash& key, ByteView payload);
  Result<bool> take_meta(std::string_view key, ByteView payload);
  bool take_cosigned(ByteView payload);

  std::string folder_;
  const OnAct& on_act_;
  Salvaged result_;
  std::map<Hash, std::string> notes_;   // of rejections, by submission
  std::map<Hash, Hash> submission_of_;  // event -> submission
  std::map<Hash, std::string> evidence_;
  std::set<std::pair<Table, Bytes>> found_;
  std::set<std::pair<Table, Bytes>> lost_;
};

Result<bool> Finds::take(Table table, ByteView key, ByteView stored) {
  const auto payload = open_value(table, key, stored);
  if (!payload) return false;
  Result<bool> taken = false;
  Hash id{};
  if (table == Table::kMeta) {
    taken = take_meta(text_of(key), *payload);
  } else if (key.size() == id.size()) {
    std::ranges::copy(key, id.begin());
    if (table == Table::kActs) taken = take_act(id, *payload);
    if (table == Table::kRejected) taken = take_rejection(id, *payload);
    if (table == Table::kEvidence && crypto::sha256(*payload) == id) {
      evidence_.emplace(id, text_of(*payload));
      taken = true;
    }
  }
  if (taken && *taken) found_.emplace(table, Bytes(key.begin(), key.end()));
  return taken;
}

Result<bool> Finds::take_act(const Hash& id, ByteView payload) {
  const auto act = parse_act(id, payload);
  if (!act) return false;
  if (auto handed = on_act_(*act); !handed) return handed.error();
  ++result_.acts;
  return true;
}

bool Finds::take_rejection(const Hash& key, ByteView payload) {
  const auto rejection = parse_rejection(key, payload);
  if (!rejection) return false;
  if (rejection->submission) {
    submission_of_.emplace(key, *rejection->submission);
  } else {
    notes_.emplace(key, rejection->note);
  }
  return true;
}

Result<bool> Finds::take_meta(std::string_view key, ByteView payload) {
  if (key == kMetaIdentity) {
    auto identity = parse_identity(folder_, text_of(payload));
    if (!identity) return identity.error();
    result_.identity = std::move(*identity);
  } else if (key == kMetaCosigned) {
    return take_cosigned(payload);
  } else if (key == kMetaProposal) {
    const auto proposal = parse_proposal(payload);
    if (!proposal) return false;
    result_.proposed = std::max(result_.proposed, proposal->size);
  } else {
    return false;
  }
  return true;
}

bool Finds::take_cosigned(ByteView payload) {
  const auto cosigned = parse_cosigned(payload);
  if (!cosigned) return false;
  auto& newest = result_.cosigned;
  if (!newest || std::tie(newest->size, newest->time) < std::tie(cosigned->size, cosigned->time)) {
    newest = *cosigned;
  }
  return true;
}

Salvaged Finds::finish(bool whole) {
  std::map<Hash, std::vector<Hash>> events;
  for (const auto& [event, submission] : submission_of_) {
    if (notes_.contains(submission)) {
      events[submission].push_back(event);
    } else {
      lose(Table::kRejected, event);
    }
  }
  for (auto& [submission, note] : notes_) {
    result_.rejections.push_back({submission, std::move(events[submission]), std::move(note)});
  }
  for (auto& [id, text] : evidence_)
    result_.evidence.push_back(std::move(text));
  for (const auto& [table, key] : lost_) {
    const bool named = result_.lost.size() < kLostNamesMax && !found_.contains({table, key});
    if (named) result_.lost.push_back(object_name(table, key));
  }
  result_.whole = whole;
  return std::move(result_);
}

// Goes over pages that may hold anything, and gives Finds what may be a value.
class Search {
 public:
  Search(const PageFile& file, Finds& finds)
      : file_(file), page_size_(size_of_page(file)), finds_(finds) {}

  // By way of the trees of the newest state. False: something did not lead on.
  Result<bool> walk();
  // Every page, whatever it is.
  Result<void> search_all();

 private:
  static std::uint64_t size_of_page(const PageFile& file);
  Result<void> walk_tree(std::optional<Table> table, const Tree& tree);
  Result<void> walk_page(std::optional<Table> table, std::uint64_t number, int level, int depth);
  Result<void> take_tree(const Page::Node& node);
  Result<void> take_node(Table table, const Page::Node& node, bool must_be);
  Result<void> try_node(const Page::Node& node);
  std::optional<Bytes> bytes_of_page(std::uint64_t number) const;
  std::optional<Bytes> value_of(const Page::Node& node) const;

  const PageFile& file_;
  std::uint64_t page_size_;
  Finds& finds_;
  std::set<std::uint64_t> seen_;
  std::set<Table> tables_;
  bool whole_ = true;
};

std::uint64_t Search::size_of_page(const PageFile& file) {
  return file.page_size() != 0 ? file.page_size()
                               : static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
}

// Submissions, rejections, evidence and the store's own notes; the rest is the log's.
constexpr std::array kWanted = {Table::kActs, Table::kRejected, Table::kEvidence, Table::kMeta};

std::optional<Bytes> Search::bytes_of_page(std::uint64_t number) const {
  if (number >= file_.length() / page_size_) return std::nullopt;
  Bytes bytes(page_size_);
  if (!file_.read(number * page_size_, bytes)) return std::nullopt;
  return bytes;
}

std::optional<Bytes> Search::value_of(const Page::Node& node) const {
  if ((node.flags & kDataInRun) == 0) return Bytes(node.data.begin(), node.data.end());
  const std::uint64_t first = page_number_in(node.data);
  if (node.data_bytes > kValueBytesMax || first >= file_.length() / page_size_) return std::nullopt;
  const std::uint64_t from = first * page_size_ + kPageHeadBytes;
  if (from + node.data_bytes > file_.length()) return std::nullopt;
  Bytes value(node.data_bytes);
  if (!file_.read(from, value)) return std::nullopt;
  return value;
}

Result<bool> Search::walk() {
  if (file_.page_size() == 0) return false;
  // Both meta pages must be sound for the newest state to be known.
  const auto meta = check_metas(file_);
  if (!meta) return false;
  if (auto walked = walk_tree(std::nullopt, meta->main); !walked) return walked.error();
  const bool all = std::ranges::all_of(kWanted, [&](Table t) { return tables_.contains(t); });
  return whole_ && all;
}

Result<void> Search::walk_tree(std::optional<Table> table, const Tree& tree) {
  if (tree.root == kNoPage && tree.depth == 0) return {};
  if (tree.depth == 0 || tree.depth > kDepthMax) {
    whole_ = false;
    return {};
  }
  return walk_page(table, tree.root, 1, tree.depth);
}

// `table`: nothing for the tree that names the tables.
Result<void> Search::walk_page(std::optional<Table> table, std::uint64_t number, int level,
                               int depth) {
  const bool is_leaf = level == depth;
  const auto bytes = seen_.insert(number).second ? bytes_of_page(number) : std::nullopt;
  const std::optional<Page> page = bytes ? std::optional<Page>(*bytes) : std::nullopt;
  const bool fits = page && page->number() == number && page->count() &&
                    page->flags() == (is_leaf ? kLeafPage : kBranchPage);
  if (!fits) whole_ = false;
  for (std::size_t i = 0; fits && i < *page->count(); ++i) {
    const auto node = is_leaf ? page->leaf_node(i) : page->branch_node(i);
    Result<void> done;
    if (!node) {
      whole_ = false;
    } else if (!is_leaf) {
      done = walk_page(table, node->child, level + 1, depth);
    } else {
      done = table ? take_node(*table, *node, true) : take_tree(*node);
    }
    if (!done) return done;
  }
  return {};
}

Result<void> Search::take_tree(const Page::Node& node) {
  const auto table = std::ranges::find_if(
      kWanted, [&](Table t) { return std::ranges::equal(node.key, bytes_of(table_name(t))); });
  if (table == kWanted.end() || node.flags != kDataIsTree) return {};
  const auto tree = read_tree(node.data);
  if (!tree) return {};
  tables_.insert(*table);
  return walk_tree(*table, *tree);
}

// `must_be`: it stands in that table, so it is lost if it cannot be read.
Result<void> Search::take_node(Table table, const Page::Node& node, bool must_be) {
  if (table == Table::kMeta && is_of_log(text_of(node.key))) return {};
  const auto value = value_of(node);
  const auto taken = value ? finds_.take(table, node.key, *value) : Result<bool>(false);
  if (!taken) return taken.error();
  if (*taken || !must_be) return {};
  finds_.lose(table, node.key);
  whole_ = false;  // an older copy may lie in another page
  return {};
}

Result<void> Search::search_all() {
  for (std::uint64_t number = 0; number < file_.length() / page_size_; ++number) {
    const auto bytes = bytes_of_page(number);
    if (!bytes) continue;
    const Page page(*bytes);
    const auto count = page.count();
    for (std::size_t i = 0; count && i < *count; ++i) {
      const auto node = page.leaf_node(i);
      if (!node) continue;
      if (auto done = try_node(*node); !done) return done;
    }
  }
  return {};
}

// Which table it was in, its check sum tells.
Result<void> Search::try_node(const Page::Node& node) {
  if (node.key.size() == sizeof(Hash)) {
    for (const Table table : {Table::kActs, Table::kRejected, Table::kEvidence}) {
      if (auto done = take_node(table, node, false); !done) return done;
    }
    return {};
  }
  const std::string_view key = text_of(node.key);
  if (key != kMetaIdentity && key != kMetaCosigned && key != kMetaProposal) return {};
  return take_node(Table::kMeta, node, false);
}

}  // namespace

Result<Salvaged> salvage(const std::filesystem::path& folder, const OnAct& on_act) {
  const auto file = PageFile::open(folder / "data.mdb");
  if (!file) return file.error();
  if (!file->has_value()) {
    return Error{std::string(domain::kDamageRule), folder.string(), "holds no ledger"};
  }
  Finds finds(folder.string(), on_act);
  Search search(**file, finds);
  const auto whole = search.walk();
  if (!whole) return whole.error();
  if (!*whole) {
    if (auto searched = search.search_all(); !searched) return searched.error();
  }
  return finds.finish(*whole);
}

}  // namespace kuboluk::store
