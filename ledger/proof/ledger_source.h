// The walk's objects out of a ledger, gathered as the parts of a proof. Not for other boxes.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "ledger/batch/change.h"
#include "ledger/proof/closure.h"
#include "ledger/proof/part.h"

namespace kuboluk::proof {

class LedgerSource final : public ObjectSource {
 public:
  // The reader must outlive the source and stay at its position.
  LedgerSource(const batch::LedgerReader& reader, const Hash& map_root, std::size_t parts_max)
      : reader_(reader), map_root_(map_root), parts_max_(parts_max) {}

  // Errors: X.SIZE beyond parts_max objects; damage.
  Result<std::optional<domain::Record>> object(const std::string& key) override;
  Result<std::vector<std::string>> elsewhere(std::string_view kind, const Asked& asked) override;

  std::vector<Part> take_parts() { return std::move(parts_); }

 private:
  const batch::LedgerReader& reader_;
  Hash map_root_;
  std::size_t parts_max_;
  std::vector<Part> parts_;
};

// The ledger id that a stored seal bears. Error: damage, if it is no seal.
Result<std::string> ledger_of_seal(std::string_view seal);

}  // namespace kuboluk::proof
