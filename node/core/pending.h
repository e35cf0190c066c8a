// Batches beyond the committed size, executed on top of it and held as Changes: what is proposed.
//
// Invariants: the first change begins at the committed position, each next one where the one before
// ends; every change came out of batch::replay or the sequencer's own builder.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "ledger/batch/change.h"
#include "node/core/setup.h"

namespace kuboluk::core {

// How entries that somebody proposes relate to the ones held.
struct Comparison {
  std::size_t common = 0;  // entries that are equal from the start
  bool conflicts = false;  // both have an entry after the common ones, and it differs
};

class Pending {
 public:
  bool empty() const { return changes_.empty(); }
  const std::vector<batch::Change>& changes() const { return changes_; }
  // The position after the last batch, or `committed` if there is none.
  const batch::Position& tip(const batch::Position& committed) const;
  // All entries, from the committed size on.
  std::vector<std::string> entries() const;
  Comparison compare(std::span<const std::string> entries) const;
  // The position after the batch that ends at `size`; nullptr if none does.
  const batch::Position* boundary(std::uint64_t size) const;

  // The log-signed note of a boundary, once it is known.
  void sign(std::uint64_t size, std::string note);
  // Empty if it is not known.
  const std::string& note(std::uint64_t size) const;
  // The newest boundary whose note is known; 0 if there is none.
  std::uint64_t signed_size() const;

  void replace(std::vector<batch::Change> changes);
  void clear();
  // The batches up to the boundary `size` are committed: gives them out and keeps the rest.
  std::vector<batch::Change> commit(std::uint64_t size);

 private:
  std::vector<batch::Change> changes_;
  std::map<std::uint64_t, std::string> notes_;
};

// Executes whole batches on top of `done` (changes on top of `committed`) and appends their changes
// to it. Errors: those of batch::replay; damage. `done` is then as far as it came.
Result<void> execute(const Setup& setup, const batch::LedgerReader& committed,
                     std::span<const std::string> entries, std::vector<batch::Change>& done,
                     std::uint64_t& signatures_checked);

}  // namespace kuboluk::core
