#include "tests/ledger/report/replayed_ledger.h"

#include <map>
#include <memory>

namespace kuboluk::report::test {

const ReplayedLedger& replayed(const std::string& scenario) {
  static std::map<std::string, std::unique_ptr<ReplayedLedger>> all;
  auto& one = all[scenario];
  if (!one) one = std::make_unique<ReplayedLedger>(scenario);
  return *one;
}

}  // namespace kuboluk::report::test
