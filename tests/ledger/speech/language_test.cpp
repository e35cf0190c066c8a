#include "ledger/speech/language.h"

#include <catch2/catch.hpp>
#include <string>

#include "ledger/speech/plural.h"

namespace kuboluk::speech {
namespace {

TEST_CASE("a code and its language") {
  for (const Language language : kLanguages)
    CHECK(parse_language(code_of(language)) == language);
  for (const char* code : {"", "KY", "kg", "ru-RU", "e"})
    CHECK_FALSE(parse_language(code).has_value());
}

TEST_CASE("RFC 9110 12.5.4: the greatest weight wins, of equal ones the first; Kyrgyz by default") {
  CHECK(preferred_language("") == Language::kKyrgyz);
  CHECK(preferred_language("de, fr;q=0.5") == Language::kKyrgyz);
  CHECK(preferred_language("ru-KG,ru;q=0.9,en;q=0.8") == Language::kRussian);
  CHECK(preferred_language("en;q=0.2, RU;q=0.7 ,ky;q=0.7") == Language::kRussian);
  CHECK(preferred_language("ru;q=0, en;q=0.001") == Language::kEnglish);
  CHECK(preferred_language("ru;q=2, en;q=x, ky") == Language::kKyrgyz);
  CHECK(preferred_language("ru;q=0.1234, en;q=0.1") == Language::kEnglish);
  CHECK(preferred_language(",,;;q=,en") == Language::kEnglish);
  CHECK(preferred_language(std::string(5000, 'e') + ",en") == Language::kKyrgyz);
}

TEST_CASE("CLDR plural rules for whole numbers") {
  const auto russian = [](std::uint64_t count) {
    return plural_forms(Language::kRussian)[plural_form(Language::kRussian, count)];
  };
  for (const std::uint64_t count : {1, 21, 101, 1001})
    CHECK(russian(count) == "one");
  for (const std::uint64_t count : {2, 3, 4, 22, 104, 1033})
    CHECK(russian(count) == "few");
  for (const std::uint64_t count : {0, 5, 11, 12, 14, 20, 111, 112, 1011})
    CHECK(russian(count) == "many");
  CHECK(plural_forms(Language::kEnglish)[plural_form(Language::kEnglish, 1)] == "one");
  CHECK(plural_forms(Language::kEnglish)[plural_form(Language::kEnglish, 0)] == "other");
  CHECK(plural_form(Language::kKyrgyz, 7) == 0);
}

}  // namespace
}  // namespace kuboluk::speech
