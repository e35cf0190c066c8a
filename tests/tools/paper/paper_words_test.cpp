#include "tools/paper/paper_words.h"

#include <catch2/catch.hpp>

#include "ledger/domain/charset.h"
#include "ledger/speech/words.h"

namespace kuboluk::tools::paper {
namespace {

bool has_cyrillic(std::string_view text) {
  return text.find('\xD0') != std::string_view::npos ||
         text.find('\xD1') != std::string_view::npos ||
         text.find('\xD2') != std::string_view::npos || text.find('\xD3') != std::string_view::npos;
}

TEST_CASE("every word of the paper is there in Kyrgyz, Russian and English") {
  for (std::size_t i = 0; i < kWordCount; ++i) {
    const Word word = static_cast<Word>(i);
    for (const Language language : kLanguages) {
      const std::string text(say(word, language));
      INFO(i << " " << to_tag(language));
      CHECK(!domain::free_text_fault(text));
      if (word != Word::kRow) CHECK(has_cyrillic(text) == (language != Language::kEnglish));
    }
  }
}

TEST_CASE("the ten verdicts have words in three languages and a sign") {
  for (std::size_t i = 0; i < domain::kVerdictCount; ++i) {
    const auto verdict = static_cast<domain::Verdict>(i);
    CHECK(say(verdict, Language::kEnglish) == domain::to_text(verdict));
    for (const Language language : {Language::kKyrgyz, Language::kRussian})
      CHECK(has_cyrillic(say(verdict, language)));
    CHECK(!sign_of(verdict).empty());
  }
}

TEST_CASE("paper says a verdict in the very words of the page that its code opens") {
  for (std::size_t i = 0; i < domain::kVerdictCount; ++i) {
    const auto verdict = static_cast<domain::Verdict>(i);
    CHECK(say(verdict, Language::kKyrgyz) ==
          speech::verdict_word(speech::Language::kKyrgyz, verdict));
    CHECK(say(verdict, Language::kRussian) ==
          speech::verdict_word(speech::Language::kRussian, verdict));
    CHECK(say(verdict, Language::kEnglish) ==
          speech::verdict_word(speech::Language::kEnglish, verdict));
  }
}

TEST_CASE("only an accreditation that may observe has a sign that says yes") {
  for (std::size_t i = 0; i < domain::kVerdictCount; ++i) {
    const auto verdict = static_cast<domain::Verdict>(i);
    CHECK((sign_of(verdict) == "✓") == (verdict == domain::Verdict::kActive));
  }
}

TEST_CASE("days and times are local, and English days are ISO 8601") {
  const domain::Offset offset{360};
  const auto instant = domain::parse_known_time("2025-11-12T19:30:59.999Z");
  REQUIRE(instant);
  CHECK(day_words(*instant, offset, Language::kKyrgyz) == "13.11.2025");
  CHECK(day_words(*instant, offset, Language::kEnglish) == "2025-11-13");
  CHECK(time_words(*instant, offset, Language::kRussian) == "13.11.2025 01:30");
}

TEST_CASE("languages are known by their tags only") {
  for (const Language language : kLanguages)
    CHECK(parse_language(to_tag(language)) == language);
  CHECK(!parse_language("KY"));
  CHECK(!parse_language(""));
}

}  // namespace
}  // namespace kuboluk::tools::paper
