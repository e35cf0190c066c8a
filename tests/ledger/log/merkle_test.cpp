#include "ledger/log/merkle.h"

#include <bit>
#include <catch2/catch.hpp>
#include <random>
#include <set>
#include <string>

#include "crypto/encoding.h"
#include "tests/ledger/log/print_result.h"

namespace kuboluk::log {
namespace {

std::vector<Hash> leaves(std::size_t count) {
  std::vector<Hash> hashes;
  for (std::size_t i = 0; i < count; ++i) {
    hashes.push_back(leaf_hash(bytes_of("entry " + std::to_string(i))));
  }
  return hashes;
}

MemoryTree tree_of(std::span<const Hash> hashes) {
  MemoryTree tree;
  for (const Hash& hash : hashes)
    tree.append(hash);
  return tree;
}

// --- RFC 6962 section 2.1, word for word ---

Hash naive_root(std::span<const Hash> d) {
  if (d.empty()) return empty_tree_root();
  if (d.size() == 1) return d[0];
  const std::size_t k = std::bit_floor(d.size() - 1);
  return node_hash(naive_root(d.first(k)), naive_root(d.subspan(k)));
}

Proof naive_path(std::size_t m, std::span<const Hash> d) {
  if (d.size() == 1) return {};
  const std::size_t k = std::bit_floor(d.size() - 1);
  Proof proof = m < k ? naive_path(m, d.first(k)) : naive_path(m - k, d.subspan(k));
  proof.push_back(m < k ? naive_root(d.subspan(k)) : naive_root(d.first(k)));
  return proof;
}

Proof naive_subproof(std::size_t m, std::span<const Hash> d, bool whole) {
  if (m == d.size()) return whole ? Proof{} : Proof{naive_root(d)};
  const std::size_t k = std::bit_floor(d.size() - 1);
  Proof proof =
      m <= k ? naive_subproof(m, d.first(k), whole) : naive_subproof(m - k, d.subspan(k), false);
  proof.push_back(m <= k ? naive_root(d.subspan(k)) : naive_root(d.first(k)));
  return proof;
}

// A tree whose leaves are all the same: known hashes at every size up to 2^63 - 1.
class UniformTree final : public HashReader {
 public:
  UniformTree() {
    levels_.push_back(leaf_hash(bytes_of("same")));
    while (levels_.size() < 64)
      levels_.push_back(node_hash(levels_.back(), levels_.back()));
  }
  Result<Hash> read_hash(unsigned level, std::uint64_t) const override { return levels_[level]; }

 private:
  std::vector<Hash> levels_;
};

}  // namespace

TEST_CASE("RFC 6962: the roots of the Certificate Transparency reference tree") {
  const std::vector<std::string> entries = {"",
                                            "00",
                                            "10",
                                            "2021",
                                            "3031",
                                            "40414243",
                                            "5051525354555657",
                                            "606162636465666768696a6b6c6d6e6f"};
  const std::vector<std::string> roots = {
      "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
      "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
      "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
      "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
      "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
      "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
      "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
      "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"};
  CompactRange range;
  CHECK(crypto::to_hex(range.root()) ==
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  for (std::size_t i = 0; i < entries.size(); ++i) {
    range.append(leaf_hash(crypto::from_hex(entries[i]).value()));
    CHECK(crypto::to_hex(range.root()) == roots[i]);
  }
}

TEST_CASE("every computation of the root agrees with the definition, sizes 0 to 300") {
  const std::vector<Hash> all = leaves(300);
  const MemoryTree tree = tree_of(all);
  CompactRange range;
  for (std::size_t size = 0; size <= all.size(); ++size) {
    const Hash expected = naive_root(std::span(all).first(size));
    CHECK(range.root() == expected);
    CHECK(tree.root(size) == expected);
    CHECK(range.hashes().size() == static_cast<std::size_t>(std::popcount(size)));
    const auto restored = CompactRange::restore(size, range.hashes());
    REQUIRE(restored);
    CHECK(restored->root() == expected);
    if (size < all.size()) range.append(all[size]);
  }
  CHECK_FALSE(CompactRange::restore(3, {all[0]}));
  CHECK_FALSE(CompactRange::restore(1, {}));
  CHECK_FALSE(CompactRange::restore(kTreeSizeMax + 1, {all[0]}));
}

TEST_CASE("inclusion proofs are those of RFC 6962 and verify, all indexes of sizes 1 to 300") {
  const std::vector<Hash> all = leaves(300);
  const MemoryTree tree = tree_of(all);
  std::mt19937_64 random(6962);
  for (std::size_t size = 1; size <= all.size(); ++size) {
    const Hash root = tree.root(size);
    for (std::size_t index = 0; index < size; ++index) {
      if (size > 70 && random() % 16 != 0) continue;  // the naive model is slow
      const Proof proof = inclusion_proof(tree, index, size).value();
      REQUIRE(proof == naive_path(index, std::span(all).first(size)));
      REQUIRE(proof.size() == inclusion_proof_length(index, size));
      REQUIRE(verify_inclusion(index, size, all[index], proof, root));
    }
  }
}

TEST_CASE("consistency proofs are those of RFC 6962 and verify, sizes 0 to 300") {
  const std::vector<Hash> all = leaves(300);
  const MemoryTree tree = tree_of(all);
  std::mt19937_64 random(2162);
  for (std::size_t size = 0; size <= all.size(); ++size) {
    for (std::size_t old = 0; old <= size; ++old) {
      if (size > 70 && random() % 16 != 0) continue;
      const Proof proof = consistency_proof(tree, old, size).value();
      if (old > 0) {
        REQUIRE(proof == naive_subproof(old, std::span(all).first(size), true));
        REQUIRE(proof.size() == consistency_proof_length(old, size));
      } else {
        REQUIRE(proof.empty());
      }
      REQUIRE(verify_consistency(old, size, tree.root(old), tree.root(size), proof));
    }
  }
}

TEST_CASE(
    "RELIABILITY 57: an inclusion proof with any hash changed, too long, too short is refused") {
  const std::vector<Hash> all = leaves(40);
  const MemoryTree tree = tree_of(all);
  for (std::size_t size = 1; size <= all.size(); ++size) {
    const Hash root = tree.root(size);
    for (std::size_t index = 0; index < size; ++index) {
      const Proof good = inclusion_proof(tree, index, size).value();
      for (std::size_t i = 0; i < good.size(); ++i) {
        Proof bad = good;
        bad[i][i % 32] ^= 0x10;
        CHECK_FALSE(verify_inclusion(index, size, all[index], bad, root));
        bad = good;
        bad.erase(bad.begin() + static_cast<std::ptrdiff_t>(i));
        CHECK_FALSE(verify_inclusion(index, size, all[index], bad, root));
      }
      Proof bad = good;
      bad.push_back(root);
      CHECK_FALSE(verify_inclusion(index, size, all[index], bad, root));
      bad = good;
      bad.insert(bad.begin(), all[index]);
      CHECK_FALSE(verify_inclusion(index, size, all[index], bad, root));
      // Another index, another leaf, index = size, another size with its own root.
      for (std::size_t other = 0; other < size; ++other) {
        if (other == index) continue;
        CHECK_FALSE(verify_inclusion(other, size, all[index], good, root));
        CHECK_FALSE(verify_inclusion(index, size, all[other], good, root));
      }
      CHECK_FALSE(verify_inclusion(size, size, all[index], good, root));
      for (std::size_t other = index + 1; other <= all.size(); ++other) {
        if (other == size) continue;
        CHECK_FALSE(verify_inclusion(index, other, all[index], good, tree.root(other)));
      }
    }
  }
  CHECK_FALSE(verify_inclusion(0, 0, all[0], {}, empty_tree_root()));
  CHECK_FALSE(inclusion_proof(tree, 0, 0));
  CHECK_FALSE(inclusion_proof(tree, 40, 40));
}

TEST_CASE("RELIABILITY 57: a consistency proof with anything changed is refused") {
  const std::vector<Hash> all = leaves(40);
  const MemoryTree tree = tree_of(all);
  for (std::size_t size = 1; size <= all.size(); ++size) {
    for (std::size_t old = 1; old <= size; ++old) {
      const Hash before = tree.root(old);
      const Hash after = tree.root(size);
      const Proof good = consistency_proof(tree, old, size).value();
      for (std::size_t i = 0; i < good.size(); ++i) {
        Proof bad = good;
        bad[i][31 - i % 32] ^= 0x01;
        CHECK_FALSE(verify_consistency(old, size, before, after, bad));
        bad = good;
        bad.erase(bad.begin() + static_cast<std::ptrdiff_t>(i));
        CHECK_FALSE(verify_consistency(old, size, before, after, bad));
      }
      Proof bad = good;
      bad.push_back(after);
      CHECK_FALSE(verify_consistency(old, size, before, after, bad));
      CHECK_FALSE(verify_consistency(old, size, all[7], after, good));
      CHECK_FALSE(verify_consistency(old, size, before, all[7], good));
      if (old < size) CHECK_FALSE(verify_consistency(size, old, after, before, good));
      for (std::size_t other = 1; other <= size; ++other) {
        if (other != old)
          CHECK_FALSE(verify_consistency(other, size, tree.root(other), after, good));
      }
    }
  }
}

TEST_CASE("a tree of size 0 has one root, and everything is consistent with it") {
  const std::vector<Hash> all = leaves(5);
  const MemoryTree tree = tree_of(all);
  const Hash none = empty_tree_root();
  CHECK(verify_consistency(0, 0, none, none, {}));
  CHECK(verify_consistency(0, 5, none, tree.root(5), {}));
  CHECK_FALSE(verify_consistency(0, 5, all[0], tree.root(5), {}));
  CHECK_FALSE(verify_consistency(0, 0, none, all[0], {}));
  CHECK_FALSE(verify_consistency(0, 5, none, tree.root(5), Proof{all[0]}));
}

TEST_CASE("RELIABILITY 57: proofs at the largest sizes, and beyond them an error") {
  const UniformTree tree;
  const Hash leaf = leaf_hash(bytes_of("same"));
  const std::uint64_t size = kTreeSizeMax;
  const Hash root = tree_root(tree, size).value();
  std::mt19937_64 random(63);
  std::set<std::uint64_t> indexes = {0, 1, size - 1, size / 2, size / 2 + 1};
  while (indexes.size() < 40)
    indexes.insert(random() % size);
  for (std::uint64_t index : indexes) {
    const Proof proof = inclusion_proof(tree, index, size).value();
    CHECK(proof.size() <= 63);
    CHECK(verify_inclusion(index, size, leaf, proof, root));
    CHECK_FALSE(
        verify_inclusion(index, size, leaf, std::span(proof).first(proof.size() - 1), root));
    const Proof growth = consistency_proof(tree, index + 1, size).value();
    CHECK(growth.size() <= 126);
    CHECK(verify_consistency(index + 1, size, tree_root(tree, index + 1).value(), root, growth));
  }
  for (std::uint64_t large : {kTreeSizeMax + 1, kTreeSizeMax + 2, ~std::uint64_t{0}}) {
    CHECK_FALSE(inclusion_proof(tree, 0, large));
    CHECK_FALSE(consistency_proof(tree, 1, large));
    CHECK_FALSE(tree_root(tree, large));
    CHECK_FALSE(verify_inclusion(0, large, leaf, Proof(63, leaf), root));
    CHECK_FALSE(verify_inclusion(large, large, leaf, Proof(64, leaf), root));
    CHECK_FALSE(verify_consistency(1, large, leaf, root, Proof(63, leaf)));
    CHECK_FALSE(verify_consistency(large, large, root, root, {}));
  }
}

}  // namespace kuboluk::log
