#include "tests/simulation/sim_table.h"

#include <algorithm>
#include <utility>

#include "crypto/check.h"

namespace kuboluk::simulation {
namespace {

// A leaf of more rows is split. Small: a change copies a leaf.
constexpr std::size_t kLeafRowsMax = 32;

bool before(ByteView left, ByteView right) {
  return std::lexicographical_compare(left.begin(), left.end(), right.begin(), right.end());
}

template <class Leaf>
auto place(Leaf& leaf, ByteView key) {
  return std::lower_bound(leaf.begin(), leaf.end(), key, [](const auto& row, ByteView wanted) {
    return before(row->key, wanted);
  });
}

bool has(const SimRow& row, ByteView key) {
  return std::equal(row.key.begin(), row.key.end(), key.begin(), key.end());
}

std::uint64_t bytes_of_row(const SimRow& row) {
  return row.key.size() + row.stored.size();
}

}  // namespace

std::size_t SimTable::leaf_of(ByteView key) const {
  const auto next = std::upper_bound(
      leaves_.begin(), leaves_.end(), key,
      [](ByteView wanted, const auto& leaf) { return before(wanted, leaf->front()->key); });
  return next == leaves_.begin() ? 0 : static_cast<std::size_t>(next - leaves_.begin()) - 1;
}

const SimRow* SimTable::find(ByteView key) const {
  if (leaves_.empty()) return nullptr;
  const Leaf& leaf = *leaves_[leaf_of(key)];
  const auto found = place(leaf, key);
  return found != leaf.end() && has(**found, key) ? found->get() : nullptr;
}

const SimRow& SimTable::row(std::uint64_t number) const {
  KUBOLUK_CHECK(number < rows_);
  std::size_t leaf = 0;
  while (number >= leaves_[leaf]->size())
    number -= leaves_[leaf++]->size();
  return *(*leaves_[leaf])[number];
}

SimTable::Leaf& SimTable::own(std::size_t number) {
  auto& leaf = leaves_[number];
  if (leaf.use_count() > 1) leaf = std::make_shared<Leaf>(*leaf);
  return *leaf;
}

void SimTable::put(SimRow row) {
  auto added = std::make_shared<const SimRow>(std::move(row));
  bytes_ += bytes_of_row(*added);
  if (leaves_.empty()) {
    leaves_.push_back(std::make_shared<Leaf>(1, std::move(added)));
    rows_ = 1;
    return;
  }
  const std::size_t number = leaf_of(added->key);
  Leaf& leaf = own(number);
  const auto found = place(leaf, added->key);
  if (found != leaf.end() && has(**found, added->key)) {
    bytes_ -= bytes_of_row(**found);
    *found = std::move(added);
    return;
  }
  leaf.insert(found, std::move(added));
  ++rows_;
  if (leaf.size() <= kLeafRowsMax) return;
  const auto half = leaf.begin() + static_cast<std::ptrdiff_t>(leaf.size() / 2);
  auto right = std::make_shared<Leaf>(half, leaf.end());
  leaf.erase(half, leaf.end());
  leaves_.insert(leaves_.begin() + static_cast<std::ptrdiff_t>(number) + 1, std::move(right));
}

bool SimTable::remove(ByteView key) {
  if (find(key) == nullptr) return false;
  const std::size_t number = leaf_of(key);
  Leaf& leaf = own(number);
  const auto found = place(leaf, key);
  bytes_ -= bytes_of_row(**found);
  leaf.erase(found);
  --rows_;
  if (leaf.empty()) leaves_.erase(leaves_.begin() + static_cast<std::ptrdiff_t>(number));
  return true;
}

}  // namespace kuboluk::simulation
