// List proofs: every accreditation of an election, provably complete.
#include <catch2/catch.hpp>

#include <map>

#include "ledger/domain/record.h"
#include "tests/ledger/proof/world.h"

namespace kuboluk::proof {
namespace {

using namespace kuboluk::proof::testing;
using domain::Verdict;

VerifiedList list_at(domain::TwoClocks clocks, std::string_view election = kHere) {
  const auto bytes = print_list_proof(list_proof(election));
  auto list = verify_list(Reader().view(), bytes, std::string(election), clocks);
  REQUIRE(list.has_value());
  return std::move(*list);
}

std::string step_of(const ListProof& proof) {
  return failed_list_step(print_list_proof(proof));
}

}  // namespace

TEST_CASE("a list gives for each number the verdict that its own status proof gives") {
  for (const auto& clocks :
       {at("2026-06-14T09:00:00"), at("2026-05-25T10:00:00"), at("2026-07-12T10:00:00"),
        at("2026-05-10T15:00:00", "2026-05-10T15:00:00"), domain::TwoClocks{}}) {
    const auto list = list_at(clocks);
    REQUIRE(list.rows().size() == 14);
    for (const auto& row : list.rows()) {
      const auto single = verdict_of(accreditation(row.accreditation.number), clocks);
      CHECK(row.verdict == single.verdict());
      CHECK(row.accreditation.person == single.answer().accreditation.person);
      CHECK(row.accreditation.certificate == single.answer().accreditation.certificate);
      CHECK(row.decisive.has_value() == single.answer().decisive.has_value());
    }
  }
}

TEST_CASE("a list carries what confirms it: size, roots, cosigners, age, law, notes") {
  const auto list = list_at(at("2026-06-14T09:00:00"));
  CHECK(list.election() == kHere);
  CHECK(list.confirmation().size == world().size());
  CHECK(list.confirmation().as_of == kAsOf);
  CHECK(list.confirmation().cosigners.size() == 2);
  CHECK(list.law().ruleset == "KR-REG-197+CL-68@1");
  CHECK(list.cannot_tell().empty());
  CHECK(list.notes().size() == 1);
}

TEST_CASE("an old list: ACTIVE rows become CANNOT TELL, revoked rows stay revoked") {
  Reader reader;
  reader.clock_s = kAsOf + reader.age_limit_s + 1;
  const auto list = verify_list(reader.view(), print_list_proof(list_proof()), std::nullopt,
                                at("2026-06-14T09:00:00"))
                        .value();
  std::map<std::string, Verdict> verdicts;
  for (const auto& row : list.rows())
    verdicts[row.accreditation.number] = row.verdict;
  CHECK(verdicts["T-0001"] == Verdict::kCannotTell);
  CHECK(verdicts["T-0002"] == Verdict::kRevoked);
  CHECK_FALSE(list.cannot_tell().empty());
}

TEST_CASE("lists of one row, of none, of an election that does not exist") {
  CHECK(list_at({}, kThere).rows().size() == 1);
  const auto none = list_at({}, "kg-none-1");
  CHECK(none.rows().empty());
  CHECK(none.law().ruleset.empty());
  const auto proof = list_proof("kg-none-1");
  CHECK(parse_list_proof(print_list_proof(proof)).value() == proof);
  REQUIRE(proof.prefix.other);
}

TEST_CASE("step 4: one row removed, added, changed, doubled, or moved; truncated") {
  const auto proof = list_proof();
  for (std::size_t i = 0; i < proof.records.size(); ++i) {
    auto removed = proof;
    removed.records.erase(removed.records.begin() + static_cast<std::ptrdiff_t>(i));
    CHECK(step_of(removed) == "step 4");
    auto doubled = proof;
    doubled.records.insert(doubled.records.begin() + static_cast<std::ptrdiff_t>(i),
                           proof.records[i]);
    CHECK(step_of(doubled) == "step 4");
    auto moved = proof;
    std::swap(moved.records[i], moved.records[(i + 1) % moved.records.size()]);
    CHECK(step_of(moved) == "step 4");
    auto changed = proof;
    const auto at = changed.records[i].find("person osce");
    changed.records[i].replace(at, 11, "person osci");
    CHECK(step_of(changed) == "step 4");
  }
  auto added = proof;
  added.records.push_back(list_proof(kThere).records.front());
  CHECK(step_of(added) == "step 4");
  auto emptied = proof;
  emptied.records.clear();
  emptied.prefix = list_proof("kg-none-1").prefix;
  CHECK(step_of(emptied) == "step 4");
}

TEST_CASE("step 4: a list of another election, or without its law") {
  const auto bytes = print_list_proof(list_proof());
  CHECK(verify_list(Reader().view(), bytes, std::string(kThere), {}).error().rule == "step 4");
  auto renamed = list_proof();
  renamed.election = kThere;
  CHECK(step_of(renamed) == "step 4");
  for (std::size_t i = 0; i < 2; ++i) {
    auto lawless = list_proof();
    lawless.parts.erase(lawless.parts.begin() + static_cast<std::ptrdiff_t>(i));
    CHECK(step_of(lawless) == "step 4");
  }
}

TEST_CASE("steps 1, 2 and 3 are those of a status proof") {
  const auto proof = list_proof();
  const auto bytes = print_list_proof(proof);
  CHECK(failed_list_step(bytes) == "accepted");
  CHECK(failed_list_step(bytes.substr(0, bytes.size() / 2)) == "step 1");
  CHECK(failed_list_step(bytes + "\n") == "step 1");
  auto foreign = proof;
  foreign.ledger = "kuboluk.example/other/0000000000000000";
  CHECK(step_of(foreign) == "step 1");
  auto uncosigned = proof;
  uncosigned.anchor.inclusion.checkpoint = world().note({});
  CHECK(step_of(uncosigned) == "step 2");
  auto old = proof;
  const auto& ledger = world().ledger();
  const auto size = world().size();
  old.anchor.inclusion.index = size - 2;
  old.anchor.seal = ledger.entry(size - 2).value();
  old.anchor.inclusion.hashes =
      log::inclusion_proof(log::TileHashReader(ledger, size), size - 2, size).value();
  CHECK(step_of(old) == "step 3");
}

}  // namespace kuboluk::proof
