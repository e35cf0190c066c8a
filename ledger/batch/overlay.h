// A ledger as it will be once some batches are committed: the stored state with Changes on top. A
// cosigner checks a proposal that extends another one this way, without storing either.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "ledger/batch/change.h"

namespace kuboluk::batch {

// Reads from the newest change that knows what is asked, else from the base. Neither is copied:
// base and changes must outlive the overlay. The first change's `before` is the base's position,
// every later one's the position after the one before it (checked).
class Overlay final : public LedgerReader {
 public:
  Overlay(const LedgerReader& base, std::span<const Change> changes);

  Result<Position> position() const override;
  Result<std::optional<std::string>> record(std::string_view key) const override;
  Result<std::optional<std::uint64_t>> event_index(const Hash& event_id) const override;
  Result<std::string> entry(std::uint64_t index) const override;
  Result<std::vector<std::pair<std::string, std::string>>> records_under(
      std::string_view prefix) const override;
  Result<Bytes> read_node(const Hash& hash) const override;
  // Every width up to the newest one at that place, as a stored ledger.
  Result<Bytes> read_tile(const log::TileId& id) const override;

 private:
  const LedgerReader& base_;
  std::span<const Change> changes_;
  std::map<Hash, const Bytes*> nodes_;  // of the changes; null: removed
};

// Divides entries into batches: each ends with a seal. Errors: X.FORM "entry <index>" if an entry
// does not parse or bears another index; X.FORM if the last entry is no seal; X.SIZE for none.
Result<std::vector<std::span<const std::string>>> split_batches(
    std::uint64_t from, std::span<const std::string> entries);

}  // namespace kuboluk::batch
