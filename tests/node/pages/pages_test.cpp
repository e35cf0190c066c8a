// Issue 5 "Pages": every page in three languages is whole, small, readable by machines that read
// aloud, and says what it must.
#include <catch2/catch.hpp>
#include <thread>

#include "ledger/domain/charset.h"
#include "ledger/speech/catalogue.h"
#include "tests/node/pages/html_check.h"
#include "tests/node/pages/samples.h"

namespace kuboluk::pages {
namespace {

Pages loaded() {
  auto pages = Pages::load();
  INFO((pages ? std::string() : pages.error().message()));
  REQUIRE(pages.has_value());
  return std::move(*pages);
}

bool has(const std::string& html, std::string_view text) {
  return html.find(text) != std::string::npos;
}

std::size_t count_of(const std::string& html, std::string_view text) {
  std::size_t count = 0;
  for (std::size_t at = html.find(text); at != std::string::npos; at = html.find(text, at + 1))
    ++count;
  return count;
}

TEST_CASE("the reader of HTML finds what browsers would repair") {
  const std::string head = "<!DOCTYPE html><html lang=\"ky\"><h1>a</h1>";
  CHECK(html_faults(head + "</html>").empty());
  for (const char* wrong :
       {"<p>a", "<p><b>a</p></b>", "a & b", "<p class=x>a</p>", "<p id=\"b\"class=\"x\">a</p>",
        "<script>a</script>", "<p onclick=\"x\">a</p>", "<input id=\"a\">", "<h3>a</h3>",
        "<h1>a</h1>", "<table><tr></tr></table>", "<a href=\"\">a</a>",
        "<a href=\"http://a.example\">a</a>", "<p id=\"a\">a</p><p id=\"a\">b</p>",
        "<p aria-labelledby=\"z\">a</p>"}) {
    INFO(wrong);
    CHECK_FALSE(html_faults(head + wrong + "</html>").empty());
  }
}

TEST_CASE(
    "every page in every language is well formed, labelled, under 50 kB, with nothing unset") {
  const Pages pages = loaded();
  for (const speech::Language language : speech::kLanguages) {
    for (const auto& page : samples::all_pages(pages, language)) {
      INFO(page.name << " in " << speech::code_of(language) << ", " << page.html.size()
                     << " bytes");
      CHECK(page.html.size() < kPageBytesMax);
      CHECK_FALSE(has(page.html, "(?"));
      for (const std::string& fault : html_faults(page.html)) {
        UNSCOPED_INFO(fault);
        CHECK(fault.empty());
      }
      CHECK(has(page.html, "<html lang=\"" + std::string(speech::code_of(language)) + "\">"));
      for (const speech::Language other : speech::kLanguages) {
        CHECK(has(page.html, "lang=\"" + std::string(speech::code_of(other)) + "\""));
      }
    }
  }
}

TEST_CASE(
    "DOMAIN 6.1: with the longest texts an author can write a page is under 50 kB all the same") {
  const Pages pages = loaded();
  samples::Authored longest;
  for (std::string* text : {&longest.title, &longest.organisation, &longest.reason}) {
    text->clear();
    while (text->size() + 2 <= domain::kFreeTextBytesMax)
      *text += "ж";
  }
  for (const speech::Language language : speech::kLanguages) {
    for (const auto& page : samples::all_pages(pages, language, longest)) {
      INFO(page.name << ", " << page.html.size() << " bytes");
      CHECK(page.html.size() < kPageBytesMax);
    }
  }
  auto report = samples::observer(domain::Verdict::kRevoked, longest);
  report.history.assign(64, report.history[2]);
  const std::string html = pages.history_page(samples::context(speech::Language::kRussian), report);
  CHECK(html.size() < kPageBytesMax);
  CHECK(has(html, longest.reason));  // whole
}

TEST_CASE("hostile titles, names and reasons are text on every page") {
  const Pages pages = loaded();
  for (const speech::Language language : speech::kLanguages) {
    for (const auto& page : samples::all_pages(pages, language, samples::hostile())) {
      INFO(page.name);
      CHECK_FALSE(has(page.html, "<script"));
      for (const std::string& fault : html_faults(page.html)) {
        UNSCOPED_INFO(fault);
        CHECK(fault.empty());
      }
    }
  }
  const auto observer = samples::observer(domain::Verdict::kRevoked, samples::hostile());
  const std::string html =
      pages.observer_page(samples::context(speech::Language::kRussian), observer);
  CHECK(has(html, "&lt;script&gt;alert("));
}

TEST_CASE("a hostile path and number reach no attribute as they are") {
  const Pages pages = loaded();
  auto context = samples::context(speech::Language::kEnglish);
  context.path = "/o/\"><script>alert(1)</script>?at='x";
  auto report = samples::observer(domain::Verdict::kMistyped);
  report.typed = "\"><script>alert(1)</script>";
  report.number_printed = report.typed;
  const std::string html = pages.observer_page(context, report);
  CHECK_FALSE(has(html, "<script"));
  CHECK(html_faults(html).empty());
  context.path = "javascript:alert(1)";
  CHECK_FALSE(has(pages.home_page(context, samples::home()), "\"javascript:"));
}

TEST_CASE("a list of 378 rows is divided into pages that link each other, no row lost") {
  const Pages pages = loaded();
  auto context = samples::context(speech::Language::kRussian);
  const auto list = samples::accredited(378);
  std::size_t rows = 0;
  for (std::size_t page = 1; page <= 4; ++page) {
    context.list_page = page;
    const std::string html = pages.accredited_page(context, list);
    CHECK(html.size() < kPageBytesMax);
    rows += count_of(html, "<th scope=\"row\"");
    CHECK(has(html, "page=" + std::to_string(page == 4 ? 2 : page + 1)));
    CHECK(has(html, "aria-current=\"page\">" + std::to_string(page)));
  }
  CHECK(rows == 378);
  context.list_page = 99;  // shows the last
  CHECK(has(pages.accredited_page(context, list), "aria-current=\"page\">4"));
}

TEST_CASE("the totals of the election of 2025 are printed as a sum of linked numbers") {
  const Pages pages = loaded();
  std::string html =
      pages.election_page(samples::context(speech::Language::kKyrgyz), samples::election());
  CHECK(count_of(html, "/e/kg-jk-2025/accredited?decree=") == 15);  // the sum and two columns
  const std::size_t from = html.find("class=\"sum\"");
  std::string sum;
  bool inside = false;
  for (const char c : html.substr(from, html.find("</p>", from) - from)) {
    if (c == '<') inside = true;
    if (!inside && c != '\n') sum += c;
    if (c == '>') inside = false;
  }
  CHECK(has(sum, "378 = 29 + 42 + 56 + 170 + 81"));
}

TEST_CASE("a training ledger says so on every page, in its title too") {
  const Pages pages = loaded();
  for (const speech::Language language : speech::kLanguages) {
    auto context = samples::context(language);
    context.training = true;
    const std::string word = speech::say(language, "training.word");
    for (const std::string& html :
         {pages.home_page(context, samples::home()), pages.log_page(context, samples::log()),
          pages.node_page(context, samples::node()),
          pages.accredited_page(context, samples::accredited(3)),
          pages.problem_page(context, 404, Problem::kNoPage)}) {
      CHECK(has(html, "class=\"training\""));
      CHECK(has(html, "<title>" + word));
    }
  }
}

TEST_CASE("the audit view tells for how long no station could have known") {
  const Pages pages = loaded();
  const std::string html =
      pages.revocations_page(samples::context(speech::Language::kEnglish), samples::revocations(3));
  CHECK(has(html, "the difference: 5 hours"));
  CHECK(has(html, "Recorded at once."));
  CHECK(has(html, "Recorded before it took effect, the difference: 24 hours."));
  CHECK(has(html, "/list/accreditation/kg-jk-2025"));
  CHECK(has(html, "void from the beginning"));
}

TEST_CASE("/status says in one sentence whether anything is to be done") {
  const Pages pages = loaded();
  const auto context = samples::context(speech::Language::kEnglish);
  auto view = samples::node();
  CHECK(has(pages.node_page(context, view), "The node is behind"));
  view.status.behind = 0;
  CHECK(has(pages.node_page(context, view), "All is well"));
  view.quorum_reachable = false;
  CHECK(has(pages.node_page(context, view), "Too few institutions"));
  view.status.forks = 1;
  CHECK(has(pages.node_page(context, view), "DANGER: two different logs"));
  CHECK(has(pages.node_page(context, view), "never counted"));
}

TEST_CASE("an error page never repeats what was asked but the number, in printable ASCII") {
  const Pages pages = loaded();
  auto context = samples::context(speech::Language::kRussian);
  context.path = "/o/secret-path";
  const std::string html = pages.problem_page(context, 400, Problem::kBadNumber,
                                              "KG25\x01\xD0\x9F"
                                              "0128");
  CHECK_FALSE(has(html, "secret-path"));
  CHECK(has(html, "value=\"KG250128\""));
  CHECK(has(html, "400"));
}

TEST_CASE("an error page shows no data: it never says that nothing is confirmed yet") {
  Context context = samples::context(speech::Language::kRussian);
  context.confirmation.reset();
  const auto pages = Pages::load().value();
  const std::string nothing = speech::say(context.language, "footer.nothing");
  CHECK(pages.problem_page(context, 404, Problem::kNoPage).find(nothing) == std::string::npos);
  CHECK(pages.problem_page(context, 503, Problem::kStarting).find(nothing) != std::string::npos);
}

TEST_CASE("the case of a court is named in the reader's language") {
  auto report = samples::revocations(4);
  for (auto& one : report.revocations) {
    for (auto& undoing : one.undone_by)
      undoing.reason = "case TEST-COURT-1";
  }
  const auto pages = Pages::load().value();
  const Context context = samples::context(speech::Language::kRussian);
  const std::string html = pages.revocations_page(context, report);
  CHECK(html.find("дело TEST-COURT-1") != std::string::npos);
  CHECK(html.find("case TEST-COURT-1") == std::string::npos);
}

TEST_CASE("pages are made by several threads at once, each like the one made alone") {
  const Pages pages = loaded();
  const std::string alone =
      pages.election_page(samples::context(speech::Language::kKyrgyz), samples::election());
  std::vector<std::size_t> different(4, 0);
  std::vector<std::thread> threads;
  for (std::size_t& mine : different) {
    threads.emplace_back([&pages, &alone, &mine] {
      const auto report = samples::election();
      const auto context = samples::context(speech::Language::kKyrgyz);
      for (int i = 0; i < 50; ++i) {
        if (pages.election_page(context, report) != alone) ++mine;
      }
    });
  }
  for (auto& thread : threads)
    thread.join();
  CHECK(different == std::vector<std::size_t>(4, 0));
}

}  // namespace
}  // namespace kuboluk::pages
