// The catalogue's form, and that all three languages are complete.
#include "ledger/speech/catalogue.h"

#include <catch2/catch.hpp>

#include "ledger/speech/plural.h"

namespace kuboluk::speech {
namespace {

constexpr std::string_view kGood =
    "kuboluk/catalogue/v1\n"
    "# a comment\n"
    "key plain\nky бир {0}\nru один {0}\nen one {0}\n"
    "key counted\nky {0} күн\nru.one {0} день\nru.few {0} дня\nru.many {0} дней\n"
    "en.one {0} day\nen.other {0} days\n";

std::string changed(std::string_view from, std::string_view to) {
  std::string text(kGood);
  const std::size_t at = text.find(from);
  REQUIRE(at != std::string::npos);
  return text.replace(at, from.size(), to);
}

TEST_CASE("a catalogue of the documented form is read") {
  const auto catalogue = Catalogue::parse("c", kGood);
  REQUIRE(catalogue.has_value());
  CHECK(catalogue->entries().size() == 2);
  CHECK(catalogue->find("counted")->counted);
  CHECK(catalogue->find("counted")->words[1].size() == 3);
  CHECK(catalogue->find("nothing") == nullptr);
}

TEST_CASE("every departure from the form is refused with its line") {
  const auto refused = [](std::string_view from, std::string_view to) {
    const auto parsed = Catalogue::parse("c", changed(from, to));
    INFO(from << " -> " << to);
    CHECK_FALSE(parsed.has_value());
    if (!parsed) CHECK(parsed.error().rule == "X.FORM");
  };
  refused("kuboluk/catalogue/v1", "kuboluk/catalogue/v2");
  refused("en one {0}\n", "");                  // a language is missing
  refused("ru один {0}\n", "ru один\n");        // placeholders differ
  refused("ru один {0}\n", "ru один {1}\n");    // placeholders differ
  refused("ru один {0}\n", "ru один {0} {\n");  // a brace alone
  refused("ru.few {0} дня\n", "");              // a plural form is missing
  refused("ru.few {0} дня\n", "ru.few дня\n");  // the number is missing
  refused("key counted", "key plain");          // twice
  refused("key counted", "key two words");
  refused("ru один", "ru  один");
  refused("ru один",
          "ru \xE2\x80\x8B"
          "один");                          // zero-width space
  refused("key counted", "\nkey counted");  // empty line
  CHECK_FALSE(Catalogue::parse("c", kGood.substr(0, kGood.size() - 1)).has_value());
  CHECK_FALSE(Catalogue::parse("c", "").has_value());
}

TEST_CASE(
    "issue 5: every key of the built-in catalogue has all languages, forms and placeholders") {
  const Catalogue& catalogue = built_in_catalogue();  // it parses: that checks most of it
  CHECK(catalogue.entries().size() > 300);
  for (const auto& [key, entry] : catalogue.entries()) {
    INFO(key);
    for (const Language language : kLanguages) {
      const auto& words = entry.words[static_cast<std::size_t>(language)];
      const std::size_t forms = std::max<std::size_t>(1, plural_forms(language).size());
      CHECK(words.size() == (entry.counted ? forms : 1));
      for (const std::string& text : words)
        CHECK(text.find("{{") == std::string::npos);
    }
  }
}

TEST_CASE("Kyrgyz and Russian are translated, not copied from English") {
  for (const auto& [key, entry] : built_in_catalogue().entries()) {
    const std::string& english = entry.words[2].front();
    const bool letters = english.find_first_of("abcdefghijklmnopqrstuvwxyz") != std::string::npos;
    if (!letters || key.rfind("date", 0) == 0) continue;
    INFO(key);
    CHECK(entry.words[0].front() != english);
    CHECK(entry.words[1].front() != english);
  }
}

TEST_CASE("words with arguments; an argument is never a placeholder") {
  CHECK(say(Language::kEnglish, "and", {"{1}", "b"}) == "{1} and b");
  CHECK(say(Language::kEnglish, "and", {"a"}) == "a and (?1)");
  CHECK(say(Language::kRussian, "no-such-key") == "(?no-such-key)");
  CHECK(say(Language::kRussian, "age.days") == "(?age.days)");  // counted
  CHECK(say_count(Language::kRussian, "and", 2) == "(?and)");   // not counted
  CHECK_FALSE(say_if_known(Language::kRussian, "act.no.such.act").has_value());
}

// The small line at the foot of pages and papers, and the steps for an expert who checks by hand.
bool is_fine_print(const std::string& key) {
  return key.starts_with("footer.") || key == "paper.root" || key.starts_with("dossier.step.");
}

TEST_CASE("plain words only: nothing that an official does not know outside the fine print") {
  for (const auto& [key, entry] : built_in_catalogue().entries()) {
    if (is_fine_print(key)) continue;
    for (const auto& words : entry.words) {
      for (const std::string& text : words) {
        INFO(key << ": " << text);
        for (const char* jargon :
             {"Merkle", "Меркл", "root", "hash", "хеш", "checkpoint", "cosign"})
          CHECK(text.find(jargon) == std::string::npos);
      }
    }
  }
}

}  // namespace
}  // namespace kuboluk::speech
