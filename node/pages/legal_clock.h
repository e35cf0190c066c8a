// The legal clock of an election as _legal_clock.html shows it.
#pragma once

#include "ledger/report/legal_clock.h"
#include "node/pages/block.h"
#include "node/pages/pages.h"

namespace kuboluk::pages {

void put_legal_clock(Block& block, const Context& context, const report::LegalClock& clock);

}  // namespace kuboluk::pages
