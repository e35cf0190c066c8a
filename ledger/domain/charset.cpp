#include "ledger/domain/charset.h"

#include <array>

#include "ledger/domain/utf8.h"

namespace kuboluk::domain {
namespace {

struct Range {
  char32_t first;
  char32_t last;
};

// Free text, ascending. Every code point here is its own NFC form, none is a combining mark, and no
// two of them compose: the same words have one byte string only.
constexpr std::array kFreeText{
    Range{0x0020, 0x007E},  // ASCII
    Range{0x00A1,
          0x00AC},  // Latin-1 signs, with the guillemet U+00AB; not U+00A0, the no-break space
    Range{0x00AE, 0x00FF},  // Latin-1 signs and letters, with U+00BB; not U+00AD, the soft hyphen
    Range{0x0100, 0x017F},  // Latin Extended-A
    Range{0x0400, 0x045F},  // Cyrillic: Russian, Ukrainian, Serbian and their neighbours
    Range{0x048A, 0x04FF},  // Cyrillic: Kyrgyz U+04A2/3, U+04E8/9, U+04AE/F; Kazakh, Tajik, Uzbek
    Range{0x2013, 0x2014},  // en dash, em dash
    Range{0x2018, 0x201A},  // single quotes
    Range{0x201C, 0x201E},  // double quotes
    Range{0x2116, 0x2116},  // number sign
};

bool is_free_text(char32_t code) {
  for (const Range& range : kFreeText) {
    if (code >= range.first && code <= range.last) return true;
  }
  return false;
}

// "U+202E"; a number cannot turn a log line around as the character itself could.
std::string code_name(char32_t code) {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  std::string name;
  const int digits = code > 0xFFFFF ? 6 : code > 0xFFFF ? 5 : 4;
  for (int shift = 4 * (digits - 1); shift >= 0; shift -= 4) {
    name += kHex[code >> shift & 0xF];
  }
  return "U+" + name;
}

std::string at_byte(std::size_t position) {
  return " at byte " + std::to_string(position);
}

bool is_letter_or_digit(char c) {
  return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

}  // namespace

std::optional<std::string> free_text_fault(std::string_view text) {
  if (text.empty()) return "the text is empty";
  std::size_t position = 0;
  while (position < text.size()) {
    const CodePoint next = first_code_point(text.substr(position));
    if (next.size == 0) return "not valid UTF-8" + at_byte(position);
    if (!is_free_text(next.code)) {
      return "character " + code_name(next.code) + " is not permitted in free text" +
             at_byte(position);
    }
    position += next.size;
  }
  if (text.front() == ' ') return "a leading space" + at_byte(0);
  if (text.back() == ' ') return "a trailing space" + at_byte(text.size() - 1);
  return std::nullopt;
}

bool is_token(std::string_view text) {
  constexpr std::string_view kPunctuation = "._:+()@/-";
  if (text.empty() || text.size() > kTokenBytesMax || !is_letter_or_digit(text[0])) return false;
  for (const char c : text) {
    if (!is_letter_or_digit(c) && kPunctuation.find(c) == std::string_view::npos) return false;
  }
  return true;
}

bool is_token_list(std::string_view text) {
  std::string_view previous;
  while (true) {
    const std::size_t comma = text.find(',');
    const std::string_view token = text.substr(0, comma);
    if (!is_token(token) || token <= previous) return false;
    if (comma == std::string_view::npos) return true;
    previous = token;
    text.remove_prefix(comma + 1);
  }
}

}  // namespace kuboluk::domain
