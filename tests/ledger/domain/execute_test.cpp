#include "ledger/domain/execute.h"

#include <catch2/catch.hpp>

#include "ledger/domain/acts/acts.h"
#include "ledger/domain/verdict.h"
#include "tests/ledger/domain/small_ledger.h"

namespace kuboluk::domain {
namespace {

using test::at;
using test::Lines;
using test::Prepared;
using test::SmallLedger;
using namespace test::said;  // the words of the tests

TEST_CASE("KR.R2.2, KR.R2.5: who may invite, when, and through whom") {
  Prepared ledger;
  const auto send = [&](const char* by, Lines lines, const char* when = kMay) {
    return ledger.act("invitation.send", by, when, std::move(lines));
  };
  CHECK(send("mfa", invitation("I-2", "t-1", "mfa")) == "KR.R2.2");
  CHECK(send("cec", invitation("I-2", "t-1", "kenesh")) == "KR.R2.2");
  CHECK(send("cec", invitation("I-2", "t-1", "cec"), "2026-03-01T23:59:59+06:00") == "KR.R2.2");
  CHECK(send("cec", invitation("I-2", "t-1", "cec", "-")) == "KR.R2.5");
  CHECK(send("cec", invitation("I-2", "t-9", "cec")) == "X.UNKNOWN");
  CHECK(send("cec", invitation("I-1", "t-1", "cec")) == "X.DUP");
  CHECK(send("cec", invitation("-", "t-1", "cec")) == "X.FORM");
  CHECK(send("kenesh", invitation("I-2", "t-1", "kenesh")) == "");
}

TEST_CASE("KR.R3.1, KR.R3.7: who may file, and until when") {
  Prepared ledger;
  const auto file = [&](const char* by, Lines lines, const char* when = kMay,
                        const char* recorded = "") {
    return ledger.act("application.submit", by, when, std::move(lines), recorded);
  };
  const auto lines = [](const char* id) {
    return application(id, kPapers, "cec", {person("q-1")});
  };
  CHECK(file("cec", lines("A-20")) == "KR.R3.1");
  Lines other = lines("A-20");
  other[3].values[0] = "I-9";
  CHECK(file("t-1", other) == "KR.R3.1");
  CHECK(file("t-1", lines("A-20"), "2026-06-12T00:00:00+06:00") == "KR.R3.7");
  CHECK(file("t-1", lines("A-10")) == "X.DUP");
  CHECK(file("t-1", application("A-20", kPapers, "cec", {person("q-1"), person("q-1")})) ==
        "X.DUP");
  CHECK(file("t-1", application("A-20", kPapers, "cec", {person("Somebody")})) == "X.FORM");
  CHECK(file("t-1", lines("A-20"), "2026-06-11T23:59:59+06:00") == "");
  // A filing counts as made at the latest one merge delay (3,600 s here) before it is recorded.
  CHECK(file("t-1", lines("A-21"), "2026-06-11T22:00:00+06:00", "2026-06-12T00:59:59+06:00") == "");
  CHECK(file("t-1", lines("A-22"), "2026-06-11T22:00:00+06:00", "2026-06-12T01:00:00+06:00") ==
        "KR.R3.7");
}

TEST_CASE(
    "missing papers, expired documents and a barred citizenship do not refuse filing, only the "
    "grant") {
  Prepared ledger;
  const auto file = [&](const char* id, const char* papers, const char* to, Line who) {
    REQUIRE(ledger.act("application.submit", "t-1", "2026-04-02T10:00:00+06:00",
                       application(id, papers, to, {std::move(who)})) == "");
  };
  file("A-31", "application,list", "cec", person("q-1"));
  file("A-32", kPapers, "cec", person("q-2", "DE,KG"));
  file("A-33", kPapers, "cec", person("q-3", "XX", "no"));
  file("A-34", kPapers, "mfa", person("q-4"));
  const auto decide = [&](const char* who, const char* id) {
    return ledger.act("accreditation.grant", "cec", "2026-04-05T10:00:00+06:00",
                      grant("D1", {{"T-0001", "U-0001", id, who}}));
  };
  CHECK(decide("q-1", "A-31") == "KR.R3.10(2)");
  CHECK(decide("q-2", "A-32") == "KR.CL10.1");
  CHECK(decide("q-3", "A-33") == "KR.R3.10(2)");
  CHECK(decide("q-4", "A-34") == "KR.R3.2");
  CHECK(decide("q-9", "A-31") == "KR.R3.1");
  CHECK(decide("q-1", "A-99") == "X.UNKNOWN");
  const auto act = [&](const char* type, const char* by, Lines lines) {
    return ledger.act(type, by, "2026-04-06T10:00:00+06:00", std::move(lines));
  };
  CHECK(act("application.forward", "cec",
            {{"application", {"A-34"}}, {"election", {"kg-1"}}, {"review", {"ok"}}}) == "KR.R3.2");
  CHECK(act("application.forward", "mfa",
            {{"application", {"A-34"}}, {"election", {"kg-1"}}, {"review", {"ok"}}}) == "");
  const Lines copies = {
      {"application", {"A-31"}}, {"election", {"kg-1"}}, {"documents", {"identity-copies"}}};
  CHECK(act("application.supplement", "cec", copies) == "KR.R3.1");
  CHECK(act("application.supplement", "t-1", copies) == "");
  CHECK(act("identity.update", "t-1",
            {{"application", {"A-33"}},
             {"election", {"kg-1"}},
             {"person", {"q-3", "-", "yes", "-", "-"}}}) == "");
  CHECK(act("identity.update", "t-1",
            {{"application", {"A-33"}},
             {"election", {"kg-1"}},
             {"person", {"q-1", "-", "yes", "-", "-"}}}) == "KR.R3.1");
  CHECK(act("accreditation.grant", "cec",
            grant("D2", {{"T-0001", "U-0001", "A-31", "q-1"},
                         {"T-0003", "U-0003", "A-33", "q-3"},
                         {"T-0004", "U-0004", "A-34", "q-4"}})) == "");
}

TEST_CASE("a decree is all or nothing, by the commission, inside the window, with fresh numbers") {
  Prepared ledger;
  const auto decide = [&](const char* by, Lines lines,
                          const char* when = "2026-04-10T16:00:00+06:00") {
    return ledger.act("accreditation.grant", by, when, std::move(lines));
  };
  CHECK(decide("mfa", grant("D1", {{"T-0001", "U-0001", "A-10", "p-1"}})) == "KR.R3.4");
  CHECK(decide("cec", grant("D1", {{"T-0001", "U-0001", "A-10", "p-1"},
                                   {"T-0002", "U-0002", "A-10", "p-9"}})) == "KR.R3.1");
  CHECK(!*ledger.state().record("accreditation/kg-1/T-0001"));
  CHECK(decide("cec", grant("D1", {{"T-0001", "U-0001", "A-10", "p-1"},
                                   {"T-0001", "U-0002", "A-10", "p-2"}})) == "X.DUP");
  CHECK(decide("cec", grant("D1", {{"T-0001", "U-0001", "A-10", "p-1"},
                                   {"T-0002", "U-0002", "A-10", "p-1"}})) == "X.DUP");
  CHECK(decide("cec", grant("D1", {{"T-X", "U-0001", "A-10", "p-1"}})) == "X.FORM");
  CHECK(decide("cec", grant("-", {{"T-0001", "U-0001", "A-10", "p-1"}})) == "X.FORM");
  CHECK(decide("cec", grant("D1", {})) == "X.FORM");
  CHECK(decide("cec", grant("D1", {{"T-0001", "U-0001", "A-10", "p-1"}}),
               "2026-06-12T00:00:00+06:00") == "KR.R3.7");
  CHECK(decide("cec", grant("D1", {{"T-0001", "U-0001", "A-10", "p-1"}})) == "");
  CHECK(decide("cec", grant("D1", {{"T-0002", "U-0002", "A-10", "p-2"}})) == "X.DUP");
  CHECK(decide("cec", grant("D2", {{"T-0001", "U-0002", "A-10", "p-2"}})) == "X.DUP");
  CHECK(decide("cec", grant("D2", {{"T-0002", "U-0001", "A-10", "p-2"}})) == "X.DUP");
}

TEST_CASE("KR.R3.5: a refusal has a ground of the law and a reason") {
  Prepared ledger;
  const auto refuse = [&](const char* by, const char* who, const char* ground, const char* reason) {
    return ledger.act(
        "accreditation.refuse", by, kMay,
        {{"election", {"kg-1"}}, {"decree", {"R1"}}, {"refuse", {who, "A-10", ground, reason}}});
  };
  CHECK(refuse("mfa", "p-1", "KR.R3.10(1)", "x") == "KR.R3.5");
  CHECK(refuse("cec", "p-9", "KR.R3.10(1)", "x") == "X.UNKNOWN");
  CHECK(refuse("cec", "p-1", "KR.R4.7", "x") == "KR.R3.5");
  CHECK(refuse("cec", "p-1", "KR.R3.10(1)", "-") == "KR.R3.5");
  CHECK(refuse("cec", "p-1", "KR.R3.10(1)", "lost its legal capacity") == "");
  CHECK(fold_person(ledger.record("person/kg-1/p-1"), {}).stage == PersonStage::kRefused);
  CHECK(ledger.record("person/kg-1/p-1").acts.back().paragraph == "KR.R3.10(1)");
}

TEST_CASE("KR.R4.7: a revocation has a ground, a limb, a reason and an active target") {
  Prepared ledger;
  REQUIRE(ledger.grant("D1", "T-0001", "U-0001", "p-1") == "");
  const auto revoke = [&](const char* by, Lines lines) {
    return ledger.act("accreditation.revoke", by, kMay, std::move(lines));
  };
  CHECK(revoke("mfa", revocation("V1", "T-0001")) == "KR.R4.7");
  CHECK(revoke("cec", revocation("V1", "T-0001", "KR.R3.10(1)")) == "KR.R4.7");
  CHECK(revoke("cec", revocation("V1", "T-0001", "KR.R4.7", "-")) == "KR.R4.7");
  CHECK(revoke("cec", revocation("V1", "T-0001", "KR.R4.7", "violation", "-")) == "KR.R4.7");
  CHECK(revoke("cec", revocation("V1", "T-7777")) == "X.UNKNOWN");
  CHECK(revoke("cec", revocation("D1", "T-0001")) == "X.DUP");
  CHECK(revoke("cec", revocation("V1", "T-0001")) == "");
  CHECK(revoke("cec", revocation("V2", "T-0001")) == "X.NOTACTIVE");
}

TEST_CASE("cards: a lost card is replaced once, and the old number says by which") {
  Prepared ledger;
  REQUIRE(ledger.grant("D1", "T-0001", "U-0001", "p-1") == "");
  REQUIRE(ledger.grant("D2", "T-0002", "U-0002", "p-2") == "");
  const auto reissue = [&](const char* by, const char* number, const char* old_id,
                           const char* new_id) {
    return ledger.act("certificate.reissue", by, kMay,
                      {{"election", {"kg-1"}},
                       {"accreditation", {number}},
                       {"old", {old_id}},
                       {"new", {new_id}},
                       {"reason", {"lost"}}});
  };
  CHECK(reissue("mfa", "T-0001", "U-0001", "U-0101") == "KR.R3.4");
  CHECK(reissue("cec", "T-0009", "U-0001", "U-0101") == "X.UNKNOWN");
  CHECK(reissue("cec", "T-0001", "U-0002", "U-0101") == "X.UNKNOWN");
  CHECK(reissue("cec", "T-0001", "U-0001", "U-0002") == "X.DUP");
  CHECK(reissue("cec", "T-0001", "U-0001", "U-X") == "X.FORM");
  CHECK(reissue("cec", "T-0001", "U-0001", "U-0101") == "");
  CHECK(reissue("cec", "T-0001", "U-0001", "U-0102") == "X.NOTACTIVE");
  CHECK(*superseded_by(ledger.record("certificate/kg-1/U-0001"), {}) == "U-0101");
  CHECK(issued(ledger.record("certificate/kg-1/U-0101"), {}));
}

TEST_CASE("integrity: ledger, ruleset, signature, unknown act, author, repetition, times") {
  Prepared ledger;
  const auto change = [&](auto edit) {
    Event event = ledger.event("fact.note", "cec", kMay, {{"text", {"a plain statement"}}});
    edit(event);
    return ledger.apply({event}, kMay);
  };
  CHECK(change([](Event& event) { event.ledger = "kuboluk.example/test/ffffffffffffffff"; }) ==
        "X.LEDGER");
  CHECK(change([](Event& event) { event.ruleset = "KZ-GENERIC@1"; }) == "X.LEDGER");
  CHECK(change([](Event& event) { event.by = "stranger"; }) == "X.SIGNATURE");
  CHECK(change([](Event& event) {
          event.expires = event.signed_at;
          event.signed_at.ms -= 1000;
          event.expires.ms -= 1000;
        }) == "X.TIME");
  CHECK(change([](Event& event) { event.expires.ms += 1000; }) == "X.TIME");
  CHECK(change([](Event& event) { event.at.ms -= 367 * kDayMs; }) == "X.TIME");
  CHECK(change([](Event& event) { event.after = Hash{}; }) == "X.UNKNOWN");
  CHECK(change([](Event&) {}) == "");
  CHECK(change([](Event&) {}) == "X.DUP");
  CHECK(ledger.act("accreditation.suspend", "cec", kMay, {}) == "X.NOLAW");
  CHECK(ledger.act("election.call", "mfa", kMay,
                   {{"election", {"kg-2"}},
                    {"kind", {"test"}},
                    {"voting_day", {"2026-10-11"}},
                    {"published_on", {"2026-05-04"}}}) == "X.AUTHOR");
  CHECK(ledger.act(
            "org.register", "cec", kMay,
            {{"org", {"t-1"}}, {"kind", {"igo"}}, {"author-key", {test::vkey_of("t-1").text()}}}) ==
        "X.DUP");
}

TEST_CASE("undoing: only what stands, named by type and decree, scope or new election") {
  Prepared ledger;
  REQUIRE(ledger.grant("D1", "T-0001", "U-0001", "p-1") == "");
  const auto rescind = [&](const char* what, const char* when) {
    return ledger.act("decision.rescind", "cec", when,
                      {{"election", {"kg-1"}}, {"rescinds", {what}}});
  };
  REQUIRE(ledger.act("election.repeat", "cec", kMay,
                     {{"election", {"kg-1"}},
                      {"kind", {"repeat-election"}},
                      {"scope", {"district-13"}},
                      {"voting_day", {"2026-10-11"}},
                      {"new_election", {"kg-1-d13"}}}) == "");
  CHECK(rescind("accreditation.revoke:D1", "2026-05-05T10:00:00+06:00") == "X.UNKNOWN");
  CHECK(rescind("election.invalidate:district-13", "2026-05-05T10:00:00+06:00") == "X.UNKNOWN");
  CHECK(rescind("nonsense", "2026-05-05T10:00:00+06:00") == "X.UNKNOWN");
  CHECK(rescind("election.repeat:kg-1-d13", "2026-05-06T10:00:00+06:00") == "");
  CHECK(rescind("election.repeat:kg-1-d13", "2026-05-07T10:00:00+06:00") == "X.NOTACTIVE");
  CHECK(ledger.record("election/kg-1-d13").acts.back().type == "decision.rescind");
  CHECK(rescind("accreditation.grant:D1", "2026-05-08T10:00:00+06:00") == "");
  const auto number = ledger.record("accreditation/kg-1/T-0001");
  CHECK(number.acts.back().change.word("effect") == "ex_nunc");
  CHECK(number.acts.back().change.word("undoes") == std::to_string(number.acts.front().index));
}

TEST_CASE(
    "a decree and its annulment in one batch: the decree is found though it is not in the log "
    "yet") {
  Prepared ledger;
  const Event decree = ledger.event("accreditation.grant", "cec", kMay,
                                    grant("D1", {{"T-0001", "U-0001", "A-10", "p-1"}}));
  const Event court = ledger.event(
      "court.decision", "court", kMay,
      {{"election", {"kg-1"}}, {"case", {"T-1"}}, {"annuls", {"D1"}}, {"effect", {"ex_tunc"}}});
  CHECK(ledger.apply({decree, court}, kMay) == "");
  CHECK(ledger.record("accreditation/kg-1/T-0001").acts.size() == 2);
}

TEST_CASE("several events in one submission are one atomic batch") {
  Prepared ledger;
  const Event good =
      ledger.event("fact.note", "cec", kMay, {{"text", {"kept only with the rest"}}});
  const Event bad = ledger.event("fact.note", "stranger", kMay, {{"text", {"x"}}});
  CHECK(ledger.apply({good, bad}, kMay) == "X.SIGNATURE");
  CHECK(ledger.apply({good}, kMay) == "");
}

TEST_CASE("a divided decree takes effect with its last part, or not at all") {
  Prepared ledger;
  std::vector<Line> persons;
  std::vector<std::vector<std::string>> items;
  for (int i = 1000; i < 1400; ++i) {
    const std::string n = std::to_string(i);
    persons.push_back(person("q-" + n));
    items.push_back({"T-" + n, "U-" + n, "A-40", "q-" + n});
  }
  REQUIRE(ledger.act("application.submit", "t-1", "2026-04-02T10:00:00+06:00",
                     application("A-40", kPapers, "cec", persons)) == "");
  const Event whole = ledger.event("accreditation.grant", "cec", kMay, grant("D1", items));
  auto parts = *divide(whole, 5000);
  REQUIRE(parts.size() > 2);
  CHECK(ledger.apply({parts.begin(), parts.end() - 1}, kMay) == "X.FORM");
  CHECK(!*ledger.state().record("decree/kg-1/D1"));
  CHECK(ledger.apply(parts, kMay) == "");
  const Record decree = ledger.record("decree/kg-1/D1");
  CHECK(decree.acts.front().change.word("persons") == "400");
  CHECK(decree.acts.front().index == ledger.state().size() - 1);
}

TEST_CASE(
    "another country's law: explicit closing, everything through the ministry, no citizenship "
    "bar") {
  SmallLedger ledger("KZ-GENERIC");
  const auto act = [&](const char* type, const char* by, const char* when, Lines lines) {
    return ledger.act(type, by, when, std::move(lines));
  };
  Lines call = {{"election", {"kg-1"}},
                {"kind", {"test"}},
                {"voting_day", {"2026-06-14"}},
                {"published_on", {"2026-03-02"}}};
  CHECK(act("election.call", "president", "2026-03-02T10:00:00+06:00", call) == "X.FORM");
  call.push_back({"accreditation_closes", {"2026-06-08T18:00:00+06:00"}});
  REQUIRE(act("election.call", "president", "2026-03-02T10:00:00+06:00", call) == "");
  REQUIRE(
      act("org.register", "cec", "2026-03-02T10:00:00+06:00",
          {{"org", {"t-1"}}, {"kind", {"igo"}}, {"author-key", {test::vkey_of("t-1").text()}}}) ==
      "");
  CHECK(act("invitation.send", "kenesh", "2026-03-03T10:00:00+06:00",
            invitation("I-1", "t-1", "kenesh")) == "KZ.INV");
  REQUIRE(act("invitation.send", "president", "2026-03-03T10:00:00+06:00",
              invitation("I-1", "t-1", "president")) == "");
  CHECK(act("application.submit", "t-1", "2026-06-08T18:00:00+06:00",
            application("A-50", kPapers, "cec", {person("q-1")})) == "KZ.DL");
  REQUIRE(act("application.submit", "t-1", "2026-06-08T17:59:59+06:00",
              application("A-50", kPapers, "cec", {person("q-1", "KG,KZ")})) == "");
  CHECK(act("accreditation.grant", "cec", "2026-06-08T17:59:59+06:00",
            grant("D1", {{"T-0001", "U-0001", "A-50", "q-1"}})) == "KZ.MFA");
  REQUIRE(act("application.forward", "mfa", "2026-06-08T17:59:59+06:00",
              {{"application", {"A-50"}}, {"election", {"kg-1"}}, {"review", {"ok"}}}) == "");
  CHECK(act("accreditation.grant", "cec", "2026-06-08T17:59:59+06:00",
            grant("D1", {{"T-0001", "U-0001", "A-50", "q-1"}})) == "");
}

TEST_CASE("every act type of the vocabulary is known to every built-in law") {
  const Rulesets laws = built_in_rulesets();
  for (const std::string& id : laws.ids()) {
    for (const acts::Act* act : acts::all())
      CHECK(laws.find(id)->acts.contains(act->spec.type));
    CHECK(laws.find(id)->acts.size() == acts::all().size());
  }
}

}  // namespace
}  // namespace kuboluk::domain
