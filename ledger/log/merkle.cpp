#include "ledger/log/merkle.h"

#include <algorithm>
#include <bit>
#include <optional>
#include <utility>

#include "crypto/check.h"
#include "crypto/sha256.h"

namespace kuboluk::log {
namespace {

constexpr std::uint8_t kLeafPrefix[] = {0x00};
constexpr std::uint8_t kNodePrefix[] = {0x01};

Error merkle_error(std::string detail) {
  return {"merkle", "proof", std::move(detail)};
}

Error size_error(std::uint64_t size) {
  return merkle_error("tree size " + std::to_string(size) + " is above 2^63 - 1");
}

// The root over leaves [begin, end), where begin is a multiple of the smallest power of two that is
// at least end - begin: the range falls apart into perfect subtrees, one per bit of its length.
Result<Hash> range_root(const HashReader& hashes, std::uint64_t begin, std::uint64_t end) {
  std::optional<Hash> right;
  while (end > begin) {
    const unsigned level = static_cast<unsigned>(std::countr_zero(end - begin));
    end -= std::uint64_t{1} << level;
    const Result<Hash> hash = hashes.read_hash(level, end >> level);
    if (!hash) return hash;
    right = right ? node_hash(*hash, *right) : *hash;
  }
  return right ? *right : empty_tree_root();
}

// Where the path from leaf `index` meets the right edge of a tree of `size` leaves: below that
// level siblings lie left or right of the path, above it only left.
unsigned inner_length(std::uint64_t index, std::uint64_t size) {
  return static_cast<unsigned>(std::bit_width(index ^ (size - 1)));
}

unsigned border_length(std::uint64_t index, unsigned inner) {
  return inner >= 64 ? 0U : static_cast<unsigned>(std::popcount(index >> inner));
}

// Hashes upward through all siblings: the first `inner` lie where the bits of `index` say, the rest
// left.
Hash climb(Hash hash, std::span<const Hash> siblings, unsigned inner, std::uint64_t index) {
  for (std::size_t i = 0; i < siblings.size(); ++i) {
    const bool left_sibling = i >= inner || ((index >> i) & 1) == 1;
    hash = left_sibling ? node_hash(siblings[i], hash) : node_hash(hash, siblings[i]);
  }
  return hash;
}

// As climb, but only through siblings on the left: those that an older, smaller tree already had.
Hash climb_left(Hash hash, std::span<const Hash> siblings, unsigned inner, std::uint64_t index) {
  for (std::size_t i = 0; i < siblings.size(); ++i) {
    if (i >= inner || ((index >> i) & 1) == 1) hash = node_hash(siblings[i], hash);
  }
  return hash;
}

Result<void> check_length(std::size_t found, std::size_t expected) {
  if (found == expected) return {};
  return merkle_error("expected " + std::to_string(expected) + " hashes, found " +
                      std::to_string(found));
}

Result<void> check_inclusion_place(std::uint64_t index, std::uint64_t size) {
  if (size > kTreeSizeMax) return size_error(size);
  if (index < size) return {};
  return merkle_error("index " + std::to_string(index) + " is not in a tree of " +
                      std::to_string(size));
}

Result<void> check_growth(std::uint64_t old_size, std::uint64_t size) {
  if (size > kTreeSizeMax) return size_error(size);
  if (old_size <= size) return {};
  return merkle_error("old size " + std::to_string(old_size) + " is above the new size " +
                      std::to_string(size));
}

}  // namespace

Hash leaf_hash(ByteView entry) {
  return crypto::sha256({kLeafPrefix, entry});
}

Hash node_hash(const Hash& left, const Hash& right) {
  return crypto::sha256({kNodePrefix, left, right});
}

Hash empty_tree_root() {
  return crypto::sha256(ByteView{});
}

Result<CompactRange> CompactRange::restore(std::uint64_t size, std::vector<Hash> hashes) {
  if (size > kTreeSizeMax) return size_error(size);
  if (Result<void> ok = check_length(hashes.size(), std::popcount(size)); !ok) return ok.error();
  CompactRange range;
  range.size_ = size;
  range.hashes_ = std::move(hashes);
  return range;
}

void CompactRange::append(const Hash& leaf) {
  KUBOLUK_CHECK(size_ < kTreeSizeMax);
  Hash hash = leaf;
  for (std::uint64_t rest = size_; (rest & 1) == 1; rest >>= 1) {
    hash = node_hash(hashes_.back(), hash);
    hashes_.pop_back();
  }
  hashes_.push_back(hash);
  ++size_;
}

Hash CompactRange::root() const {
  if (hashes_.empty()) return empty_tree_root();
  Hash hash = hashes_.back();
  for (auto left = hashes_.rbegin() + 1; left != hashes_.rend(); ++left) {
    hash = node_hash(*left, hash);
  }
  return hash;
}

void MemoryTree::append(const Hash& leaf) {
  Hash hash = leaf;
  for (std::size_t level = 0;; ++level) {
    if (level == levels_.size()) levels_.emplace_back();
    std::vector<Hash>& row = levels_[level];
    row.push_back(hash);
    if (row.size() % 2 == 1) return;
    hash = node_hash(row[row.size() - 2], row.back());
  }
}

Hash MemoryTree::root(std::uint64_t size) const {
  KUBOLUK_CHECK(size <= this->size());
  return tree_root(*this, size).value();
}

Result<Hash> MemoryTree::read_hash(unsigned level, std::uint64_t index) const {
  if (level >= levels_.size() || index >= levels_[level].size()) {
    return Error{"merkle", "tree",
                 "no subtree of level " + std::to_string(level) + " at " + std::to_string(index)};
  }
  return levels_[level][index];
}

Result<Hash> tree_root(const HashReader& hashes, std::uint64_t size) {
  if (size > kTreeSizeMax) return size_error(size);
  return range_root(hashes, 0, size);
}

unsigned inclusion_proof_length(std::uint64_t index, std::uint64_t size) {
  KUBOLUK_CHECK(index < size && size <= kTreeSizeMax);
  const unsigned inner = inner_length(index, size);
  return inner + border_length(index, inner);
}

unsigned consistency_proof_length(std::uint64_t old_size, std::uint64_t size) {
  KUBOLUK_CHECK(old_size > 0 && old_size <= size && size <= kTreeSizeMax);
  if (old_size == size) return 0;
  const unsigned inner = inner_length(old_size - 1, size);
  const unsigned start = std::has_single_bit(old_size) ? 0 : 1;  // the old tree's last subtree
  return start + inner - static_cast<unsigned>(std::countr_zero(old_size)) +
         border_length(old_size - 1, inner);
}

Result<Proof> inclusion_proof(const HashReader& hashes, std::uint64_t index, std::uint64_t size) {
  if (Result<void> ok = check_inclusion_place(index, size); !ok) return ok.error();
  Proof proof;
  std::uint64_t begin = 0;
  std::uint64_t end = size;
  while (end - begin > 1) {
    const std::uint64_t middle = begin + std::bit_floor(end - begin - 1);
    const bool left = index < middle;
    const Result<Hash> sibling =
        left ? range_root(hashes, middle, end) : range_root(hashes, begin, middle);
    if (!sibling) return sibling.error();
    proof.push_back(*sibling);
    (left ? end : begin) = middle;
  }
  std::reverse(proof.begin(), proof.end());
  return proof;
}

Result<Proof> consistency_proof(const HashReader& hashes, std::uint64_t old_size,
                                std::uint64_t size) {
  if (Result<void> ok = check_growth(old_size, size); !ok) return ok.error();
  Proof proof;
  std::uint64_t begin = 0;
  std::uint64_t end = size;
  while (old_size > 0 && old_size < end) {
    const std::uint64_t middle = begin + std::bit_floor(end - begin - 1);
    const bool left = old_size <= middle;
    const Result<Hash> sibling =
        left ? range_root(hashes, middle, end) : range_root(hashes, begin, middle);
    if (!sibling) return sibling.error();
    proof.push_back(*sibling);
    (left ? end : begin) = middle;
  }
  if (begin >
      0) {  // the old tree is not one perfect subtree: its last one is where the proof starts
    const Result<Hash> start = range_root(hashes, begin, end);
    if (!start) return start.error();
    proof.push_back(*start);
  }
  std::reverse(proof.begin(), proof.end());
  return proof;
}

Result<void> verify_inclusion(std::uint64_t index, std::uint64_t size, const Hash& leaf,
                              std::span<const Hash> proof, const Hash& root) {
  if (Result<void> ok = check_inclusion_place(index, size); !ok) return ok;
  if (Result<void> ok = check_length(proof.size(), inclusion_proof_length(index, size)); !ok) {
    return ok;
  }
  if (climb(leaf, proof, inner_length(index, size), index) == root) return {};
  return merkle_error("entry " + std::to_string(index) + " does not lead to the root of size " +
                      std::to_string(size));
}

Result<void> verify_consistency(std::uint64_t old_size, std::uint64_t size, const Hash& old_root,
                                const Hash& root, std::span<const Hash> proof) {
  if (Result<void> ok = check_growth(old_size, size); !ok) return ok;
  if ((old_size == 0 && old_root != empty_tree_root()) ||
      (size == 0 && root != empty_tree_root())) {
    return merkle_error("size 0 goes only with the empty tree's root");
  }
  if (old_size == 0 || old_size == size) {
    if (Result<void> ok = check_length(proof.size(), 0); !ok) return ok;
    if (old_size == 0 || old_root == root) return {};
    return merkle_error("two roots for size " + std::to_string(size));
  }
  const unsigned length = consistency_proof_length(old_size, size);
  if (Result<void> ok = check_length(proof.size(), length); !ok) return ok;
  const unsigned shift = static_cast<unsigned>(std::countr_zero(old_size));
  const unsigned inner = inner_length(old_size - 1, size) - shift;
  const std::uint64_t index = (old_size - 1) >> shift;
  const bool perfect = std::has_single_bit(old_size);
  const Hash start = perfect ? old_root : proof[0];
  const std::span<const Hash> siblings = perfect ? proof : proof.subspan(1);
  if (climb_left(start, siblings, inner, index) != old_root) {
    return merkle_error("does not lead to the root of the old size " + std::to_string(old_size));
  }
  if (climb(start, siblings, inner, index) != root) {
    return merkle_error("does not lead to the root of the new size " + std::to_string(size));
  }
  return {};
}

}  // namespace kuboluk::log
