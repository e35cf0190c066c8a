#include "ledger/exchange/printable.h"

#include <algorithm>
#include <cstdint>

#include "ledger/domain/charset.h"

namespace kuboluk::exchange {
namespace {

// How many bytes the character claims that begins with this byte; 1 for what begins none.
std::size_t claimed_bytes(char first) {
  const auto byte = static_cast<std::uint8_t>(first);
  if (byte >= 0xF0) return 4;
  if (byte >= 0xE0) return 3;
  return byte >= 0xC0 ? 2 : 1;
}

// The next character: what it claims, as far as continuation bytes follow. At least one byte.
std::string_view next_character(std::string_view text) {
  const std::size_t claimed = std::min(claimed_bytes(text[0]), text.size());
  std::size_t size = 1;
  while (size < claimed && (static_cast<std::uint8_t>(text[size]) & 0xC0) == 0x80)
    ++size;
  return text.substr(0, size);
}

}  // namespace

std::string printable(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const std::string_view character = next_character(text);
    text.remove_prefix(character.size());
    if (character == " " && out.empty()) continue;
    const bool fits = character == " " || !domain::free_text_fault(character);
    const std::string_view shown = fits ? character : "?";
    // Nothing that comes later can make it shorter: whatever was sent costs no more than its limit.
    if (out.size() + shown.size() > domain::kFreeTextBytesMax) break;
    out += shown;
  }
  while (out.ends_with(' '))
    out.pop_back();
  return out.empty() ? "-" : out;
}

}  // namespace kuboluk::exchange
