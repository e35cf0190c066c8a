// Single values as JSON has them: null where nothing is known. Not for other boxes.
#pragma once

#include <boost/json/value.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "ledger/domain/ruleset.h"
#include "ledger/domain/time.h"

namespace kuboluk::forms {

boost::json::value or_null(std::string_view text);
// Local time in `offset`; null for kEndOfTime.
boost::json::value valid_time(std::optional<domain::Instant> instant, domain::Offset offset);
// UTC with milliseconds; null for kEndOfTime.
boost::json::value known_time(std::optional<domain::Instant> instant);
boost::json::value day_json(std::optional<domain::Day> day);
// The paragraph's text under that ruleset; null if this program does not know it.
boost::json::value paragraph_json(const domain::Rulesets& rulesets, std::string_view ruleset,
                                  std::string_view paragraph);

}  // namespace kuboluk::forms
