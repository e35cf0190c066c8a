// Shapes of ids and printed numbers, and the check character people type.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace kuboluk::domain {

// Lower-case letters, digits, hyphens, at most 40, starting with a letter, ending in a digit: a
// shape in which no name and no passport number hides by accident (DESIGN.md 4).
bool is_person_id(std::string_view id);

// Accreditation, certificate, application, decree and invitation ids: groups of ASCII letters and
// digits joined by single hyphens or dots, at most 40 bytes ("APP-odihr-3").
bool is_number(std::string_view id);

// Accreditation and certificate numbers as they may be *issued*: is_number, and the last group is
// not a single character, because a last group of one character is always a check character when a
// number is looked up.
bool is_issued_number(std::string_view id);

// Ids of elections, organisations, institutions: lower-case letters, digits, hyphens, 1 to 40, not
// starting with a hyphen ("-" alone stands for "none" in a line).
bool is_body_id(std::string_view id);

// ISO 7064 MOD 37,36 over the letters and digits of `number` (lower case counts as upper case,
// hyphens and dots are skipped): one of 0-9A-Z.
char check_character(std::string_view number);

// As printed: "KG25-0128" -> "KG25-0128-L".
std::string with_check_character(std::string_view number);

struct TypedNumber {
  std::string number;     // without the check group
  bool mistyped = false;  // a check group was there and does not fit
};

// What a person typed: a last group of one character is a check character; without one the number
// is taken as it is. Nothing if the text is no number at all (empty, other characters, too long).
std::optional<TypedNumber> parse_typed_number(std::string_view typed);

}  // namespace kuboluk::domain
