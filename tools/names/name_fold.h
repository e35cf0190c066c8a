// Reduces a written name to search keys, so that Cyrillic, Latin and passport spellings of one name
// meet. For search and display only: nothing that is signed or hashed passes through here (ICU's
// tables change between versions).
//
// Steps: NFC; Cyrillic to Latin by both BGN tables (Russian and Kyrgyz: a Kyrgyz passport may
// follow either); marks off, lower case; then letters that spellings confuse fall together: w = v,
// iu = ju = yu, ie = ye = e, io = yo = e, kh = h, zh = dzh = dj = j = y = i, sch = shch = sh, ts =
// tz, x = ks, and a doubled letter is one. Digits are left alone.
//
// Where a passport's reading zone (ICAO 9303-3, section 6) may write a word in several ways, the
// word has several keys: ü as u or ue, ö and ø as o or oe, ä as a or ae, å as a or aa, đ as d or
// dj; O'Brien and Al-Sayed in one word or two. Only a word that has such a letter or joint as
// written gets them: "Manuel" never becomes "Manul".
#pragma once

#include <unicode/unistr.h>

#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace kuboluk::tools {

// Longest name that is folded, in bytes; transliteration of a longer text is work without use.
inline constexpr std::size_t kNameBytesMax = 1000;

// One word as written, as the sets of keys that can stand for it; any one of them is enough.
using NameWord = std::set<std::set<std::string>>;

class NameFold {
 public:
  NameFold();
  ~NameFold();
  NameFold(const NameFold&) = delete;
  NameFold& operator=(const NameFold&) = delete;

  // The words of the name as search keys, in their order. Empty if the text has no letter and no
  // digit, is not UTF-8 or is longer than kNameBytesMax.
  std::vector<NameWord> fold(std::string_view name) const;

 private:
  NameWord ways_of(const icu::UnicodeString& word) const;

  struct Tables;
  std::unique_ptr<const Tables> tables_;
};

// One word of ASCII letters (lower case) and digits as a search key: the last step of fold().
std::string fold_latin_word(std::string_view word);

}  // namespace kuboluk::tools
