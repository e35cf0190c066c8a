#include "tools/paper/paper_words.h"

#include <catch2/catch.hpp>

#include "ledger/speech/words.h"

namespace kuboluk::tools::paper {
namespace {

TEST_CASE("the ten verdicts have a sign, and paper says them in the words of the page") {
  for (std::size_t i = 0; i < domain::kVerdictCount; ++i) {
    const auto verdict = static_cast<domain::Verdict>(i);
    CHECK(!sign_of(verdict).empty());
    std::string words;
    for (const Language language : speech::kLanguages) {
      if (!words.empty()) words += " · ";
      words += speech::verdict_word(language, verdict);
    }
    CHECK(say_all(verdict, " · ") == words);
  }
}

TEST_CASE("a word in all languages: Kyrgyz and Russian first") {
  CHECK(say_all("paper.certificate", " · ") == "КҮБӨЛҮК · УДОСТОВЕРЕНИЕ · CERTIFICATE");
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

}  // namespace
}  // namespace kuboluk::tools::paper
