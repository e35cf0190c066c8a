#include "ledger/domain/verdict.h"

#include <catch2/catch.hpp>

#include "tests/ledger/domain/small_ledger.h"

namespace kuboluk::domain {
namespace {

using test::at;
using test::SmallLedger;

std::string answer(const SmallLedger& ledger, std::string_view valid, std::string_view known = "") {
  const Record accreditation = ledger.record("accreditation/kg-1/T-0001");
  const Record election = ledger.record("election/kg-1");
  const TwoClocks clocks{at(valid), known.empty() ? kEndOfTime : at(known)};
  return std::string(
      to_text(fold_accreditation(accreditation, election, clocks).findings.decide()));
}

TEST_CASE("the precedence table, every pair: the stronger finding is the verdict") {
  const std::string_view order[] = {"MISTYPED", "CANNOT TELL", "NO SUCH NUMBER",  "OTHER ELECTION",
                                    "REFUSED",  "REVOKED",     "SUPERSEDED CARD", "EXPIRED",
                                    "NOT YET",  "ACTIVE"};
  for (std::size_t a = 0; a < kVerdictCount; ++a) {
    CHECK(to_text(static_cast<Verdict>(a)) == order[a]);
    for (std::size_t b = 0; b < kVerdictCount; ++b) {
      Findings findings;
      findings.add(static_cast<Verdict>(a));
      findings.add(static_cast<Verdict>(b));
      CHECK(to_text(findings.decide()) == order[std::min(a, b)]);
    }
  }
}

TEST_CASE("KR.R3.8: authority begins with the grant, both clocks inclusive (RELIABILITY 63)") {
  SmallLedger ledger;
  ledger.prepare();
  REQUIRE(ledger.grant("D1", "T-0001", "U-0001", "p-1") == "");
  CHECK(answer(ledger, "2026-04-10T15:59:59+06:00") == "NO SUCH NUMBER");
  CHECK(answer(ledger, "2026-04-10T16:00:00+06:00") == "ACTIVE");
  CHECK(answer(ledger, "2026-04-10T16:00:01+06:00") == "ACTIVE");
  CHECK(answer(ledger, "2026-04-11T00:00:00+06:00", "2026-04-10T15:59:59+06:00") ==
        "NO SUCH NUMBER");
  CHECK(answer(ledger, "2026-04-11T00:00:00+06:00", "2026-04-10T16:00:00+06:00") == "ACTIVE");
}

TEST_CASE("authority that begins later than the grant is NOT YET until then") {
  SmallLedger ledger;
  ledger.prepare();
  REQUIRE(ledger.act("accreditation.grant", "cec", "2026-04-10T16:00:00+06:00",
                     {{"election", {"kg-1"}},
                      {"decree", {"D1"}},
                      {"from", {"2026-04-15T00:00:00+06:00"}},
                      {"grant", {"T-0001", "U-0001", "A-10", "p-1"}}}) == "");
  CHECK(answer(ledger, "2026-04-10T15:59:59+06:00") == "NO SUCH NUMBER");
  CHECK(answer(ledger, "2026-04-14T23:59:59+06:00") == "NOT YET");
  CHECK(answer(ledger, "2026-04-15T00:00:00+06:00") == "ACTIVE");
}

TEST_CASE("KR.R3.8: authority ends after the day of publication; repeat voting extends it") {
  SmallLedger ledger;
  ledger.prepare();
  REQUIRE(ledger.grant("D1", "T-0001", "U-0001", "p-1") == "");
  const auto publish = [&](const char* scope, const char* day, const char* repeat) {
    return ledger.act("results.publish", "cec", std::string(day) + "T10:00:00+06:00",
                      {{"election", {"kg-1"}},
                       {"scope", {scope}},
                       {"published_on", {day}},
                       {"repeat_voting_day", {repeat}}});
  };
  REQUIRE(publish("first-round", "2026-06-20", "2026-07-05") == "");
  CHECK(answer(ledger, "2026-07-09T10:00:00+06:00") == "ACTIVE");
  REQUIRE(publish("repeat-voting", "2026-07-10", "-") == "");
  CHECK(answer(ledger, "2026-07-10T23:59:59+06:00") == "ACTIVE");
  CHECK(answer(ledger, "2026-07-11T00:00:00+06:00") == "EXPIRED");
  CHECK(answer(ledger, "2026-07-11T00:00:00+06:00", "2026-07-09T00:00:00+06:00") == "ACTIVE");
  REQUIRE(ledger.act("decision.rescind", "cec", "2026-07-12T10:00:00+06:00",
                     {{"election", {"kg-1"}}, {"rescinds", {"results.publish:repeat-voting"}}}) ==
          "");
  CHECK(answer(ledger, "2026-07-11T12:00:00+06:00") == "EXPIRED");
  CHECK(answer(ledger, "2026-07-13T00:00:00+06:00") == "ACTIVE");
}

struct Revoked : SmallLedger {
  Revoked() {
    prepare();
    REQUIRE(grant("D1", "T-0001", "U-0001", "p-1") == "");
    REQUIRE(act("accreditation.revoke", "cec", "2026-06-01T10:00:00+06:00",
                {{"election", {"kg-1"}},
                 {"decree", {"V1"}},
                 {"accreditation", {"T-0001"}},
                 {"ground", {"KR.R4.7"}},
                 {"limb", {"violation"}},
                 {"reason", {"campaigning"}}},
                "2026-06-01T17:30:00+06:00") == "");
  }
  std::string judge(const char* annuls, const char* effect) {
    return act(
        "court.decision", "court", "2026-06-05T15:00:00+06:00",
        {{"election", {"kg-1"}}, {"case", {"TEST-1"}}, {"annuls", {annuls}}, {"effect", {effect}}},
        "2026-06-06T09:00:00+06:00");
  }
};

TEST_CASE("a revocation counts from its time, and was not known before it was recorded") {
  Revoked ledger;
  CHECK(answer(ledger, "2026-06-01T09:59:59+06:00") == "ACTIVE");
  CHECK(answer(ledger, "2026-06-01T10:00:00+06:00") == "REVOKED");
  CHECK(answer(ledger, "2026-06-01T15:00:00+06:00", "2026-06-01T15:00:00+06:00") == "ACTIVE");
  CHECK(answer(ledger, "2026-06-01T15:00:00+06:00", "2026-06-01T17:30:00+06:00") == "REVOKED");
}

TEST_CASE("ex tunc: once known, as if never revoked") {
  Revoked ledger;
  REQUIRE(ledger.judge("V1", "ex_tunc") == "");
  CHECK(answer(ledger, "2026-06-03T10:00:00+06:00", "2026-06-03T10:00:00+06:00") == "REVOKED");
  CHECK(answer(ledger, "2026-06-03T10:00:00+06:00", "2026-06-10T10:00:00+06:00") == "ACTIVE");
  CHECK(ledger.judge("V1", "ex_nunc") == "X.NOTACTIVE");
}

TEST_CASE("ex nunc: from the judgment's time") {
  Revoked ledger;
  REQUIRE(ledger.judge("V1", "ex_nunc") == "");
  CHECK(answer(ledger, "2026-06-05T14:59:59+06:00") == "REVOKED");
  CHECK(answer(ledger, "2026-06-05T15:00:00+06:00") == "ACTIVE");
}

TEST_CASE("an annulled grant: ex tunc it never was; the person may be granted again") {
  Revoked ledger;
  REQUIRE(ledger.judge("D1", "ex_tunc") == "");
  CHECK(answer(ledger, "2026-06-03T10:00:00+06:00") == "NO SUCH NUMBER");
  CHECK(ledger.grant("D2", "T-0002", "U-0002", "p-1", "2026-06-07T10:00:00+06:00") == "");
}

TEST_CASE("case 69: revoked, granted again, revoked: the history has all, the last wins") {
  Revoked ledger;
  REQUIRE(ledger.grant("D2", "T-0002", "U-0002", "p-1", "2026-06-07T10:00:00+06:00") == "");
  CHECK(ledger.grant("D3", "T-0003", "U-0003", "p-1", "2026-06-07T11:00:00+06:00") == "X.DUP");
  const Record record = ledger.record("person/kg-1/p-1");
  const auto person = fold_person(record, {});
  CHECK(person.stage == PersonStage::kGranted);
  CHECK(person.decisive->change.word("accreditation") == "T-0002");
  CHECK(answer(ledger, "2026-06-08T00:00:00+06:00") == "REVOKED");
}

}  // namespace
}  // namespace kuboluk::domain
