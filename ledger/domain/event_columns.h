// Which texts fit which column of a line.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "crypto/result.h"
#include "ledger/domain/act_spec.h"
#include "ledger/domain/event.h"

namespace kuboluk::domain {

// X.FORM or X.SIZE about one value of one column; `where` is the object of the error.
Result<void> check_column(const Column& column, std::string_view value, Offset offset,
                          const std::string& where);

// X.FORM or X.SIZE unless the lines are those of the spec: keys, order, number of times, columns.
Result<void> check_lines(const ActSpec& spec, const Event& event, const std::string& object);

// The values of one line of that spec; X.FORM if there are not as many as columns.
Result<Line> split_line(const LineSpec& spec, std::string_view rest, const std::string& where);

}  // namespace kuboluk::domain
