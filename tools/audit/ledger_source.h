// A ledger folder as a Source: the same bytes that an export of it would have.
#pragma once

#include <string>

#include "ledger/batch/change.h"
#include "tools/fetch/source.h"

namespace kuboluk::tools {

class LedgerSource final : public Source {
 public:
  // The reader must outlive it; `checkpoint` is the stored note of the reader's position.
  LedgerSource(std::string name, const batch::LedgerReader& reader, std::string checkpoint)
      : name_(std::move(name)), reader_(reader), checkpoint_(std::move(checkpoint)) {}
  // "checkpoint", "genesis", "tile/...": anything else is kAbsentRule. Damage of the store comes
  // through as it is.
  Result<std::string> read(std::string_view path, std::size_t bytes_max) const override;
  std::string name() const override { return name_; }

 private:
  std::string name_;
  const batch::LedgerReader& reader_;
  std::string checkpoint_;
};

// The bytes of the genesis event, out of entry 0. Errors: damage; X.FORM if entry 0 is a seal.
Result<std::string> genesis_bytes(const batch::LedgerReader& reader);

}  // namespace kuboluk::tools
