// One table of a simulated disk: sorted rows in leaves that copies share. A copy costs a pointer
// for every leaf, a change copies one leaf; so snapshots, images and aborted transactions are
// cheap.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "crypto/bytes.h"

namespace kuboluk::simulation {

// As stored: the value in its envelope. Never changed, only replaced.
struct SimRow {
  Bytes key;
  Bytes stored;
  // The envelope was found whole at an earlier read. It says nothing about any other row, and this
  // one never changes, so it need not be hashed again.
  mutable bool whole = false;
};

class SimTable {
 public:
  std::uint64_t rows() const { return rows_; }
  std::uint64_t bytes() const { return bytes_; }  // of keys and stored values
  // nullptr: no such key. Valid until the next change of this table.
  const SimRow* find(ByteView key) const;
  // Row number `number` (below rows(), checked) in key order.
  const SimRow& row(std::uint64_t number) const;
  // Replaces the row of that key, if there is one.
  void put(SimRow row);
  bool remove(ByteView key);
  // In key order; `visit` returns whether to go on.
  template <class Visit>
  void for_each(const Visit& visit) const {
    for (const auto& leaf : leaves_) {
      for (const auto& row : *leaf) {
        if (!visit(*row)) return;
      }
    }
  }

 private:
  using Leaf = std::vector<std::shared_ptr<const SimRow>>;
  std::size_t leaf_of(ByteView key) const;     // the one that holds the key, or would
  Leaf& own(std::size_t number);               // not shared any more
  std::vector<std::shared_ptr<Leaf>> leaves_;  // none is empty
  std::uint64_t rows_ = 0;
  std::uint64_t bytes_ = 0;
};

}  // namespace kuboluk::simulation
