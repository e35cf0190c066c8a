// One line of JSON, read with limits: for scenario files and the replay's own output. Boost.JSON
// keeps the last of two equal keys; here a doubled key is refused, because a reader of the file and
// the machine could take different ones.
#pragma once

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <cstddef>
#include <string_view>

#include "crypto/result.h"

namespace kuboluk::tools {

// Longest line in bytes: a decree of 600,000 persons fits; stops one line from filling the memory.
inline constexpr std::size_t kJsonLineBytesMax = 128U * 1024 * 1024;
// Deepest nesting: the scenario format needs 5; stops a line of brackets from exhausting the stack.
inline constexpr std::size_t kJsonDepthMax = 8;

// The object on the line. Errors: JSON, with the reason and the byte; the text is not repeated (it
// may hold names).
Result<boost::json::object> parse_json_line(std::string_view line);

}  // namespace kuboluk::tools
