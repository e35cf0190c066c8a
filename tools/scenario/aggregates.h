// The aggregate queries of a scenario: search, silent, declined, count. Counted by
// ledger/report/counts.h, as on every page.
#pragma once

#include <boost/json/object.hpp>

#include "crypto/result.h"
#include "ledger/domain/view.h"
#include "tools/names/name_table.h"
#include "tools/scenario/scenario.h"

namespace kuboluk::tools {

//   search    {"accreditations":[..]}  numbers whose grant holds, of persons with that name
//   silent    {"orgs":[..]}            invited, neither applied nor declined
//   declined  {"orgs":[..]}            invited, and declined
//   count     {"count":n}              `what`: invitations, granted, active, refused,
//   organisations,
//                                      nationalities; filters decrees, orgs, kinds
//
// All at the query's two clocks. An accreditation that was revoked still counts as granted; one
// whose grant was annulled does not. `organisations` and `nationalities` are those of the granted;
// every citizenship counts. Errors: damage; FILE naming the line for an unknown `what` or a filter
// that is no list of texts.
Result<boost::json::object> answer_aggregate(const Query& query, const domain::StateView& state,
                                             const NameTable& names);

}  // namespace kuboluk::tools
