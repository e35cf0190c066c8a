// From a JSON value to the text of one column of an act.
#pragma once

#include <boost/json/value.hpp>
#include <string>

#include "crypto/result.h"
#include "ledger/domain/act_spec.h"
#include "ledger/domain/time.h"

namespace kuboluk::tools {

// Missing (nullptr), null, empty text and empty list become "-", so that the rule and not the
// parser refuses what is missing. Times are written in `offset`. X.FORM, without the value, if the
// JSON type has no meaning in the column; whether the text fits the column is the event printer's
// business.
Result<std::string> column_text(const boost::json::value* value, const domain::Column& column,
                                domain::Offset offset);

}  // namespace kuboluk::tools
