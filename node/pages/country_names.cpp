#include "node/pages/country_names.h"

#include <unicode/locid.h>
#include <unicode/unistr.h>

#include <algorithm>

namespace kuboluk::pages {

namespace {

// ICU has names for what is no country too ("unknown region", "pseudo-accents", the past).
bool is_country(const icu::Locale& place) {
  for (const char* const* code = icu::Locale::getISOCountries(); *code != nullptr; ++code) {
    if (std::string_view(place.getCountry()) == *code) return true;
  }
  return false;
}

}  // namespace

std::string country_name(speech::Language language, std::string_view code) {
  std::string name(code);
  const bool capitals =
      std::all_of(code.begin(), code.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
  if (!capitals || code.size() < 2 || code.size() > 3) return name;
  const icu::Locale place("", name.c_str());
  if (!is_country(place)) return name;
  const std::string reader(speech::code_of(language));
  icu::UnicodeString words;
  place.getDisplayCountry(icu::Locale(reader.c_str()), words);
  name.clear();
  words.toUTF8String(name);
  return name;
}

}  // namespace kuboluk::pages
