// DOMAIN.md 5, "Meaning": what belongs to the history of an accreditation.
#include <catch2/catch.hpp>

#include "tests/ledger/proof/world.h"

namespace kuboluk::proof {
namespace {

using namespace kuboluk::proof::testing;

std::vector<std::string> types(const StatusVerdict& verdict) {
  std::vector<std::string> list;
  for (const auto& act : verdict.history())
    list.push_back(act.type);
  return list;
}

using List = std::vector<std::string>;

}  // namespace

TEST_CASE("history: application, grant, list, revocation and judgment, in log order, none twice") {
  const auto verdict = verdict_of(history("T-0008"), {});
  CHECK(types(verdict) == List{"application.submit", "application.forward", "accreditation.grant",
                               "list.publish", "accreditation.revoke", "court.decision"});
  const auto& acts = verdict.history();
  CHECK(std::is_sorted(acts.begin(), acts.end(),
                       [](const auto& a, const auto& b) { return a.index < b.index; }));
  CHECK(acts[4].undone);
  CHECK(acts[4].reason == "synthetic violation");
  CHECK_FALSE(acts[2].undone);
  CHECK(acts[2].record == "accreditation/kg-test-1/T-0008");
  CHECK(acts[3].record == "decree/kg-test-1/D-1");
}

TEST_CASE("history: an identity update belongs to the person that it names and to nobody else") {
  CHECK(types(verdict_of(history("T-0001"), {})) ==
        List{"application.submit", "application.forward", "accreditation.grant", "list.publish",
             "identity.update"});
  CHECK(types(verdict_of(history("T-0012"), {})) ==
        List{"application.submit", "application.forward", "accreditation.grant", "list.publish"});
}

TEST_CASE("history: only what was known by then; later undoing does not show earlier") {
  const auto verdict = verdict_of(history("T-0008"), at("", "2026-05-15T10:00:00"));
  CHECK(types(verdict) == List{"application.submit", "application.forward", "accreditation.grant",
                               "list.publish", "accreditation.revoke"});
  CHECK_FALSE(verdict.history().back().undone);
}

TEST_CASE("history: a grant of the other election, a reissued card, an annulled grant") {
  CHECK(types(verdict_of(history("T-0101", kThere), {})) ==
        List{"application.submit", "accreditation.grant"});
  CHECK(types(verdict_of(history("T-0003"), {})) ==
        List{"application.submit", "application.forward", "accreditation.grant", "list.publish",
             "certificate.reissue"});
  const auto annulled = verdict_of(history("T-0009"), {});
  CHECK(annulled.verdict() == domain::Verdict::kNoSuchNumber);
  CHECK(types(annulled) == List{"application.submit", "application.forward", "accreditation.grant",
                                "certificate.reissue", "court.decision"});
  CHECK(annulled.history()[2].undone);
  CHECK(verdict_of(history("T-9999"), {}).history().empty());
}

TEST_CASE("other questions show the acts of their own objects") {
  CHECK(types(verdict_of(accreditation("T-0002"), {})) ==
        List{"accreditation.grant", "accreditation.revoke"});
  CHECK(types(verdict_of(certificate("U-00039"), {})) ==
        List{"accreditation.grant", "certificate.reissue"});
  CHECK(types(verdict_of(person("osce-024"), {})) ==
        List{"application.submit", "application.forward", "accreditation.refuse"});
  // Several lines of one act in one record stay several.
  CHECK(types(verdict_of(application("APP-osce-5"), {})) ==
        List{"application.submit", "accreditation.refuse", "accreditation.refuse",
             "accreditation.grant"});
}

TEST_CASE(
    "history: a refusal on the same application and the judgment that lifted it belong to it") {
  World told;
  const domain::Line election{"election", {"kg-test-1"}};
  told.act("org.register", "cec", "2026-03-01T09:00:00",
           {{"org", {"osce"}}, {"kind", {"igo"}}, {"author-key", {author_vkey("osce")}}});
  told.act("election.call", "president", "2026-04-01T09:00:00",
           {election,
            {"kind", {"test"}},
            {"voting_day", {"2026-06-14"}},
            {"published_on", {"2026-04-01"}}});
  told.act("invitation.send", "president", "2026-04-03T09:00:00",
           {election,
            {"invitation", {"INV-osce-1"}},
            {"org", {"osce"}},
            {"inviter", {"president"}},
            {"channel", {"mfa"}}});
  told.act("application.submit", "osce", "2026-04-10T09:00:00",
           {{"application", {"APP-osce-1"}},
            election,
            {"org", {"osce"}},
            {"invitation", {"INV-osce-1"}},
            {"received_by", {"cec"}},
            {"documents", {"application,identity-copies,list"}},
            {"person", {"osce-001", "AT", "yes", "-", "-"}},
            {"person", {"osce-002", "AT", "yes", "-", "-"}}});
  const auto refuse = [&](const char* at, const char* decree, const char* who) {
    told.act("accreditation.refuse", "cec", at,
             {election, {"decree", {decree}}, {"refuse", {who, "APP-osce-1", "KR.R3.10(2)", "x"}}});
  };
  refuse("2026-04-12T09:00:00", "R-1", "osce-001");
  refuse("2026-04-12T10:00:00", "R-2", "osce-002");
  told.act("court.decision", "court", "2026-04-13T09:00:00",
           {election, {"case", {"C 1"}}, {"annuls", {"R-1"}}, {"effect", {"ex_tunc"}}});
  told.act(
      "accreditation.grant", "cec", "2026-04-14T09:00:00",
      {election, {"decree", {"D-1"}}, {"grant", {"T-0001", "U-0001", "APP-osce-1", "osce-001"}}});
  const auto verdict = verdict_of(history("T-0001"), {}, told);
  CHECK(types(verdict) == List{"application.submit", "accreditation.refuse", "court.decision",
                               "accreditation.grant"});
  CHECK(verdict.history()[1].undone);
}

TEST_CASE("history: revoked, granted again and revoked in one batch (RELIABILITY 69)") {
  constexpr std::string_view kTime = "2026-07-15T11:30:00";
  const std::vector<std::string> election = {std::string(kThere)};
  const auto revoke = [&](const std::string& decree, const std::string& number) {
    return World::Act{kTime,
                      "accreditation.revoke",
                      "cec",
                      {{"election", election},
                       {"decree", {decree}},
                       {"accreditation", {number}},
                       {"ground", {"KR.R4.7"}},
                       {"limb", {"violation"}},
                       {"reason", {"synthetic violation"}}}};
  };
  const World::Act grant{kTime,
                         "accreditation.grant",
                         "cec",
                         {{"election", election},
                          {"decree", {"E-3"}},
                          {"grant", {"T-0121", "U-0121", "APP-osce-9", "osce-031"}}}};
  World mine = world();
  const std::uint64_t before = mine.size();
  mine.together(kTime, {revoke("E-2", "T-0101"), grant, revoke("E-4", "T-0121")});
  REQUIRE(mine.size() == before + 4);  // one batch: three acts and its seal
  const auto first = verdict_of(history("T-0101", kThere), {}, mine);
  CHECK(first.verdict() == domain::Verdict::kRevoked);
  CHECK(types(first) == List{"application.submit", "accreditation.grant", "accreditation.revoke"});
  const auto again = verdict_of(history("T-0121", kThere), {}, mine);
  CHECK(again.verdict() == domain::Verdict::kRevoked);
  CHECK(types(again) == List{"application.submit", "accreditation.grant", "accreditation.revoke"});
  // The person's own answer is that of the last act.
  CHECK(verdict_of(person("osce-031", kThere), {}, mine).verdict() == domain::Verdict::kRevoked);
}

}  // namespace kuboluk::proof
