// Step 7: from proven records to findings and to what a page shows. Not for other boxes.
#pragma once

#include <string>
#include <vector>

#include "ledger/domain/record.h"
#include "ledger/domain/verdict.h"
#include "ledger/proof/answer.h"
#include "ledger/proof/closure.h"

namespace kuboluk::proof {

// One accreditation at the two clocks. Facts are filled in only if its grant was recorded and in
// effect: before that nobody could know them.
struct FoldedAccreditation {
  domain::Findings findings;
  AccreditationFacts facts;
  std::optional<DecisiveAct> decisive;
};
FoldedAccreditation fold_row(const domain::Record& accreditation, const domain::Record& election,
                             domain::TwoClocks clocks);

// Everything that the records say; confirmation, law, notes about them and doubts are left to the
// caller. The closure must be that of `asked`.
struct FoldedAnswer {
  domain::Findings findings;
  StatusAnswer answer;
};
FoldedAnswer fold_answer(const Closure& closure, const Asked& asked, domain::TwoClocks clocks);

// The acts that answer `asked`, as known at the two clocks: log order, each once.
std::vector<HistoryAct> fold_history(const Closure& closure, const Asked& asked,
                                     domain::TwoClocks clocks);

}  // namespace kuboluk::proof
