#include <algorithm>
#include <utility>

#include "ledger/log/patricia.h"
#include "ledger/log/patricia_node.h"

namespace kuboluk::log {
namespace {

struct Path {
  MapPair leaf;
  std::vector<MapStep> steps;  // from the leaf up
};

// Where a search for the key ends, and the way back. The tree must not be empty.
Result<Path> find_path(const NodeReader& nodes, const Hash& root, std::string_view key) {
  Path path;
  Hash at = root;
  while (true) {
    Result<DecodedMapNode> node = load_map_node(nodes, at);
    if (!node) return node.error();
    if (node->leaf) {
      path.leaf = std::move(node->pair);
      std::reverse(path.steps.begin(), path.steps.end());
      return path;
    }
    if (!path.steps.empty() && node->bit <= path.steps.back().bit) {
      return map_error("node", "its bit does not lie below its parent's");
    }
    const bool right = map_key_bit(key, node->bit);
    path.steps.push_back({node->bit, right ? node->left : node->right});
    at = right ? node->right : node->left;
  }
}

// Bits strictly decreasing, all below `limit`. Bounds the number of steps too.
Result<void> check_steps(std::span<const MapStep> steps, std::size_t limit) {
  for (const MapStep& step : steps) {
    if (step.bit >= limit)
      return map_error("proof", "its bits do not strictly decrease below the limit");
    limit = step.bit;
  }
  return {};
}

// `key` says on which side each sibling lies.
Hash climb(Hash hash, std::string_view key, std::span<const MapStep> steps) {
  for (const MapStep& step : steps) {
    hash = map_key_bit(key, step.bit) ? map_inner_hash(step.bit, step.sibling, hash)
                                      : map_inner_hash(step.bit, hash, step.sibling);
  }
  return hash;
}

Result<void> check_root(const Hash& computed, const Hash& root) {
  if (computed == root) return {};
  return map_error("proof", "does not lead to the root");
}

// A search for `wanted` ends at the leaf `other`: every division on the leaf's path sends both the
// same way. Without a leaf the tree is empty.
Result<void> check_search_end(const Hash& root, std::string_view wanted,
                              const std::optional<MapPair>& other, std::span<const MapStep> steps) {
  if (!other) {
    if (!steps.empty()) return map_error("proof", "steps without a leaf");
    return check_root(empty_map_root(), root);
  }
  if (Result<void> ok = check_map_pair(other->key, other->value); !ok) return ok;
  if (Result<void> ok = check_steps(steps, kMapBitsMax); !ok) return ok;
  for (const MapStep& step : steps) {
    if (map_key_bit(wanted, step.bit) != map_key_bit(other->key, step.bit)) {
      return map_error("proof", "the leaf is not where a search for the key ends");
    }
  }
  return check_root(climb(map_leaf_hash(other->key, other->value), other->key, steps), root);
}

}  // namespace

Result<MapProof> prove(const NodeReader& nodes, const Hash& root, std::string_view key) {
  MapProof proof;
  if (root == empty_map_root()) return proof;
  Result<Path> path = find_path(nodes, root, key);
  if (!path) return path.error();
  proof.present = path->leaf.key == key;
  proof.steps = std::move(path->steps);
  if (!proof.present) proof.other = std::move(path->leaf);
  return proof;
}

Result<void> verify_presence(const Hash& root, std::string_view key, ByteView value,
                             const MapProof& proof) {
  if (!proof.present || proof.other) return map_error("proof", "is not a proof of presence");
  if (Result<void> ok = check_map_pair(key, value); !ok) return ok;
  if (Result<void> ok = check_steps(proof.steps, kMapBitsMax); !ok) return ok;
  return check_root(climb(map_leaf_hash(key, value), key, proof.steps), root);
}

Result<void> verify_absence(const Hash& root, std::string_view key, const MapProof& proof) {
  if (proof.present) return map_error("proof", "is not a proof of absence");
  if (Result<void> ok = check_map_pair(key, {}); !ok) return ok;
  if (proof.other && proof.other->key == key) return map_error("proof", "the key is present");
  return check_search_end(root, key, proof.other, proof.steps);
}

Result<PrefixProof> prove_prefix(const NodeReader& nodes, const Hash& root,
                                 std::string_view prefix) {
  PrefixProof proof;
  if (root == empty_map_root()) return proof;
  Result<Path> path = find_path(nodes, root, prefix);
  if (!path) return path.error();
  proof.steps = std::move(path->steps);
  if (map_key_has_prefix(path->leaf.key, prefix)) {
    std::erase_if(proof.steps, [&](const MapStep& step) { return step.bit >= 8 * prefix.size(); });
  } else {
    proof.other = std::move(path->leaf);
  }
  return proof;
}

Result<void> verify_prefix(const Hash& root, std::string_view prefix,
                           std::span<const MapPair> pairs, const PrefixProof& proof) {
  if (Result<void> ok = check_map_pair(prefix, {}); !ok) return ok;
  if (pairs.empty()) {
    // Any key with the prefix would divide from `other` at a bit inside the prefix, and that
    // division would stand on the path of `other`: check_search_end shows that none does.
    if (proof.other && map_key_has_prefix(proof.other->key, prefix)) {
      return map_error("proof", "its leaf has the prefix, but the list is empty");
    }
    return check_search_end(root, prefix, proof.other, proof.steps);
  }
  if (proof.other)
    return map_error("proof", "shows that no key has the prefix, but the list is not empty");
  for (const MapPair& pair : pairs) {
    if (!map_key_has_prefix(pair.key, prefix)) return map_error("list", "a key lacks the prefix");
  }
  const Result<Hash> subtree = map_root(pairs);
  if (!subtree) return subtree.error();
  // Divisions inside the prefix only: one below could cut keys off the list.
  if (Result<void> ok = check_steps(proof.steps, 8 * prefix.size()); !ok) return ok;
  return check_root(climb(*subtree, prefix, proof.steps), root);
}

}  // namespace kuboluk::log
