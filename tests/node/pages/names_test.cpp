// People meet names: of organisations and members as the ledger has them, of the bodies of the law
// as the catalogue has them, of countries as CLDR has them. The id stays beside the name.
#include <catch2/catch.hpp>

#include "ledger/domain/utf8.h"
#include "node/pages/country_names.h"
#include "tests/node/pages/samples.h"

namespace kuboluk::pages {
namespace {

using speech::Language;

Pages loaded() {
  auto pages = Pages::load();
  REQUIRE(pages.has_value());
  return std::move(*pages);
}

bool has(const std::string& html, std::string_view text) {
  return html.find(text) != std::string::npos;
}

bool is_utf8(std::string_view text) {
  while (!text.empty()) {
    const std::size_t size = domain::first_code_point(text).size;
    if (size == 0) return false;
    text.remove_prefix(size);
  }
  return true;
}

// With a name of that many bytes in every place that holds one.
samples::Authored named(std::size_t bytes) {
  samples::Authored authored;
  authored.organisation.clear();
  while (authored.organisation.size() + 2 <= bytes)
    authored.organisation += "ж";
  return authored;
}

}  // namespace

TEST_CASE("ISO 3166-1: a country has one name in each language, by either code") {
  for (const char* code : {"KZ", "KAZ"}) {
    CHECK(country_name(Language::kKyrgyz, code) == "Казакстан");
    CHECK(country_name(Language::kRussian, code) == "Казахстан");
    CHECK(country_name(Language::kEnglish, code) == "Kazakhstan");
  }
  for (const Language language : speech::kLanguages) {
    for (const char* code : {"AT", "BG", "CN", "DE", "EG", "GBR", "JP", "KG", "TR", "USA", "UZ"}) {
      CHECK(country_name(language, code) != code);
    }
  }
}

TEST_CASE("a code of no country stays as it is: stateless persons, the past, hostile texts") {
  for (const Language language : speech::kLanguages) {
    for (const std::string code : {"XXA", "XXB", "UNO", "ZZ", "XA", "EU", "SU", "UK", "QQ", "", "K",
                                   "kz", "KZ@x=y", "419", "KAZZ", "<b>", "\xD0\x96"}) {
      CHECK(country_name(language, code) == code);
    }
  }
}

TEST_CASE("every page names organisations, members and countries; the id stands beside") {
  const Pages pages = loaded();
  const auto context = samples::context(Language::kRussian);
  const std::string name = samples::Authored().organisation;
  const std::string beside = "<code class=\"small\">odihr</code>";
  const std::string observer =
      pages.observer_page(context, samples::observer(domain::Verdict::kActive));
  CHECK(has(observer, name + "\n" + beside));
  // Band and footer: who confirmed.
  CHECK(has(observer, "Министерство иностранных дел, " + name + " и osce-pa"));
  CHECK(has(observer, "Центральная избирательная комиссия\n<code class=\"small\">cec</code>"));
  auto report = samples::observer(domain::Verdict::kActive);
  report.history.front().by = "odihr";
  report.organisations = {{"odihr", report.organisation}};
  auto without = context;
  without.bodies.clear();  // the report's own names are enough
  CHECK(has(pages.history_page(without, report), "<dd>" + name));
  CHECK(has(pages.application_page(context, samples::application()), name + "\n" + beside));
  CHECK(has(pages.revocations_page(context, samples::revocations(1)), name + "\n" + beside));
  const std::string log = pages.log_page(without, samples::log());
  CHECK(has(log, "· " + name));                               // author
  CHECK(has(log, name + "\n" + beside));                      // object
  CHECK(has(log, ">" + samples::Authored().title + "</a>"));  // election
  CHECK(has(log, "<code class=\"small\">kg-jk-2025</code>"));
  const std::string node = pages.node_page(context, samples::node());
  CHECK(has(node, ">" + name + "</th>"));
  CHECK_FALSE(has(node, ">odihr<"));
  auto election = samples::election();
  election.by_citizenship.front().code = "KAZ";
  const std::string totals = pages.election_page(context, election);
  CHECK(has(totals, "Казахстан\n<code class=\"small\">KAZ</code>"));
  CHECK(has(totals, name + "\n<code class=\"small\">odihr-0</code>"));
  auto list = samples::accredited(3);
  list.filter = {"", "odihr", "KZ", std::nullopt};
  const std::string filtered = pages.accredited_page(context, list);
  CHECK(has(filtered, "Казахстан"));
  CHECK(has(filtered, name));
}

TEST_CASE("a body that neither ledger nor catalogue names is shown by its id, once") {
  const Pages pages = loaded();
  auto context = samples::context(Language::kKyrgyz);
  context.node = "ots";
  const std::string html = pages.home_page(context, samples::home());
  CHECK(has(html, "<dd>ots</dd>"));
}

TEST_CASE("names stand whole as long as the page has room, and are cut between characters") {
  const Pages pages = loaded();
  const auto context = samples::context(Language::kRussian);
  const auto long_name = named(400);  // twice the longest of 2025
  const std::string& whole = long_name.organisation;
  CHECK(has(pages.observer_page(context, samples::observer(domain::Verdict::kActive, long_name)),
            "<dd>" + whole));
  CHECK(has(pages.application_page(context, samples::application(long_name)), "<dd>" + whole));
  CHECK(has(pages.revocations_page(context, samples::revocations(15, long_name)), "<dd>" + whole));
  CHECK(has(pages.accredited_page(context, samples::accredited(30, long_name)),
            "<td>" + whole + "</td>"));
  const std::string crowded = pages.accredited_page(context, samples::accredited(100, long_name));
  CHECK_FALSE(has(crowded, whole));
  CHECK(has(crowded, "ж…</td>"));
  for (const std::size_t bytes : {1999, 2000}) {
    auto shifted = named(bytes);
    if (bytes % 2 == 1) shifted.organisation.insert(0, "x");
    for (const auto& page : samples::all_pages(pages, Language::kRussian, shifted)) {
      INFO(page.name);
      CHECK(is_utf8(page.html));
    }
  }
}

TEST_CASE("who confirmed is told in one sentence: long names end at a word") {
  const Pages pages = loaded();
  samples::Authored authored;
  authored.organisation =
      "Бюро по демократическим институтам и правам человека Организации по безопасности и "
      "сотрудничеству в Европе";
  const auto context = samples::context(Language::kRussian, authored);
  const std::string html =
      pages.observer_page(context, samples::observer(domain::Verdict::kActive, authored));
  CHECK(has(html, "правам человека Организации по… и osce-pa"));
  CHECK(has(html, "<dd>" + authored.organisation));
  CHECK(has(pages.node_page(context, samples::node()), ">" + authored.organisation + "</th>"));
}

TEST_CASE("DOMAIN 6.1: names of every length leave a page under 50 kB") {
  const Pages pages = loaded();
  for (const Language language : speech::kLanguages) {
    for (const std::size_t bytes : {130, 160, 190, 260, 430, 520, 650, 860, 1080, 1300, 2000}) {
      auto authored = named(bytes);
      authored.reason = named(2000).organisation;
      authored.title = authored.reason;
      for (const auto& page : samples::all_pages(pages, language, authored)) {
        INFO(page.name << " with names of " << bytes << " bytes: " << page.html.size());
        CHECK(page.html.size() < kPageBytesMax);
      }
      auto history = samples::observer(domain::Verdict::kRevoked, authored);
      history.history.assign(64, history.history[2]);
      for (auto& act : history.history)
        act.by = "odihr";
      history.organisations = {{"odihr", history.organisation}};
      const auto html = pages.history_page(samples::context(language, authored), history);
      INFO("history with names of " << bytes << " bytes: " << html.size());
      CHECK(html.size() < kPageBytesMax);
    }
  }
}

}  // namespace kuboluk::pages
