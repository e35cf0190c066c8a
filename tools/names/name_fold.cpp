#include "tools/names/name_fold.h"

#include <unicode/locid.h>
#include <unicode/normalizer2.h>
#include <unicode/translit.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "crypto/check.h"

namespace kuboluk::tools {
namespace {

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

// Signs that are part of a word but not of its sound: soft and hard sign (as BGN writes them),
// BGN's dividing dot, apostrophes.
constexpr const char* kSilent = "[\\u02B9\\u02BA\\u02BC\\u00B7'\\u2018\\u2019`]";

std::unique_ptr<icu::Transliterator> make(const std::string& cyrillic_to_latin) {
  const std::string id = "NFC; " + cyrillic_to_latin + "; NFKD; [:Nonspacing Mark:] Remove; " +
                         kSilent + " Remove; Latin-ASCII; Lower";
  UErrorCode status = U_ZERO_ERROR;
  UParseError where;
  std::unique_ptr<icu::Transliterator> made(icu::Transliterator::createInstance(
      icu::UnicodeString::fromUTF8(id), UTRANS_FORWARD, where, status));
  KUBOLUK_CHECK(U_SUCCESS(status) && made != nullptr);
  return made;
}

std::string replace_all(std::string text, std::string_view from, std::string_view to) {
  for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at)) {
    text.replace(at, from.size(), to);
    at += to.size();
  }
  return text;
}

// "jeenbekov" and "zhenbekov" are one name; "100" and "10" are two numbers.
std::string without_doubled_letters(const std::string& text) {
  std::string result;
  for (const char c : text) {
    if (result.empty() || result.back() != c || !is_letter(c)) result.push_back(c);
  }
  return result;
}

using Text = icu::UnicodeString;

// What a passport's reading zone drops or writes as a blank (ICAO 9303-3, 6.A): apostrophes and
// hyphens. The dashes stand between words as well, with blanks around them.
bool is_joint(UChar32 c) {
  constexpr std::u16string_view kJoints =
      u"'`\u00B4\u02B9\u02BB\u02BC\u02BF\u2018\u2019\u2032_-"
      u"\u2010\u2011\u2012\u2013";
  return c <= 0xFFFF && kJoints.find(static_cast<char16_t>(c)) != std::u16string_view::npos;
}

bool is_part_of_word(UChar32 c) {
  return u_isalnum(c) || (U_GET_GC_MASK(c) & U_GC_M_MASK) != 0;
}

// A word that is written together with the next one, or apart, or with an apostrophe or hyphen:
// O'Brien, Al-Sayed.
bool is_prefix(Text word) {
  word.toLower();
  constexpr std::array<std::u16string_view, 4> kPrefixes = {u"o", u"d", u"al", u"el"};
  return std::any_of(kPrefixes.begin(), kPrefixes.end(), [&word](std::u16string_view prefix) {
    return word == Text(prefix.data(), static_cast<std::int32_t>(prefix.size()));
  });
}

// The words as written, with '-' for every joint inside them.
std::vector<Text> written_words(const Text& name) {
  std::vector<Text> words;
  bool ended = true;
  for (std::int32_t at = 0; at < name.length(); at = name.moveIndex32(at, 1)) {
    const UChar32 c = name.char32At(at);
    if (is_part_of_word(c)) {
      if (ended && !words.empty() && is_prefix(words.back())) {
        words.back().append(u'-');
      } else if (ended) {
        words.emplace_back();
      }
      words.back().append(c);
      ended = false;
    } else if (is_joint(c) && !ended) {
      words.back().append(u'-');
    } else {
      ended = true;
    }
  }
  return words;
}

struct Spelling {
  char16_t letter;
  std::u16string_view written;
};

template <std::size_t kSize>
Text respelt(Text word, const std::array<Spelling, kSize>& spellings) {
  for (const auto& [letter, written] : spellings) {
    word.findAndReplace(Text(letter),
                        Text(written.data(), static_cast<std::int32_t>(written.size())));
  }
  return word;
}

// Letters that only Kazakh has, as Kazakh passports write them: neither table knows them.
Text without_kazakh(const Text& word) {
  constexpr std::array<Spelling, 14> kNearest = {{{u'Қ', u"К"},
                                                  {u'қ', u"к"},
                                                  {u'Ғ', u"Г"},
                                                  {u'ғ', u"г"},
                                                  {u'Ә', u"А"},
                                                  {u'ә', u"а"},
                                                  {u'Ұ', u"У"},
                                                  {u'ұ', u"у"},
                                                  {u'Һ', u"Х"},
                                                  {u'һ', u"х"},
                                                  {u'І', u"И"},
                                                  {u'і', u"и"},
                                                  {u'Ӏ', u""},
                                                  {u'ӏ', u""}}};
  return respelt(word, kNearest);
}

// The Russian table does not know the letters that only Kyrgyz (and Kazakh) has; Russian documents
// write the nearest one.
Text nearest_russian(const Text& word) {
  constexpr std::array<Spelling, 6> kNearest = {
      {{u'Ң', u"Н"}, {u'ң', u"н"}, {u'Ө', u"О"}, {u'ө', u"о"}, {u'Ү', u"У"}, {u'ү', u"у"}}};
  return respelt(word, kNearest);
}

// Letters that a passport's reading zone writes as two (ICAO 9303-3, 6.A), and Dj for Đ. The same
// letters with their marks taken off are what the transliteration leaves.
Text in_two_letters(const Text& word) {
  constexpr std::array<Spelling, 12> kPairs = {{{u'Ü', u"ue"},
                                                {u'ü', u"ue"},
                                                {u'Ö', u"oe"},
                                                {u'ö', u"oe"},
                                                {u'Ä', u"ae"},
                                                {u'ä', u"ae"},
                                                {u'Ø', u"oe"},
                                                {u'ø', u"oe"},
                                                {u'Å', u"aa"},
                                                {u'å', u"aa"},
                                                {u'Đ', u"dj"},
                                                {u'đ', u"dj"}}};
  return respelt(word, kPairs);
}

bool is_ascii(const Text& text) {
  for (std::int32_t at = 0; at < text.length(); ++at) {
    if (text.charAt(at) > u'\x7f') return false;
  }
  return true;
}

// The pieces between the joints, and the whole without them: either will do.
void add_ways(const std::string& latin, NameWord& ways) {
  std::set<std::string> pieces;
  std::string piece;
  std::string whole;
  const auto finish = [&pieces, &piece] {
    if (!piece.empty()) pieces.insert(fold_latin_word(piece));
    piece.clear();
  };
  for (const char c : latin) {
    if (is_letter(c) || is_digit(c)) {
      piece.push_back(c);
      whole.push_back(c);
    } else {
      finish();
    }
  }
  finish();
  if (whole.empty()) return;
  ways.insert(std::move(pieces));
  ways.insert({fold_latin_word(whole)});
}

}  // namespace

std::string fold_latin_word(std::string_view word) {
  // Capitals stand for one sound that is written with several letters; order matters: longest
  // first.
  constexpr std::array<std::pair<std::string_view, std::string_view>, 23> kSounds = {
      {{"shch", "S"}, {"tsch", "C"}, {"sch", "S"},  {"tch", "C"}, {"dzh", "i"}, {"sh", "S"},
       {"ch", "C"},   {"zh", "i"},   {"dj", "i"},   {"kh", "h"},  {"gh", "g"},  {"ph", "f"},
       {"ts", "T"},   {"tz", "T"},   {"ck", "k"},   {"q", "k"},   {"x", "ks"},  {"w", "v"},
       {"j", "i"},    {"y", "i"},    {"iie", "ie"}, {"ie", "e"},  {"io", "e"}}};
  std::string key(word);
  for (const auto& [from, to] : kSounds)
    key = replace_all(std::move(key), from, to);
  return without_doubled_letters(key);
}

struct NameFold::Tables {
  std::unique_ptr<icu::Transliterator> russian = make("Russian-Latin/BGN");
  std::unique_ptr<icu::Transliterator> kyrgyz = make("Kirghiz-Latin/BGN");
};

NameFold::NameFold() : tables_(std::make_unique<const Tables>()) {}
NameFold::~NameFold() = default;

NameWord NameFold::ways_of(const icu::UnicodeString& word) const {
  NameWord ways;
  const auto add = [&ways](const icu::Transliterator* table, Text form) {
    if (table == nullptr) {
      form.toLower(icu::Locale::getRoot());
    } else {
      table->transliterate(form);
    }
    std::string latin;
    form.toUTF8String(latin);
    add_ways(latin, ways);
  };
  if (is_ascii(word)) {
    add(nullptr, word);
    return ways;
  }
  const Text known = without_kazakh(word);
  for (const Text& form : {known, in_two_letters(known)}) {
    add(tables_->russian.get(), nearest_russian(form));
    add(tables_->kyrgyz.get(), form);
  }
  return ways;
}

std::vector<NameWord> NameFold::fold(std::string_view name) const {
  std::vector<NameWord> words;
  if (name.size() > kNameBytesMax) return words;
  const auto text =
      Text::fromUTF8(icu::StringPiece(name.data(), static_cast<std::int32_t>(name.size())));
  if (text.indexOf(char16_t{0xFFFD}) >= 0) return words;
  UErrorCode status = U_ZERO_ERROR;
  const Text composed = icu::Normalizer2::getNFCInstance(status)->normalize(text, status);
  KUBOLUK_CHECK(U_SUCCESS(status));
  for (const Text& word : written_words(composed)) {
    NameWord ways = ways_of(word);
    if (!ways.empty()) words.push_back(std::move(ways));
  }
  return words;
}

}  // namespace kuboluk::tools
