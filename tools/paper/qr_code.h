// QR codes (ISO/IEC 18004) as squares of dark and light modules.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "crypto/result.h"

namespace kuboluk::tools::paper {

// How much of a code may be unreadable: about 7 or 15 of 100.
enum class QrLevel { kLow, kMedium };

// Light modules that a reader wants to see around a code.
inline constexpr int kQuietModules = 4;
// The largest code there is: version 40.
inline constexpr int kQrVersionMax = 40;

// Value type.
struct QrCode {
  int side = 0;                     // modules: 17 + 4 * version
  std::vector<std::uint8_t> cells;  // row by row; 1: dark
  bool dark(int x, int y) const { return cells[static_cast<std::size_t>(y * side + x)] != 0; }
  int version() const { return (side - 17) / 4; }
};

// The code of the smallest version, at least `version_min`, that holds the text (printable ASCII).
// X.SIZE if none does.
Result<QrCode> make_qr(std::string_view text, QrLevel level, int version_min = 1);

}  // namespace kuboluk::tools::paper
