// Reports as JSON. Keys are stable as in answer_json.h; rows of lists have the columns of the CSV
// form (tables.h) among their keys, with the same texts.
#pragma once

#include <boost/json/object.hpp>

#include "ledger/report/application.h"
#include "ledger/report/election_report.h"
#include "ledger/report/log_report.h"
#include "ledger/report/observer.h"
#include "ledger/report/revocations.h"

namespace kuboluk::forms {

// status_json, then what a page adds: names, who signed, links. `history`: with every act.
boost::json::object observer_json(const report::ObserverReport& report,
                                  const domain::Rulesets& rulesets, bool history);
boost::json::object accredited_json(const report::AccreditedReport& report,
                                    const domain::Rulesets& rulesets);
boost::json::object election_json(const report::ElectionReport& report,
                                  const domain::Rulesets& rulesets);
boost::json::object revocations_json(const report::RevocationsReport& report,
                                     const domain::Rulesets& rulesets);
boost::json::object application_json(const report::ApplicationReport& report,
                                     const domain::Rulesets& rulesets);
boost::json::object log_json(const report::LogReport& report);
// One line of the log: a row of log_json, and the data of one server-sent event.
boost::json::object log_row_json(const report::LogRow& row, domain::Offset offset);

}  // namespace kuboluk::forms
