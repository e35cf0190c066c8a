// Elections and organisations as JSON. Not for other boxes.
#pragma once

#include <boost/json/object.hpp>
#include <map>
#include <string>

#include "ledger/report/elections.h"

namespace kuboluk::forms {

// {"ky": "...", "ru": "..."}
boost::json::object texts_json(const report::Texts& texts);
boost::json::object election_facts_json(const report::ElectionFacts& election);
boost::json::object organisation_json(const report::OrganisationFacts& organisation);
boost::json::object organisations_json(
    const std::map<std::string, report::OrganisationFacts>& organisations);
// {"size","recorded"}: the seal after an act.
boost::json::object confirmed_json(const report::Confirmed& confirmed);

}  // namespace kuboluk::forms
