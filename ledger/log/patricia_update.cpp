#include <utility>

#include "crypto/encoding.h"
#include "crypto/sha256.h"
#include "ledger/log/patricia.h"
#include "ledger/log/patricia_node.h"

namespace kuboluk::log {
namespace {

// The part of one tree that a batch touches, loaded as it is reached. Nothing recurses: a chain of
// keys that are prefixes of each other makes a tree as deep as the longest key has bits.
//
// Laws: (1) a dirty node's ancestors are dirty; (2) a node that is stored and not dirty has the
// bytes that its hash says.
class TreeEditor {
 public:
  TreeEditor(const NodeReader& reader, const Hash& root) : reader_(reader) {
    if (root != empty_map_root()) root_ = add({.stored = true, .hash = root});
  }

  Result<void> set(const MapPair& pair);
  MapUpdate finish();

 private:
  static constexpr std::size_t kNone = static_cast<std::size_t>(-1);

  struct Node {
    bool stored = false;   // `hash` is in the store
    bool loaded = false;   // `content` is there
    bool dirty = false;    // `hash` is to be computed
    bool touched = false;  // a leaf that this batch has set
    Hash hash{};
    DecodedMapNode content{};
    std::size_t left = kNone;
    std::size_t right = kNone;
  };

  std::size_t add(Node node) {
    nodes_.push_back(std::move(node));
    return nodes_.size() - 1;
  }
  std::size_t add_leaf(const MapPair& pair);
  Result<void> load(std::size_t at, std::uint32_t bit_min);
  // Fills path_ from the root to the leaf at which a search for the key ends.
  Result<void> search(std::string_view key);
  Result<void> replace(const MapPair& pair);
  void insert(const MapPair& pair);
  void mark_dirty(std::size_t path_length);
  void emit(std::size_t at, MapUpdate& change);

  const NodeReader& reader_;
  std::vector<Node> nodes_;
  std::vector<std::size_t> path_;
  std::size_t root_ = kNone;
};

std::size_t TreeEditor::add_leaf(const MapPair& pair) {
  Node node{.loaded = true, .dirty = true, .touched = true};
  node.content.leaf = true;
  node.content.pair = pair;
  return add(std::move(node));
}

Result<void> TreeEditor::load(std::size_t at, std::uint32_t bit_min) {
  if (nodes_[at].loaded) return {};
  Result<DecodedMapNode> content = load_map_node(reader_, nodes_[at].hash);
  if (!content) return content.error();
  if (!content->leaf) {
    if (content->bit < bit_min) {
      return map_error("node " + crypto::to_hex(nodes_[at].hash),
                       "its bit does not lie below its parent's");
    }
    const std::size_t left = add({.stored = true, .hash = content->left});
    const std::size_t right = add({.stored = true, .hash = content->right});
    nodes_[at].left = left;
    nodes_[at].right = right;
  }
  nodes_[at].content = *std::move(content);
  nodes_[at].loaded = true;
  return {};
}

Result<void> TreeEditor::search(std::string_view key) {
  path_.clear();
  std::size_t at = root_;
  std::uint32_t bit_min = 0;
  while (true) {
    if (Result<void> ok = load(at, bit_min); !ok) return ok;
    path_.push_back(at);
    const Node& node = nodes_[at];
    if (node.content.leaf) return {};
    bit_min = node.content.bit + 1;
    at = map_key_bit(key, node.content.bit) ? node.right : node.left;
  }
}

Result<void> TreeEditor::set(const MapPair& pair) {
  if (Result<void> ok = check_map_pair(pair.key, pair.value); !ok) return ok;
  if (root_ == kNone) {
    root_ = add_leaf(pair);
    return {};
  }
  if (Result<void> ok = search(pair.key); !ok) return ok;
  if (nodes_[path_.back()].content.pair.key == pair.key) return replace(pair);
  insert(pair);
  return {};
}

Result<void> TreeEditor::replace(const MapPair& pair) {
  Node& leaf = nodes_[path_.back()];
  if (leaf.touched) return map_error("changes", "set one key twice");
  leaf.touched = true;
  if (leaf.content.pair.value == pair.value) return {};
  leaf.content.pair.value = pair.value;
  mark_dirty(path_.size());
  return {};
}

void TreeEditor::insert(const MapPair& pair) {
  const std::uint32_t bit = first_difference(nodes_[path_.back()].content.pair.key, pair.key);
  // The new division goes above the first node of the path that divides later.
  std::size_t place = 0;
  while (!nodes_[path_[place]].content.leaf && nodes_[path_[place]].content.bit < bit)
    ++place;
  const std::size_t below = path_[place];
  const std::size_t leaf = add_leaf(pair);
  const bool right = map_key_bit(pair.key, bit);
  Node inner{.loaded = true, .dirty = true};
  inner.content.bit = bit;
  inner.left = right ? below : leaf;
  inner.right = right ? leaf : below;
  const std::size_t added = add(std::move(inner));
  mark_dirty(place);
  if (place == 0) {
    root_ = added;
    return;
  }
  Node& parent = nodes_[path_[place - 1]];
  (parent.left == below ? parent.left : parent.right) = added;
}

void TreeEditor::mark_dirty(std::size_t path_length) {
  for (std::size_t i = 0; i < path_length; ++i)
    nodes_[path_[i]].dirty = true;
}

void TreeEditor::emit(std::size_t at, MapUpdate& change) {
  Node& node = nodes_[at];
  if (node.stored) change.removed.push_back(node.hash);
  Bytes bytes = node.content.leaf ? encode_map_leaf(node.content.pair.key, node.content.pair.value)
                                  : encode_map_inner(node.content.bit, nodes_[node.left].hash,
                                                     nodes_[node.right].hash);
  node.hash = crypto::sha256(bytes);
  node.dirty = false;
  change.added.push_back({node.hash, std::move(bytes)});
}

MapUpdate TreeEditor::finish() {
  MapUpdate change;
  change.root = empty_map_root();
  if (root_ == kNone) return change;
  std::vector<std::size_t> pending{root_};
  while (!pending.empty()) {
    const std::size_t at = pending.back();
    const Node& node = nodes_[at];
    const bool inner = node.dirty && !node.content.leaf;
    const bool left = inner && nodes_[node.left].dirty;
    const bool right = inner && nodes_[node.right].dirty;
    if (right) pending.push_back(node.right);
    if (left) pending.push_back(node.left);
    if (left || right) continue;
    if (node.dirty) emit(at, change);
    pending.pop_back();
  }
  change.root = nodes_[root_].hash;
  return change;
}

}  // namespace

Result<MapUpdate> update(const NodeReader& nodes, const Hash& root,
                         std::span<const MapPair> changes) {
  TreeEditor editor(nodes, root);
  for (const MapPair& pair : changes) {
    if (Result<void> ok = editor.set(pair); !ok) return ok.error();
  }
  return editor.finish();
}

}  // namespace kuboluk::log
