// What the law does not foresee: authors with valid keys who try to grow, poison or confuse the
// ledger.
#include <catch2/catch.hpp>

#include "ledger/domain/execute.h"
#include "ledger/domain/verdict.h"
#include "tests/ledger/domain/small_ledger.h"

namespace kuboluk::domain {
namespace {

using test::at;
using test::Lines;
using test::Prepared;
using test::SmallLedger;
using namespace test::said;

std::string file(SmallLedger& ledger, const std::string& id, Line who) {
  return ledger.act("application.submit", "t-1", kMay,
                    application(id, kPapers, "cec", {std::move(who)}));
}

std::string rescind(SmallLedger& ledger, const std::string& what, const std::string& when) {
  return ledger.act("decision.rescind", "cec", when,
                    {{"election", {"kg-1"}}, {"rescinds", {what}}});
}

std::string judge(SmallLedger& ledger, const std::string& what, const std::string& effect,
                  const std::string& when) {
  return ledger.act("court.decision", "court", when, annulment(what, effect));
}

std::string repeat_election(SmallLedger& ledger, const std::string& when) {
  return ledger.act("election.repeat", "cec", when,
                    {{"election", {"kg-1"}},
                     {"kind", {"repeat-election"}},
                     {"scope", {"district-13"}},
                     {"voting_day", {"2026-10-11"}},
                     {"new_election", {"kg-2"}}});
}

TEST_CASE("T6: lists and listings of a mission are bounded, and ids cannot carry a name") {
  Prepared ledger;
  std::string many = "aa0";
  for (int i = 100; i < 200; ++i)
    many += ",b" + std::to_string(i);
  const Event event = ledger.event("application.submit", "t-1", kMay,
                                   application("A-60", many, "cec", {person("q-1")}));
  CHECK(print_event(event).error().rule == "X.SIZE");
  for (int i = 10; i < 26; ++i)
    REQUIRE(file(ledger, "B-" + std::to_string(i), person("q-1")) == "");
  CHECK(file(ledger, "B-30", person("q-1")) == "X.SIZE");
  CHECK(file(ledger, "Somebody@x", person("q-2")) == "X.FORM");
  CHECK(file(ledger, "B/31", person("q-2")) == "X.FORM");
  for (int i = 0; i < 12; ++i) {
    const std::string list = "c" + std::to_string(100 + i) + std::string(20, 'x');
    const auto rule =
        ledger.act("application.supplement", "t-1", kMay,
                   {{"application", {"A-10"}}, {"election", {"kg-1"}}, {"documents", {list}}});
    CHECK(rule == (i < 8 ? "" : "X.SIZE"));
  }
  CHECK(ledger.record("application/kg-1/A-10").fact("documents").size() <= 256);
}

TEST_CASE(
    "KR.R1.4: a citizenship that no rule would recognise is refused when filed, a missing one when "
    "granted") {
  Prepared ledger;
  for (const char* code : {"KGZ", "kg", "K1", "DE,kg"}) {
    if (std::string(code) == "DE,kg") CHECK(file(ledger, "B-31", person("q-2", code)) == "X.FORM");
    CHECK(file(ledger, "B-31", person("q-2", code)) == "X.FORM");
  }
  REQUIRE(file(ledger, "B-32", person("q-2", "-")) == "");
  CHECK(ledger.act("accreditation.grant", "cec", kMay,
                   grant("D1", {{"T-0001", "U-0001", "B-32", "q-2"}})) == "KR.R3.10(2)");
}

TEST_CASE(
    "another organisation's list does not block a person, nor does its refusal hide a grant that "
    "stands") {
  Prepared ledger;
  REQUIRE(ledger.grant("D1", "T-0001", "U-0001", "p-1") == "");
  REQUIRE(file(ledger, "A-70", person("p-1")) == "");
  REQUIRE(ledger.act("accreditation.refuse", "cec", "2026-05-05T10:00:00+06:00",
                     {{"election", {"kg-1"}},
                      {"decree", {"R1"}},
                      {"refuse", {"p-1", "A-70", "KR.R3.10(2)", "second list"}}}) == "");
  const auto stage = [&] { return fold_person(ledger.record("person/kg-1/p-1"), {}).stage; };
  CHECK(stage() == PersonStage::kGranted);
  REQUIRE(ledger.act("accreditation.revoke", "cec", "2026-05-06T10:00:00+06:00",
                     revocation("V1", "T-0001")) == "");
  CHECK(stage() == PersonStage::kRefused);
  REQUIRE(judge(ledger, "V1", "ex_tunc", "2026-05-07T10:00:00+06:00") == "");
  CHECK(stage() == PersonStage::kGranted);
}

TEST_CASE("undoing again: ex tunc after ex nunc takes more away; nothing else is undone twice") {
  Prepared ledger;
  REQUIRE(ledger.grant("D1", "T-0001", "U-0001", "p-1") == "");
  REQUIRE(ledger.act("accreditation.revoke", "cec", kMay, revocation("V1", "T-0001")) == "");
  const auto answer = [&](const char* when) {
    return fold_accreditation(ledger.record("accreditation/kg-1/T-0001"),
                              ledger.record("election/kg-1"), {at(when), kEndOfTime})
        .findings.decide();
  };
  REQUIRE(rescind(ledger, "accreditation.revoke:V1", "2026-05-06T10:00:00+06:00") == "");
  CHECK(answer("2026-05-05T10:00:00+06:00") == Verdict::kRevoked);
  CHECK(judge(ledger, "V1", "ex_nunc", "2026-05-07T10:00:00+06:00") == "X.NOTACTIVE");
  CHECK(judge(ledger, "V1", "ex_tunc", "2026-05-07T10:00:00+06:00") == "");
  CHECK(answer("2026-05-05T10:00:00+06:00") == Verdict::kActive);
  CHECK(judge(ledger, "V1", "ex_tunc", "2026-05-08T10:00:00+06:00") == "X.NOTACTIVE");
  CHECK(ledger.act("accreditation.revoke", "cec", "2026-05-09T10:00:00+06:00",
                   revocation("V1", "T-0001")) == "X.DUP");
}

TEST_CASE(
    "only the commission's own decisions on an election can be taken back, and only by name") {
  Prepared ledger;
  for (const char* what : {"election.call:-", "election.call:kg-1", "court.decision:-",
                           "decision.rescind:-", "results.publish:-"}) {
    CHECK(rescind(ledger, what, kMay) == "X.UNKNOWN");
  }
  REQUIRE(repeat_election(ledger, "2026-04-01T12:00:00+06:00") == "");
  Lines lines = invitation("I-1", "t-1", "cec");
  lines[0].values[0] = "kg-2";
  REQUIRE(ledger.act("invitation.send", "cec", "2026-04-02T12:00:00+06:00", lines) == "");
  REQUIRE(rescind(ledger, "election.repeat:kg-2", "2026-04-03T12:00:00+06:00") == "");
  Lines filing = application("A-80", kPapers, "cec", {person("q-1")});
  filing[1].values[0] = "kg-2";
  CHECK(ledger.act("application.submit", "t-1", kMay, filing) == "KR.R3.7");
}

TEST_CASE("a decree's number that is also another object's id undoes only the decree") {
  Prepared ledger;
  REQUIRE(ledger.grant("D2", "T-0002", "U-0002", "p-2") == "");
  REQUIRE(ledger.grant("A-10", "T-0001", "U-0001", "p-1") == "");
  REQUIRE(judge(ledger, "A-10", "ex_tunc", kMay) == "");
  const Record record = ledger.record("application/kg-1/A-10");
  CHECK(fold_application(record, {}) == "granted");
  CHECK(record.acts.back().change.word("undoes").find(',') == std::string_view::npos);
}

TEST_CASE(
    "revocations do not pile up, and a revoked person is granted again only after the revocation") {
  Prepared ledger;
  REQUIRE(ledger.grant("D1", "T-0001", "U-0001", "p-1") == "");
  REQUIRE(ledger.act("accreditation.revoke", "cec", "2026-06-10T10:00:00+06:00",
                     revocation("V1", "T-0001")) == "");
  CHECK(ledger.act("accreditation.revoke", "cec", "2026-06-09T10:00:00+06:00",
                   revocation("V2", "T-0001"), "2026-06-10T11:00:00+06:00") == "X.NOTACTIVE");
  CHECK(ledger.act("accreditation.grant", "cec", "2026-06-09T10:00:00+06:00",
                   grant("D2", {{"T-0002", "U-0002", "A-10", "p-1"}}),
                   "2026-06-10T11:00:00+06:00") == "X.DUP");
  CHECK(ledger.grant("D3", "T-0003", "U-0003", "p-1", "2026-06-10T12:00:00+06:00") == "");
}

TEST_CASE("a record has at most 512 act lines, whoever signs") {
  Prepared ledger;
  const auto publish = [&](int i) {
    return ledger.act("results.publish", "cec", kMay,
                      {{"election", {"kg-1"}},
                       {"scope", {"s" + std::to_string(i)}},
                       {"published_on", {"2026-07-10"}}});
  };
  for (int i = 0; i < 511; ++i)
    REQUIRE(publish(i) == "");
  CHECK(publish(511) == "X.SIZE");
  CHECK(ledger.record("election/kg-1").acts.size() == 512);
}

TEST_CASE(
    "no act is recorded long after it took effect, before it was signed, or before its "
    "application") {
  Prepared ledger;
  CHECK(ledger.act("accreditation.grant", "cec", "2026-04-10T10:00:00+06:00",
                   grant("D1", {{"T-0001", "U-0001", "A-10", "p-1"}}),
                   "2026-04-25T10:00:00+06:00") == "X.TIME");
  CHECK(ledger.grant("D1", "T-0001", "U-0001", "p-1", "2026-03-31T10:00:00+06:00") == "KR.R3.1");
  for (const char* clock : {"real", "scenario"}) {
    SmallLedger other("KR-REG-197+CL-68", clock);
    Event ahead = other.event("fact.note", "cec", kMay, {{"text", {"from the future"}}});
    ahead.signed_at.ms += 301 * kSecondMs;
    ahead.expires.ms += 301 * kSecondMs;
    CHECK(other.apply({ahead}, kMay) == (std::string(clock) == "real" ? "X.TIME" : ""));
  }
}

TEST_CASE("an organisation cannot take the id that the law gives to a body") {
  SmallLedger ledger("KZ-GENERIC");
  for (const char* id : {"parliament", "inviter", "organisation", "any"}) {
    CHECK(ledger.act(
              "org.register", "cec", kMay,
              {{"org", {id}}, {"kind", {"igo"}}, {"author-key", {test::vkey_of(id).text()}}}) ==
          "X.FORM");
  }
}

TEST_CASE(
    "a published list can be rescinded; a withdrawal after the grant does not hide the grant") {
  Prepared ledger;
  REQUIRE(ledger.grant("D1", "T-0001", "U-0001", "p-1") == "");
  CHECK(rescind(ledger, "list.publish:D1", kMay) == "X.NOTACTIVE");
  REQUIRE(ledger.act("list.publish", "cec", kMay, {{"election", {"kg-1"}}, {"decree", {"D1"}}}) ==
          "");
  CHECK(rescind(ledger, "list.publish:D1", "2026-05-05T10:00:00+06:00") == "");
  CHECK(ledger.record("accreditation/kg-1/T-0001").acts.size() == 1);
  REQUIRE(ledger.act("application.withdraw", "t-1", "2026-05-06T10:00:00+06:00",
                     {{"application", {"A-10"}}, {"election", {"kg-1"}}}) == "");
  CHECK(fold_application(ledger.record("application/kg-1/A-10"), {}) == "granted");
}

}  // namespace
}  // namespace kuboluk::domain
