// Decimal numbers as C2SP texts write them: ASCII digits, no sign, no leading zero except "0"
// itself.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace kuboluk::log {

// Nothing if the text is not of that form or does not fit 64 bits.
std::optional<std::uint64_t> parse_decimal(std::string_view text);

}  // namespace kuboluk::log
