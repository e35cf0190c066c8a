// Reports as tables. The columns are keys of the JSON rows (report_json.h), and a cell is the text
// that JSON has there: list values are joined by spaces (in the strict text by commas), null is
// empty.
#pragma once

#include "ledger/report/observer.h"
#include "ledger/report/revocations.h"
#include "node/forms/table.h"

namespace kuboluk::forms {

enum class PlainForm { kCsv, kText };

// One row.
Table observer_table(const report::ObserverReport& report);
// One row per act, oldest first.
Table history_table(const report::ObserverReport& report);
Table accredited_table(const report::AccreditedReport& report, PlainForm form);
Table revocations_table(const report::RevocationsReport& report);

}  // namespace kuboluk::forms
