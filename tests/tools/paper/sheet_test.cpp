// The list of a polling station: rows, sums and pages.
#include "tools/paper/sheet.h"

#include <algorithm>
#include <catch2/catch.hpp>

#include "ledger/domain/ids.h"
#include "tests/ledger/proof/world.h"

namespace kuboluk::tools::paper {
namespace {

SheetFacts rows(std::size_t count) {
  SheetFacts facts;
  facts.election_id = "kg-jk-2025";
  for (std::size_t i = 0; i < count; ++i) {
    facts.listed.push_back({domain::with_check_character("KG25-" + std::to_string(10'000 + i)),
                            "organisation-" + std::to_string(i % 25), "D-2025-11-12",
                            domain::Verdict::kActive, std::nullopt});
    ++facts.by_decree["D-2025-11-12"];
  }
  facts.list_url = "https://ledger.example/e/kg-jk-2025/accredited?known=2025-11-12T00:00:00.000Z";
  facts.gone_url = "https://ledger.example/e/kg-jk-2025/revocations?known=2025-11-12T00:00:00.000Z";
  facts.evidence.root = std::string(44, 'R');
  return facts;
}

std::size_t pages_of(const SheetFacts& facts, bool revoked_only = false) {
  const auto pages = sheet_pages(facts, revoked_only);
  REQUIRE(pages.has_value());
  return pages->size();
}

TEST_CASE("an empty election is one page of the list and one of revoked numbers") {
  CHECK(pages_of(rows(0)) == 2);
  CHECK(pages_of(rows(0), true) == 1);
}

TEST_CASE("378 rows and 10,000 rows are printed, with the same rows on each page") {
  const std::size_t one_page = [] {
    std::size_t count = 1;
    while (pages_of(rows(count + 1)) == 2)
      ++count;
    return count;
  }();
  CHECK(one_page >= 30);
  CHECK(pages_of(rows(378)) == 1 + (378 + one_page - 1) / one_page);
  CHECK(pages_of(rows(10'000)) == 1 + (10'000 + one_page - 1) / one_page);
}

TEST_CASE("the same list gives the same bytes") {
  const DocumentFacts document{"t", domain::Instant{1'763'000'000'000}};
  const auto first = render_pdf(sheet_pages(rows(60), false).value(), document);
  const auto second = render_pdf(sheet_pages(rows(60), false).value(), document);
  REQUIRE((first.has_value() && second.has_value()));
  CHECK(*first == *second);
}

TEST_CASE(
    "rows, sums and superseded cards of a verified list; numbers never granted are not listed") {
  using namespace proof::testing;
  const Reader reader;
  const proof::ListProof proof = list_proof();
  const auto list =
      proof::verify_list(reader.view(), proof::print_list_proof(proof), std::nullopt, {});
  REQUIRE(list.has_value());
  const SheetFacts facts = sheet_facts(*list, proof, {}, "https://ledger.example");
  std::size_t granted = 0;
  std::size_t revoked = 0;
  for (const proof::ListRow& row : list->rows()) {
    if (row.verdict != domain::Verdict::kNoSuchNumber) ++granted;
    if (row.verdict == domain::Verdict::kRevoked) ++revoked;
  }
  CHECK(facts.listed.size() == granted);
  std::uint64_t sum = facts.without_decree;
  for (const auto& [decree, count] : facts.by_decree)
    sum += count;
  CHECK(sum == granted);
  const auto is_revoked = [](const GoneNumber& gone) {
    return gone.verdict == domain::Verdict::kRevoked;
  };
  CHECK(std::count_if(facts.gone.begin(), facts.gone.end(), is_revoked) ==
        static_cast<std::ptrdiff_t>(revoked));
  CHECK(revoked > 0);
  // Every other one is a card whose own proof says SUPERSEDED, in favour of the card named here.
  std::size_t superseded = 0;
  for (const GoneNumber& gone : facts.gone) {
    if (is_revoked(gone)) continue;
    const auto typed = domain::parse_typed_number(gone.printed);
    REQUIRE(typed.has_value());
    const proof::StatusVerdict card = verdict_of(certificate(typed->number), {});
    INFO(gone.printed << " " << domain::to_text(card.verdict()));
    CHECK(card.verdict() != domain::Verdict::kActive);
    if (card.verdict() != domain::Verdict::kSuperseded) continue;  // REVOKED is stronger
    CHECK(gone.ground.find(card.answer().superseded_by) != std::string::npos);
    ++superseded;
  }
  CHECK(superseded > 0);
  CHECK(facts.list_url.starts_with("https://ledger.example/e/kg-test-1/accredited?known=20"));
  CHECK(facts.evidence.cosigners.size() == list->confirmation().cosigners.size());
}

}  // namespace
}  // namespace kuboluk::tools::paper
