// The second half of a signature, S, as a number below or above the group order
// L = 2^252 + 27742317777372353535851937790883648493 (RFC 8032 section 5.1).
#pragma once

#include <algorithm>

#include "crypto/bytes.h"

namespace kuboluk::testing {

// Little endian, as in signatures.
inline constexpr Hash kGroupOrder = {
    0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde, 0x14,
    0,    0,    0,    0,    0,    0,    0,    0,    0,    0,    0,    0,    0,    0,    0,    0x10};

// Takes L from S until it is below L, as lenient verifiers do. Signatures that are not 64 bytes
// stay as they are.
inline void reduce_scalar(Bytes& signature) {
  if (signature.size() != 64) return;
  for (;;) {
    Hash less;
    int borrow = 0;
    for (std::size_t i = 0; i < less.size(); ++i) {
      const int difference = signature[32 + i] - kGroupOrder[i] - borrow;
      borrow = difference < 0;
      less[i] = static_cast<std::uint8_t>(difference);
    }
    if (borrow != 0) return;
    std::copy(less.begin(), less.end(), signature.begin() + 32);
  }
}

}  // namespace kuboluk::testing
