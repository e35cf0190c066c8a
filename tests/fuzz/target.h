// What all fuzz targets begin with. A target takes any bytes and must come back; what it finds
// wrong ends the process by KUBOLUK_CHECK, which libFuzzer keeps as a finding.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "crypto/bytes.h"
#include "crypto/check.h"

namespace kuboluk::fuzz {

inline std::string_view text_of(const std::uint8_t* data, std::size_t size) {
  return kuboluk::text_of(ByteView(data, size));
}

// An error names what is wrong, and never says more than a page of it: errors end up in logs.
inline constexpr std::size_t kErrorBytesMax = 2048;
template <class Failed>
void check_error(const Failed& failed) {
  KUBOLUK_CHECK(!failed.rule.empty());
  KUBOLUK_CHECK(failed.message().size() <= kErrorBytesMax);
}

}  // namespace kuboluk::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);
