// The log's Merkle tree: RFC 6962 section 2.1 (RFC 9162 2.1), SHA-256. Indexes count from 0.
//
// Every proof is verified with its exact length known beforehand from the two numbers, so a proof
// costs at most 126 hashes of work and constant memory whatever it claims (RELIABILITY 57).
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "crypto/bytes.h"
#include "crypto/result.h"

namespace kuboluk::log {

// Largest tree: independent readers keep sizes in signed 64-bit numbers. Anything above is refused.
inline constexpr std::uint64_t kTreeSizeMax = (std::uint64_t{1} << 63) - 1;

using Proof = std::vector<Hash>;  // from the leaf's side up to the root's

Hash leaf_hash(ByteView entry);                       // SHA-256(0x00 || entry)
Hash node_hash(const Hash& left, const Hash& right);  // SHA-256(0x01 || left || right)
Hash empty_tree_root();                               // SHA-256("")

// Where proofs are built from: hashes of perfect subtrees.
class HashReader {
 public:
  virtual ~HashReader() = default;
  // The root of the perfect subtree over leaves [index * 2^level, (index + 1) * 2^level). Asked
  // only for subtrees that lie wholly inside the tree.
  virtual Result<Hash> read_hash(unsigned level, std::uint64_t index) const = 0;
};

// The right edge of a tree: enough to append and to know the root, in at most 63 hashes.
class CompactRange {
 public:
  CompactRange() = default;  // the empty tree
  // The hashes are those that hashes() gave at that size. Error (merkle) if their number does not
  // fit the size; wrong hashes cannot be seen here, only by comparing root().
  static Result<CompactRange> restore(std::uint64_t size, std::vector<Hash> hashes);
  void append(const Hash& leaf);
  std::uint64_t size() const { return size_; }
  Hash root() const;
  // Roots of the perfect subtrees that make up the tree, largest (leftmost) first: one per bit of
  // size() that is set.
  const std::vector<Hash>& hashes() const { return hashes_; }

 private:
  std::uint64_t size_ = 0;
  std::vector<Hash> hashes_;
};

// A whole tree in memory, 64 bytes per leaf: for drafts, audits and tests.
class MemoryTree final : public HashReader {
 public:
  void append(const Hash& leaf);
  std::uint64_t size() const { return levels_.empty() ? 0 : levels_[0].size(); }
  // The root over the first `size` leaves, at most size().
  Hash root(std::uint64_t size) const;
  Result<Hash> read_hash(unsigned level, std::uint64_t index) const override;

 private:
  std::vector<std::vector<Hash>> levels_;  // levels_[0]: leaves
};

// The root of the first `size` leaves, from the reader's hashes. Errors: the reader's.
Result<Hash> tree_root(const HashReader& hashes, std::uint64_t size);

// Exact number of hashes of a proof; index < size <= kTreeSizeMax, 0 < old_size <= size.
unsigned inclusion_proof_length(std::uint64_t index, std::uint64_t size);
unsigned consistency_proof_length(std::uint64_t old_size, std::uint64_t size);

// RFC 6962 2.1.1. Errors: merkle if index >= size or size too large; else the reader's.
Result<Proof> inclusion_proof(const HashReader& hashes, std::uint64_t index, std::uint64_t size);
// RFC 6962 2.1.2. Empty for old_size 0 and for old_size == size. Errors as above.
Result<Proof> consistency_proof(const HashReader& hashes, std::uint64_t old_size,
                                std::uint64_t size);

// `leaf` (a leaf hash) stands at `index` of the tree with that size and root. Errors: merkle, with
// what was expected.
Result<void> verify_inclusion(std::uint64_t index, std::uint64_t size, const Hash& leaf,
                              std::span<const Hash> proof, const Hash& root);
// The tree (size, root) begins with the tree (old_size, old_root). A size of 0 goes only with
// empty_tree_root(), and its proof is empty.
Result<void> verify_consistency(std::uint64_t old_size, std::uint64_t size, const Hash& old_root,
                                const Hash& root, std::span<const Hash> proof);

}  // namespace kuboluk::log
