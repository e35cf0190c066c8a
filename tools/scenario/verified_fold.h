// The replay's own view of the ledger: every batch is read back from the store, re-executed
// (signatures, rules, seals, roots) and folded in memory. Aggregate answers come from here, never
// from what the store says about itself.
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "crypto/result.h"
#include "ledger/batch/change.h"
#include "ledger/domain/ruleset.h"

namespace kuboluk::tools {

class VerifiedFold {
 public:
  // The references must outlive it.
  VerifiedFold(const domain::LedgerInfo& info, const domain::Ruleset& ruleset)
      : info_(info), ruleset_(ruleset) {}

  // Folds the next batch of `stored`: everything up to and with its seal. Errors: those of
  // batch::replay; FOLD if the entries end without a seal.
  Result<void> fold_next(const batch::LedgerReader& stored);
  // Folds one batch that was read elsewhere; the last entry is its seal. Errors: those of
  // batch::replay; then nothing is changed.
  Result<void> fold(std::span<const std::string> batch);
  // True if `stored` is exactly what was folded: size, both roots, edge, time.
  Result<bool> matches(const batch::LedgerReader& stored) const;

  const batch::MemoryLedger& ledger() const { return ledger_; }
  const batch::Position& position() const { return position_; }

 private:
  const domain::LedgerInfo& info_;
  const domain::Ruleset& ruleset_;
  batch::MemoryLedger ledger_;
  batch::Position position_;
};

}  // namespace kuboluk::tools
