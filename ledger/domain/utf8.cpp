#include "ledger/domain/utf8.h"

#include <array>
#include <cstdint>

namespace kuboluk::domain {
namespace {

// How a lead byte begins a sequence, and the smallest code point that needs that many bytes.
struct Lead {
  std::uint8_t mask;
  std::uint8_t bits;
  std::size_t size;
  char32_t smallest;
};
constexpr std::array kLeads{
    Lead{0x80, 0x00, 1, 0x00},
    Lead{0xE0, 0xC0, 2, 0x80},
    Lead{0xF0, 0xE0, 3, 0x800},
    Lead{0xF8, 0xF0, 4, 0x10000},
};

}  // namespace

CodePoint first_code_point(std::string_view text) {
  const auto first = static_cast<std::uint8_t>(text[0]);
  for (const Lead& lead : kLeads) {
    if ((first & lead.mask) != lead.bits) continue;
    if (text.size() < lead.size) return {};
    char32_t code = first & static_cast<std::uint8_t>(~lead.mask);
    for (std::size_t i = 1; i < lead.size; ++i) {
      const auto byte = static_cast<std::uint8_t>(text[i]);
      if ((byte & 0xC0) != 0x80) return {};
      code = code << 6 | (byte & 0x3F);
    }
    if (code < lead.smallest || code > 0x10FFFF || (code >= 0xD800 && code <= 0xDFFF)) return {};
    return {code, lead.size};
  }
  return {};
}

}  // namespace kuboluk::domain
