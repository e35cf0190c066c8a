// What an audit counts.
#pragma once

#include "ledger/batch/change.h"
#include "ledger/domain/entry.h"
#include "tools/audit/audit.h"

namespace kuboluk::tools {

// Errors: X.FORM, X.SIZE naming the entry.
Result<void> count_entry(const domain::Entry& entry, AuditTotals& totals);

// From the records of the whole ledger, at its newest entry and without limit of valid time.
// Errors: damage.
Result<void> count_records(const batch::LedgerReader& reader, AuditTotals& totals);

}  // namespace kuboluk::tools
