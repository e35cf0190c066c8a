// DOMAIN 1.2 and 6.1-6.8: the ten answers at the door, each with its own screen in each language.
#include <catch2/catch.hpp>

#include "ledger/speech/catalogue.h"
#include "ledger/speech/words.h"
#include "tests/node/pages/samples.h"

namespace kuboluk::pages {
namespace {

using domain::Verdict;

bool has(const std::string& html, std::string_view text) {
  return html.find(text) != std::string::npos;
}

std::string page(Verdict verdict, speech::Language language = speech::Language::kEnglish) {
  const auto pages = Pages::load();
  REQUIRE(pages.has_value());
  return pages->observer_page(samples::context(language), samples::observer(verdict));
}

// What stands before anything else is read: from the band's start to its end.
std::string band(const std::string& html) {
  const std::size_t from = html.find("class=\"band");
  return html.substr(from, html.find("</section>", from) - from);
}

TEST_CASE("each of the ten verdicts is a colour, a symbol and a word of its own in each language") {
  for (const speech::Language language : speech::kLanguages) {
    for (std::size_t i = 0; i < domain::kVerdictCount; ++i) {
      const auto verdict = static_cast<Verdict>(i);
      const std::string first = band(page(verdict, language));
      INFO(domain::to_key(verdict));
      CHECK(has(first, speech::verdict_word(language, verdict)));
      CHECK(has(first, ">" + std::string(speech::verdict_symbol(verdict)) + "<"));
      CHECK(has(first, verdict == Verdict::kMistyped ? "KG25-0128-M" : "KG25-0128-L"));
    }
  }
  CHECK(has(band(page(Verdict::kActive)), "band go"));
  CHECK(has(band(page(Verdict::kRevoked)), "band stop"));
  CHECK(has(band(page(Verdict::kCannotTell)), "band call"));
}

TEST_CASE("6.4: green never without age, and who confirmed it") {
  CHECK(has(band(page(Verdict::kActive)), "As of 07:42 (3 minutes ago), confirmed by Ministry"));
  CHECK(has(band(page(Verdict::kActive, speech::Language::kRussian)), "3 минуты назад"));
  CHECK(has(band(page(Verdict::kActive, speech::Language::kKyrgyz)), "3 мүнөт мурун"));
}

TEST_CASE("6.8: the page quotes paragraph 4.3 in Kyrgyz and Russian, as a paraphrase") {
  for (const speech::Language language : speech::kLanguages) {
    const std::string html = page(Verdict::kActive, language);
    CHECK(has(html, "<blockquote lang=\"ky\">"));
    CHECK(has(html, speech::say(speech::Language::kKyrgyz, "ask.quote")));
    CHECK(has(html, speech::say(speech::Language::kRussian, "ask.quote")));
    CHECK(has(html, "изложено кратко"));
  }
  auto foreign = samples::observer(Verdict::kActive);
  foreign.answer.law.ruleset = "KZ-GENERIC@1";
  const auto pages = Pages::load();
  CHECK_FALSE(has(pages->observer_page(samples::context(speech::Language::kRussian), foreign),
                  "<blockquote"));
}

TEST_CASE("6.2: MISTYPED has the field again and no proof; it is not NO SUCH NUMBER") {
  const std::string mistyped = page(Verdict::kMistyped);
  CHECK(has(mistyped, "value=\"KG25-0128-M\""));
  CHECK_FALSE(has(mistyped, "/proof/"));
  CHECK_FALSE(has(mistyped, "NO SUCH NUMBER"));
  const std::string unknown = page(Verdict::kNoSuchNumber);
  CHECK(has(unknown, "Proof that there is no such number"));
  CHECK(has(unknown, "href=\"/proof/accreditation/kg-jk-2025/KG25-0128\""));
}

TEST_CASE("6.6 and 6.7: OTHER ELECTION says which, SUPERSEDED the new number and since when") {
  CHECK(has(band(page(Verdict::kOtherElection)), "Досрочные выборы"));
  CHECK(has(page(Verdict::kOtherElection), "election=kg-local-2024"));
  CHECK(has(band(page(Verdict::kSuperseded)), "UD-0421-"));
  CHECK(has(band(page(Verdict::kSuperseded)), "Since 21 November 2025, 12:00"));
}

TEST_CASE("REVOKED and REFUSED say since when, by which act, on which ground") {
  const std::string revoked = page(Verdict::kRevoked);
  CHECK(has(band(revoked), "Since 21 November 2025, 12:00 (+06:00)"));
  CHECK(has(revoked, "Recorded in the log: 21 November 2025, 17:30"));
  CHECK(has(revoked, "Entry No 1042"));
  CHECK(has(revoked, "KR.R4.7: "));
  CHECK(has(revoked, "written application of the organisation"));
  CHECK(has(revoked, "не может приехать"));
  CHECK(has(page(Verdict::kRefused), "KR.R3.10(2): "));
}

TEST_CASE("NOT YET says from when, EXPIRED since when, CANNOT TELL what to do") {
  CHECK(has(band(page(Verdict::kNotYet)), "Begins 12 November 2025, 15:00"));
  CHECK(has(band(page(Verdict::kExpired)), "Since 11 December 2025, 00:00"));
  const std::string unsure = page(Verdict::kCannotTell);
  CHECK(has(band(unsure), "Call the Central Election Commission"));
  CHECK(has(band(unsure), "This does not mean revoked"));
  CHECK(has(band(unsure), "By this data it was: ACTIVE"));
  CHECK(has(unsure, "26 hours"));
}

TEST_CASE("6.11: with two clocks both dates stand beside the verdict, never merged") {
  auto report = samples::observer(Verdict::kActive);
  report.answer.clocks.valid = domain::parse_local_time("2025-11-22T12:00:00+06:00")->instant;
  report.answer.clocks.known = domain::parse_local_time("2025-11-21T10:00:00+06:00")->instant;
  const auto pages = Pages::load();
  const std::string html =
      pages->observer_page(samples::context(speech::Language::kEnglish), report);
  CHECK(has(band(html), "What held at 22 November 2025, 12:00"));
  CHECK(has(band(html), "As known at 21 November 2025, 10:00"));
  CHECK(has(html, "value=\"2025-11-22T12:00:00+06:00\""));
  CHECK(has(html, "history?election=kg-jk-2025&amp;at=2025-11-22T12%3A00%3A00%2B06%3A00"));
  CHECK(has(band(html), "not for now"));
  CHECK_FALSE(has(band(html), "Let the observer in"));
  CHECK_FALSE(has(band(page(Verdict::kActive)), "What held at"));
  CHECK(has(band(page(Verdict::kActive)), "Let the observer in"));
}

TEST_CASE("the name has its place and says where to look") {
  CHECK(has(page(Verdict::kActive), "Compare the certificate with the identity document."));
}

}  // namespace
}  // namespace kuboluk::pages
