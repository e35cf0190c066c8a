// One act of a history as _act.html shows it.
#pragma once

#include "ledger/report/source.h"
#include "node/pages/block.h"
#include "node/pages/pages.h"

namespace kuboluk::pages {

// Acts of a history on one page: up to 3.5 kB each, with the longest reason whole.
inline constexpr std::size_t kActsPerPage = 10;

// The reason is cut to `reason_bytes_max`.
void put_signed_act(Block& block, const Context& context, const report::SignedAct& signed_act,
                    std::size_t reason_bytes_max);

}  // namespace kuboluk::pages
