// The status map: a Merkle Patricia tree over variable-length keys, wire-compatible with the Go
// authors' `mpt` package (DESIGN.md 4). SHA-256; lengths and bit positions are protobuf varints.
//
//   empty tree   H("")
//   leaf         H(0x00 || len(key) || key || len(value) || value)
//   inner node   H(0x01 || B || left || right), B = first bit at which the keys below it differ
//
// Bit 0 is the highest bit of the first byte; 0 goes left. A key is compared as if it were followed
// by one 0x00 byte and then 0xFF for ever; so for keys without 0x00 bytes "order" and "prefix" are
// the usual ones of byte strings. The tree depends only on the set of pairs. Pairs are never
// deleted.
//
// All functions are pure: nodes come from a NodeReader, changes go out as values. Every node read
// is checked against its hash, so a damaged store gives an error, never a wrong proof.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "crypto/bytes.h"
#include "crypto/result.h"

namespace kuboluk::log {

// Longest key and value: bound the depth of the tree (8 * 1024 + 1 steps) and so the work that one
// proof can ask for. The ledger's own keys are ASCII of at most 200 bytes.
inline constexpr std::size_t kMapKeyBytesMax = 1024;
inline constexpr std::size_t kMapValueBytesMax = 1024;
// Every B is below this: two keys differ at the latest in the byte after the longest key.
inline constexpr std::uint32_t kMapBitsMax = 8 * kMapKeyBytesMax + 1;

struct MapPair {
  std::string key;
  Bytes value;
  bool operator==(const MapPair&) const = default;
};

// Tree order: negative, zero, positive. Zero only for equal keys.
int compare_map_keys(std::string_view a, std::string_view b);
// The key, padded, begins with the prefix (not padded).
bool map_key_has_prefix(std::string_view key, std::string_view prefix);

Hash empty_map_root();

// nodes

struct MapNode {
  Hash hash;    // SHA-256(bytes)
  Bytes bytes;  // 0x00 || ... or 0x01 || ..., as above
  bool operator==(const MapNode&) const = default;
};

class NodeReader {
 public:
  virtual ~NodeReader() = default;
  // The bytes whose SHA-256 is `hash`. An absent node is an error.
  virtual Result<Bytes> read_node(const Hash& hash) const = 0;
};

// What one batch does to the stored nodes. A hash stands in at most one of the two lists and in
// each at most once; applying both turns exactly the node set of the old tree into that of the new
// one.
struct MapUpdate {
  Hash root;
  std::vector<MapNode> added;
  std::vector<Hash> removed;
};

// Sets all pairs in one step: O(changes * depth), inner nodes shared by several changes are hashed
// once. Setting a pair that is already there changes nothing. Errors: map if a key is given twice
// or too long, or a node read is damaged; the reader's.
Result<MapUpdate> update(const NodeReader& nodes, const Hash& root,
                         std::span<const MapPair> changes);

// The root over exactly these pairs, computed straight from the definition. Strictly increasing
// keys in tree order, else error (map).
Result<Hash> map_root(std::span<const MapPair> pairs);

// The value under the key, or nothing if the tree has no such key.
Result<std::optional<Bytes>> lookup(const NodeReader& nodes, const Hash& root,
                                    std::string_view key);
// All pairs under the prefix, in tree order; the empty prefix gives the whole map.
Result<std::vector<MapPair>> scan(const NodeReader& nodes, const Hash& root,
                                  std::string_view prefix);

// proofs

// One inner node on the way up: the bit it divides at and the hash of the other side.
struct MapStep {
  std::uint32_t bit = 0;
  Hash sibling{};
  bool operator==(const MapStep&) const = default;
};

// Proof about one key. Presence: steps only (key and value are known to the verifier). Absence: the
// leaf at which a search for the key ends, and its steps; for the empty tree neither.
struct MapProof {
  bool present = false;
  std::optional<MapPair> other;  // absence in a tree that is not empty
  std::vector<MapStep> steps;    // from the leaf up, bits strictly decreasing
  bool operator==(const MapProof&) const = default;
};

Result<MapProof> prove(const NodeReader& nodes, const Hash& root, std::string_view key);

// Errors (map) say what does not fit. There is exactly one proof that verifies for given (root,
// key).
Result<void> verify_presence(const Hash& root, std::string_view key, ByteView value,
                             const MapProof& proof);
Result<void> verify_absence(const Hash& root, std::string_view key, const MapProof& proof);

// Proof about all keys with a prefix. Some exist: the steps with bit < 8 * size of prefix, from
// their common subtree up. None exist: the leaf at which a search for the prefix ends, and all its
// steps; for the empty tree neither.
struct PrefixProof {
  std::optional<MapPair> other;
  std::vector<MapStep> steps;
  bool operator==(const PrefixProof&) const = default;
};

Result<PrefixProof> prove_prefix(const NodeReader& nodes, const Hash& root,
                                 std::string_view prefix);

// `pairs` are all pairs of the tree whose keys have the prefix: none is missing, none is foreign.
// Keys strictly increasing in tree order. Exactly one proof verifies for given (root, prefix).
Result<void> verify_prefix(const Hash& root, std::string_view prefix,
                           std::span<const MapPair> pairs, const PrefixProof& proof);

// nodes in memory

// For audits, tests and small users.
class MemoryNodes final : public NodeReader {
 public:
  Result<Bytes> read_node(const Hash& hash) const override;
  // Checked: every removed node is there, no added node is.
  void apply(const MapUpdate& change);
  std::size_t size() const { return nodes_.size(); }
  const std::map<Hash, Bytes>& nodes() const { return nodes_; }

 private:
  std::map<Hash, Bytes> nodes_;
};

}  // namespace kuboluk::log
