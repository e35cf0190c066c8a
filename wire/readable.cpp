#include "wire/readable.h"

#include <array>
#include <cstdint>

#include "ledger/domain/utf8.h"

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
    const domain::CodePoint decoded = domain::first_code_point(text.substr(at));
    if (decoded.size == 0) return "not UTF-8 at byte " + std::to_string(at);
    if (is_hidden(decoded.code)) return "control or hidden character at byte " + std::to_string(at);
    at += decoded.size;
  }
  return std::nullopt;
}

}  // namespace kuboluk::wire
