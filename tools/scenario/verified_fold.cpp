#include "tools/scenario/verified_fold.h"

#include <string>
#include <vector>

#include "ledger/batch/builder.h"
#include "ledger/domain/entry.h"

namespace kuboluk::tools {
namespace {

// The entries from `first` to the next seal, that seal included.
Result<std::vector<std::string>> next_batch(const batch::LedgerReader& stored, std::uint64_t first,
                                            std::uint64_t size) {
  std::vector<std::string> entries;
  for (std::uint64_t index = first; index < size; ++index) {
    const auto bytes = stored.entry(index);
    if (!bytes) return bytes.error();
    const auto entry = domain::parse_entry(*bytes);
    if (!entry) return entry.error();
    entries.push_back(*bytes);
    if (entry->is_seal()) return entries;
  }
  return Error{"FOLD", "entry " + std::to_string(first), "no seal follows it"};
}

}  // namespace

Result<void> VerifiedFold::fold_next(const batch::LedgerReader& stored) {
  const auto end = stored.position();
  if (!end) return end.error();
  const auto entries = next_batch(stored, position_.size, end->size);
  if (!entries) return entries.error();
  return fold(*entries);
}

Result<void> VerifiedFold::fold(std::span<const std::string> batch) {
  std::uint64_t signatures = 0;
  const auto change = batch::replay(info_, ruleset_, ledger_, position_, batch, &signatures);
  if (!change) return change.error();
  ledger_.apply(*change);
  position_ = change->after;
  return {};
}

Result<bool> VerifiedFold::matches(const batch::LedgerReader& stored) const {
  const auto end = stored.position();
  if (!end) return end.error();
  return *end == position_;
}

}  // namespace kuboluk::tools
