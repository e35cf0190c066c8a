#include "wire/readable.h"

#include <array>
#include <cstdint>

namespace kuboluk::wire {
namespace {

struct Range {
  char32_t first;
  char32_t last;
};

// Above ASCII. No text of the ledger has one of these.
constexpr std::array kHidden{
    Range{0x0080, 0x009F},  // C1 controls: U+009B starts escape sequences on terminals
    Range{0x061C, 0x061C},  // Arabic letter mark
    Range{0x200B, 0x200F},  // zero-width characters, direction marks
    Range{0x2028, 0x202E},  // line and paragraph separators, direction embedding and override
    Range{0x2060, 0x206F},  // invisible operators, direction isolates
    Range{0xFEFF, 0xFEFF},  // byte order mark
};

bool is_hidden(char32_t code) {
  for (const Range& range : kHidden) {
    if (code >= range.first && code <= range.last) return true;
  }
  return false;
}

// How a lead byte above ASCII begins a sequence, and the smallest code point that needs that many
// bytes.
struct Lead {
  std::uint8_t mask;
  std::uint8_t bits;
  std::size_t size;
  char32_t smallest;
};
constexpr std::array kLeads{
    Lead{0xE0, 0xC0, 2, 0x80},
    Lead{0xF0, 0xE0, 3, 0x800},
    Lead{0xF8, 0xF0, 4, 0x10000},
};

struct Decoded {
  char32_t code = 0;
  std::size_t size = 0;  // 0: not UTF-8
};

// `rest` is not empty and begins above ASCII.
Decoded decode_one(std::string_view rest) {
  const auto first = static_cast<std::uint8_t>(rest[0]);
  for (const Lead& lead : kLeads) {
    if ((first & lead.mask) != lead.bits) continue;
    if (rest.size() < lead.size) return {};
    char32_t code = first & static_cast<std::uint8_t>(~lead.mask);
    for (std::size_t i = 1; i < lead.size; ++i) {
      const auto byte = static_cast<std::uint8_t>(rest[i]);
      if ((byte & 0xC0) != 0x80) return {};
      code = code << 6 | (byte & 0x3F);
    }
    if (code < lead.smallest || code > 0x10FFFF || (code >= 0xD800 && code <= 0xDFFF)) return {};
    return {code, lead.size};
  }
  return {};
}

}  // namespace

std::optional<std::string> unreadable(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const auto byte = static_cast<std::uint8_t>(text[at]);
    if (byte < 0x80) {
      if (byte == 0) return "NUL at byte " + std::to_string(at);
      if ((byte < 0x20 && byte != '\n') || byte == 0x7F)
        return "control character at byte " + std::to_string(at);
      ++at;
      continue;
    }
    const Decoded decoded = decode_one(text.substr(at));
    if (decoded.size == 0) return "not UTF-8 at byte " + std::to_string(at);
    if (is_hidden(decoded.code)) return "control or hidden character at byte " + std::to_string(at);
    at += decoded.size;
  }
  return std::nullopt;
}

}  // namespace kuboluk::wire
