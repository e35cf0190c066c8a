// Ports of this machine's loopback that nobody listens on.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "crypto/result.h"

namespace kuboluk::tools {

// `count` different ports; from `base` on if it is given, else as the system gives them. Somebody
// else may take one before it is used: whoever listens then says so. Errors: X.PORT.
Result<std::vector<std::uint16_t>> free_ports(std::size_t count, std::optional<std::uint16_t> base);

}  // namespace kuboluk::tools
