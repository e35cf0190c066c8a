// The keys that an author has today, from the records of a ledger folder.
#pragma once

#include <string_view>

#include "tools/commands/verify.h"
#include "tools/open_ledger.h"

namespace kuboluk::tools {

class LedgerAuthors final : public EventAuthors {
 public:
  // The ledger must outlive it.
  explicit LedgerAuthors(const OpenedLedger& opened) : opened_(opened) {
    ledger = opened.info().id;
  }
  Result<domain::AuthorKeys> keys_of(std::string_view author) const override;

 private:
  const OpenedLedger& opened_;
};

}  // namespace kuboluk::tools
