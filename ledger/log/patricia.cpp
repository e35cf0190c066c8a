#include "ledger/log/patricia.h"

#include <utility>

#include "crypto/check.h"
#include "crypto/encoding.h"
#include "crypto/sha256.h"
#include "ledger/log/patricia_node.h"

namespace kuboluk::log {
namespace {

// A subtree still to be visited; bits below it are at least `bit_min`, which bounds every walk even
// through nodes that no honest tree has.
struct Pending {
  Hash hash;
  std::uint32_t bit_min = 0;
};

Result<DecodedMapNode> load(const NodeReader& nodes, const Pending& pending) {
  Result<DecodedMapNode> node = load_map_node(nodes, pending.hash);
  if (node && !node->leaf && node->bit < pending.bit_min) {
    return map_error("node " + crypto::to_hex(pending.hash),
                     "its bit does not lie below its parent's");
  }
  return node;
}

Pending child(const DecodedMapNode& node, bool right) {
  return {right ? node.right : node.left, node.bit + 1};
}

// The subtree that a search for `prefix` enters at or below the prefix's length in bits.
Result<Pending> descend(const NodeReader& nodes, const Hash& root, std::string_view prefix) {
  Pending at{root, 0};
  while (true) {
    const Result<DecodedMapNode> node = load(nodes, at);
    if (!node) return node.error();
    if (node->leaf || node->bit >= 8 * prefix.size()) return at;
    at = child(*node, map_key_bit(prefix, node->bit));
  }
}

}  // namespace

Result<Hash> map_root(std::span<const MapPair> pairs) {
  struct Open {
    Hash hash;          // of everything to the left, up to the division
    std::uint32_t bit;  // at which it divides from what follows
  };
  std::vector<Open> open;  // bits strictly increasing
  Hash hash = empty_map_root();
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    if (Result<void> ok = check_map_pair(pairs[i].key, pairs[i].value); !ok) return ok.error();
    if (i > 0) {
      if (compare_map_keys(pairs[i - 1].key, pairs[i].key) >= 0) {
        return map_error("keys", "not strictly increasing in tree order");
      }
      const std::uint32_t bit = first_difference(pairs[i - 1].key, pairs[i].key);
      while (!open.empty() && open.back().bit > bit) {
        hash = map_inner_hash(open.back().bit, open.back().hash, hash);
        open.pop_back();
      }
      open.push_back({hash, bit});
    }
    hash = map_leaf_hash(pairs[i].key, pairs[i].value);
  }
  for (; !open.empty(); open.pop_back()) {
    hash = map_inner_hash(open.back().bit, open.back().hash, hash);
  }
  return hash;
}

Result<std::optional<Bytes>> lookup(const NodeReader& nodes, const Hash& root,
                                    std::string_view key) {
  if (root == empty_map_root()) return std::optional<Bytes>{};
  Pending at{root, 0};
  while (true) {
    Result<DecodedMapNode> node = load(nodes, at);
    if (!node) return node.error();
    if (node->leaf) {
      if (node->pair.key != key) return std::optional<Bytes>{};
      return std::optional<Bytes>{std::move(node->pair.value)};
    }
    at = child(*node, map_key_bit(key, node->bit));
  }
}

Result<std::vector<MapPair>> scan(const NodeReader& nodes, const Hash& root,
                                  std::string_view prefix) {
  std::vector<MapPair> pairs;
  if (root == empty_map_root()) return pairs;
  const Result<Pending> subtree = descend(nodes, root, prefix);
  if (!subtree) return subtree.error();
  std::vector<Pending> pending{*subtree};
  while (!pending.empty()) {
    const Pending at = pending.back();
    pending.pop_back();
    Result<DecodedMapNode> node = load(nodes, at);
    if (!node) return node.error();
    if (node->leaf) {
      // One foreign key means that all below are: they agree in all bits of the prefix.
      if (!map_key_has_prefix(node->pair.key, prefix)) return std::vector<MapPair>{};
      pairs.push_back(std::move(node->pair));
    } else {
      pending.push_back(child(*node, true));
      pending.push_back(child(*node, false));
    }
  }
  return pairs;
}

Result<Bytes> MemoryNodes::read_node(const Hash& hash) const {
  const auto found = nodes_.find(hash);
  if (found == nodes_.end()) return map_error("node " + crypto::to_hex(hash), "is not stored");
  return found->second;
}

void MemoryNodes::apply(const MapUpdate& change) {
  for (const Hash& hash : change.removed)
    KUBOLUK_CHECK(nodes_.erase(hash) == 1);
  for (const MapNode& node : change.added) {
    KUBOLUK_CHECK(nodes_.emplace(node.hash, node.bytes).second);
  }
}

}  // namespace kuboluk::log
