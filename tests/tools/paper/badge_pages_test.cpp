// Certificates of a cosigned ledger: their pages, and that equal input gives equal bytes.
#include <catch2/catch.hpp>
#include <string>

#include "ledger/domain/ids.h"
#include "tests/ledger/proof/world.h"
#include "tools/paper/badge.h"

namespace kuboluk::tools::paper {
namespace {

const domain::Instant kMade{1'763'000'000'000};

BadgeFacts some_facts() {
  BadgeFacts facts;
  facts.verdict = domain::Verdict::kActive;
  facts.number = domain::with_check_character("KG25-0128");
  facts.organisation = {{"ru", "Центральная избирательная комиссия"}};
  facts.organisation_id = "bg-cec";
  facts.election = {{"ky", "Шайлоо"}};
  facts.election_id = "kg-jk-2025";
  facts.decree = "D-2025-11-12";
  facts.from = kMade;
  facts.cites_paragraph_43 = true;
  facts.url = "https://ledger.example/o/KG25-0128-L";
  facts.evidence.size = 318;
  facts.evidence.root = std::string(44, 'R');
  facts.evidence.as_of = kMade;
  return facts;
}

std::string svg_of(const NamedPage& page) {
  const Result<std::string> svg = render_svg(page.page, {"t", kMade});
  REQUIRE(svg.has_value());
  return *svg;
}

std::size_t pdf_pages(const std::string& pdf) {
  std::size_t pages = 0;
  for (std::size_t at = 0; (at = pdf.find("/Type /Page %", at)) != std::string::npos; ++at)
    ++pages;
  return pages;
}

TEST_CASE("a certificate is a front and a back of 135 x 90 mm (DOMAIN 1.4)") {
  const auto plan = plan_codes(std::string(3'000, 'x'));
  REQUIRE(plan.has_value());
  const auto pages = badge_pages(some_facts(), *plan);
  REQUIRE(pages.has_value());
  REQUIRE(pages->size() == 2);
  CHECK((*pages)[0].name == "front");
  CHECK((*pages)[1].name == "back");
  // 135 mm are 382.68 points, 90 mm are 255.12.
  CHECK(svg_of((*pages)[0]).find("width=\"382.677165pt\" height=\"255.11811pt\"") !=
        std::string::npos);
}

TEST_CASE("the same certificate gives the same bytes, in SVG and in PDF") {
  const auto plan = plan_codes("kuboluk/status-proof/v1\n");
  REQUIRE(plan.has_value());
  const auto first = badge_pages(some_facts(), *plan);
  const auto second = badge_pages(some_facts(), *plan);
  REQUIRE((first.has_value() && second.has_value()));
  for (std::size_t i = 0; i < first->size(); ++i)
    CHECK(svg_of((*first)[i]) == svg_of((*second)[i]));
  const DocumentFacts facts{"t", kMade};
  const auto one = render_pdf({(*first)[0].page, (*first)[1].page}, facts);
  const auto two = render_pdf({(*second)[0].page, (*second)[1].page}, facts);
  REQUIRE((one.has_value() && two.has_value()));
  CHECK(*one == *two);
  CHECK(pdf_pages(*one) == 2);
}

TEST_CASE("what is printed changes the page: number, verdict, training, language") {
  const auto plan = plan_codes("kuboluk/status-proof/v1\n");
  REQUIRE(plan.has_value());
  const BadgeFacts usual = some_facts();
  std::vector<BadgeFacts> others(4, usual);
  others[0].number = "KG25-0129-J";
  others[1].verdict = domain::Verdict::kRevoked;
  others[2].evidence.training = true;
  others[3].language = Language::kRussian;
  const std::string front = svg_of(badge_pages(usual, *plan).value()[0]);
  for (const BadgeFacts& other : others)
    CHECK(svg_of(badge_pages(other, *plan).value()[0]) != front);
}

TEST_CASE("a proof with three cosignatures fits the back, and names and titles of any length do") {
  using namespace proof::testing;
  const auto plan = plan_codes(status_bytes(accreditation("T-0001")));
  REQUIRE(plan.has_value());
  CHECK(plan->on_card);
  BadgeFacts facts = some_facts();
  const std::string longest(2'000, 'W');
  facts.organisation = {{"ky", longest}};
  facts.election = {{"ky", longest}};
  facts.number = domain::with_check_character(std::string(40, '8'));
  facts.evidence.cosigners = {longest, longest};
  const auto pages = badge_pages(facts, *plan);
  REQUIRE(pages.has_value());
  CHECK(!svg_of((*pages)[0]).empty());
}

TEST_CASE("a proof that is too large for the back goes to slips of twelve codes") {
  std::string proof;
  for (unsigned seed = 1; proof.size() < 20'000; seed = seed * 1'664'525U + 1'013'904'223U)
    proof += static_cast<char>(' ' + (seed >> 24U) % 94U);
  const auto plan = plan_codes(proof);
  REQUIRE(plan.has_value());
  CHECK_FALSE(plan->on_card);
  const auto pages = badge_pages(some_facts(), *plan);
  REQUIRE(pages.has_value());
  CHECK(pages->size() == 2 + (plan->codes.size() + 11) / 12);
  CHECK((*pages)[2].name == "slip-1");
}

TEST_CASE("an address that fits no code is refused") {
  const auto plan = plan_codes("x");
  REQUIRE(plan.has_value());
  BadgeFacts facts = some_facts();
  facts.url = "https://" + std::string(5'000, 'a');
  CHECK(badge_pages(facts, *plan).error().rule == "X.SIZE");
}

}  // namespace
}  // namespace kuboluk::tools::paper
