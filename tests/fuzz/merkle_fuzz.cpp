// The log's Merkle tree against RFC 6962 section 2.1 read literally: roots, inclusion and
// consistency proofs of trees that the input builds, and proofs with one hash changed, cut or
// added.
#include <fuzzer/FuzzedDataProvider.h>

#include <bit>
#include <vector>

#include "ledger/log/merkle.h"
#include "tests/fuzz/target.h"

using namespace kuboluk;

namespace {

constexpr std::size_t kLeavesMax = 300;

// MTH of RFC 6962 2.1.
Hash naive_root(std::span<const Hash> leaves) {
  if (leaves.empty()) return log::empty_tree_root();
  if (leaves.size() == 1) return leaves[0];
  const std::size_t left = std::bit_floor(leaves.size() - 1);
  return log::node_hash(naive_root(leaves.first(left)), naive_root(leaves.subspan(left)));
}

void damage(log::Proof& proof, FuzzedDataProvider& data) {
  const auto at = data.ConsumeIntegralInRange<std::size_t>(0, proof.size());
  if (data.ConsumeBool() || at == proof.size()) {
    proof.insert(proof.begin() + static_cast<std::ptrdiff_t>(at), Hash{});
  } else if (data.ConsumeBool()) {
    proof.erase(proof.begin() + static_cast<std::ptrdiff_t>(at));
  } else {
    proof[at][data.ConsumeIntegralInRange<std::size_t>(0, 31)] ^= 1;
  }
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  FuzzedDataProvider data(bytes, size);
  const auto count = data.ConsumeIntegralInRange<std::size_t>(1, kLeavesMax);
  log::MemoryTree tree;
  log::CompactRange edge;
  std::vector<Hash> leaves;
  for (std::size_t index = 0; index < count; ++index) {
    // Equal leaves are as good as others: the input says which.
    const auto content = static_cast<std::uint8_t>(data.ConsumeIntegral<std::uint8_t>() % 4);
    leaves.push_back(log::leaf_hash({&content, 1}));
    tree.append(leaves.back());
    edge.append(leaves.back());
  }
  const Hash root = naive_root(leaves);
  KUBOLUK_CHECK(edge.root() == root && tree.root(count) == root);

  const auto old_size = data.ConsumeIntegralInRange<std::uint64_t>(0, count);
  const Hash old_root = naive_root(std::span(leaves).first(old_size));
  auto consistency = log::consistency_proof(tree, old_size, count);
  KUBOLUK_CHECK(consistency.has_value());
  KUBOLUK_CHECK(log::verify_consistency(old_size, count, old_root, root, *consistency).has_value());
  const auto index = data.ConsumeIntegralInRange<std::uint64_t>(0, count - 1);
  auto inclusion = log::inclusion_proof(tree, index, count);
  KUBOLUK_CHECK(inclusion.has_value());
  KUBOLUK_CHECK(log::verify_inclusion(index, count, leaves[index], *inclusion, root).has_value());

  damage(*inclusion, data);
  KUBOLUK_CHECK(!log::verify_inclusion(index, count, leaves[index], *inclusion, root).has_value());
  damage(*consistency, data);
  KUBOLUK_CHECK(
      !log::verify_consistency(old_size, count, old_root, root, *consistency).has_value());
  return 0;
}
