#include "ledger/domain/ids.h"

#include <cstddef>

namespace kuboluk::domain {
namespace {

// Longest id or number in bytes: it fits on a badge and keeps keys of the status map under 200
// bytes.
constexpr std::size_t kIdBytesMax = 40;

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_lower(char c) {
  return c >= 'a' && c <= 'z';
}
bool is_upper(char c) {
  return c >= 'A' && c <= 'Z';
}
bool is_alphanumeric(char c) {
  return is_digit(c) || is_lower(c) || is_upper(c);
}
bool is_separator(char c) {
  return c == '-' || c == '.';
}

// The value of a character in ISO 7064 MOD 37,36: digits 0-9, letters 10-35.
int value_of(char c) {
  if (is_digit(c)) return c - '0';
  return (is_lower(c) ? c - 'a' : c - 'A') + 10;
}

bool is_lower_id(std::string_view id) {
  if (id.empty() || id.size() > kIdBytesMax) return false;
  for (const char c : id) {
    if (!is_lower(c) && !is_digit(c) && c != '-') return false;
  }
  return true;
}

// Groups of letters and digits with one separator between two of them; no limit on the length.
bool is_grouped(std::string_view text) {
  bool in_group = false;
  for (const char c : text) {
    if (!is_alphanumeric(c) && !(is_separator(c) && in_group)) return false;
    in_group = is_alphanumeric(c);
  }
  return in_group;
}

bool ends_in_single_character(std::string_view grouped) {
  return grouped.size() == 1 || is_separator(grouped[grouped.size() - 2]);
}

}  // namespace

bool is_person_id(std::string_view id) {
  return is_lower_id(id) && is_lower(id.front()) && is_digit(id.back());
}

bool is_number(std::string_view id) {
  return id.size() <= kIdBytesMax && is_grouped(id);
}

bool is_issued_number(std::string_view id) {
  return is_number(id) && !ends_in_single_character(id);
}

bool is_body_id(std::string_view id) {
  return is_lower_id(id) && id.front() != '-';
}

char check_character(std::string_view number) {
  // ISO 7064:2003 7 (hybrid systems): product starts at 36; a sum that is 0 modulo 36 counts as 36.
  int product = 36;
  for (const char c : number) {
    // Everything that is no letter or digit is skipped, not only separators: a reader's typing
    // comes here and must never end a process.
    if (!is_alphanumeric(c)) continue;
    const int sum = (product + value_of(c)) % 36;
    product = (sum == 0 ? 36 : sum) * 2 % 37;
  }
  const int check = (37 - product) % 36;
  return static_cast<char>(check < 10 ? '0' + check : 'A' + (check - 10));
}

std::string with_check_character(std::string_view number) {
  return std::string(number) + '-' + check_character(number);
}

std::optional<TypedNumber> parse_typed_number(std::string_view typed) {
  if (typed.size() > kIdBytesMax + 2 || !is_grouped(typed)) return std::nullopt;
  if (!ends_in_single_character(typed)) {
    if (typed.size() > kIdBytesMax) return std::nullopt;
    return TypedNumber{std::string(typed), false};
  }
  if (typed.size() == 1) return std::nullopt;  // a check character and no number
  const std::string_view number = typed.substr(0, typed.size() - 2);
  const bool fits = value_of(check_character(number)) == value_of(typed.back());
  return TypedNumber{std::string(number), !fits};
}

}  // namespace kuboluk::domain
