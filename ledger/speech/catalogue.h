// Everything that people read, in three languages, in one file: catalogue.txt.
//
//     kuboluk/catalogue/v1
//     # a comment: what the next words are for
//     key age.minutes
//     ky {0} мүнөт мурун
//     ru.one {0} минуту назад
//     ru.few {0} минуты назад
//     ru.many {0} минут назад
//     en.one {0} minute ago
//     en.other {0} minutes ago
//
// An entry is its key, then all three languages in this order. A counted entry has one line for
// each form of the language's plural (plural.h): Kyrgyz has one, English two, Russian three; its
// number is {0}. Every form of an entry has the same placeholders, {0} to {9}.
#pragma once

#include <array>
#include <cstdint>
#include <initializer_list>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "crypto/result.h"
#include "ledger/speech/language.h"

namespace kuboluk::speech {

// What stands for a key that the catalogue lacks: "(?key)". A visible fault on one page, and not
// the end of a process that cosigns. The tests look for it on every page.
std::string missing_mark(std::string_view key);

// The words of one entry. Value type.
struct Entry {
  // By language, then by plural form (PluralForm); entries that are not counted have only the
  // first.
  std::array<std::vector<std::string>, kLanguageCount> words;
  bool counted = false;
};

// Value type; immutable after parsing.
class Catalogue {
 public:
  // Accepts exactly the form above. Errors: X.FORM naming `origin` and line: syntax, a key twice, a
  // language missing, placeholders that differ, text that is no free text of domain/charset.h.
  static Result<Catalogue> parse(std::string_view origin, std::string_view text);

  // Nothing if there is no such key.
  const Entry* find(std::string_view key) const;
  const std::map<std::string, Entry, std::less<>>& entries() const { return entries_; }

 private:
  std::map<std::string, Entry, std::less<>> entries_;
};

// The catalogue that is compiled in. It parses (checked once, at the first call); constant data for
// the life of the process.
const Catalogue& built_in_catalogue();

using Arguments = std::initializer_list<std::string_view>;

// The words of an entry that is not counted, with {0}, {1}, ... replaced. Arguments are taken as
// they are: nothing in them is a placeholder.
std::string say(Language language, std::string_view key, Arguments arguments = {});
// The words of a counted entry: {0} is `count`, the form agrees with it; `more` are {1}, ...
std::string say_count(Language language, std::string_view key, std::uint64_t count,
                      Arguments more = {});
// As say(), for keys made of what stands in the ledger ("act." + type): nothing if there is none.
std::optional<std::string> say_if_known(Language language, std::string_view key);

}  // namespace kuboluk::speech
