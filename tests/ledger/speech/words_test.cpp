// DOMAIN 1.2: ten answers, never collapsed.
#include "ledger/speech/words.h"

#include <catch2/catch.hpp>
#include <set>

namespace kuboluk::speech {
namespace {

TEST_CASE("ten verdicts have ten words in each language, and ten symbols") {
  std::set<std::string> symbols;
  for (const Language language : kLanguages) {
    std::set<std::string> words;
    std::set<std::string> advice;
    for (std::size_t i = 0; i < domain::kVerdictCount; ++i) {
      const auto verdict = static_cast<domain::Verdict>(i);
      words.insert(verdict_word(language, verdict));
      advice.insert(verdict_advice(language, verdict));
      symbols.insert(std::string(verdict_symbol(verdict)));
      CHECK(verdict_word(language, verdict).find("(?") == std::string::npos);
      CHECK(verdict_advice(language, verdict).find("(?") == std::string::npos);
    }
    CHECK(words.size() == domain::kVerdictCount);
    CHECK(advice.size() == domain::kVerdictCount);
  }
  CHECK(symbols.size() == domain::kVerdictCount);
}

TEST_CASE("the English words are those of the ledger") {
  for (std::size_t i = 0; i < domain::kVerdictCount; ++i) {
    const auto verdict = static_cast<domain::Verdict>(i);
    CHECK(verdict_word(Language::kEnglish, verdict) == domain::to_text(verdict));
  }
}

TEST_CASE("what the catalogue does not know is shown as its id") {
  CHECK(act_words(Language::kRussian, "accreditation.revoke") == "Аккредитация отозвана");
  CHECK(act_words(Language::kRussian, "new.act") == "new.act");
  CHECK(rule_words(Language::kEnglish, "ZZ.1") == "ZZ.1");
  CHECK(rule_words(Language::kEnglish, "KR.R4.3").rfind("KR.R4.3: The certificate", 0) == 0);
  CHECK(body_words(Language::kEnglish, "odihr") == "odihr");
  CHECK(name_list(Language::kRussian, {}) == "никто");
  CHECK(name_list(Language::kKyrgyz, {"a", "b", "c"}) == "a, b жана c");
}

}  // namespace
}  // namespace kuboluk::speech
