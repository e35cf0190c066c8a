// Every verdict, reached through a real ledger, a real file and the whole verifier.
#include <catch2/catch.hpp>

#include "ledger/domain/ids.h"
#include "tests/ledger/proof/world.h"

namespace kuboluk::proof {
namespace {

using namespace kuboluk::proof::testing;
using domain::Verdict;

constexpr std::string_view kMay = "2026-05-25T10:00:00";
constexpr std::string_view kVotingDay = "2026-06-14T09:00:00";
constexpr std::string_view kAfter = "2026-07-12T10:00:00";

std::string answer(const Asked& asked, domain::TwoClocks clocks) {
  return std::string(to_text(verdict_of(asked, clocks).verdict()));
}

}  // namespace

TEST_CASE("ACTIVE: everything a page at the door shows is in the answer") {
  const auto verdict = verdict_of(accreditation("T-0001"), at(kVotingDay));
  const auto& answer = verdict.answer();
  CHECK(answer.verdict == Verdict::kActive);
  CHECK_FALSE(answer.verdict_by_record);
  CHECK(answer.cannot_tell.empty());
  CHECK(answer.accreditation.number == "T-0001");
  CHECK(answer.accreditation.person == "osce-001");
  CHECK(answer.accreditation.organisation == "osce");
  CHECK(answer.accreditation.application == "APP-osce-1");
  CHECK(answer.accreditation.decree == "D-1");
  CHECK(answer.accreditation.certificate == "U-0001");
  CHECK(answer.accreditation.from == local("2026-05-01T10:00:00"));
  CHECK(answer.accreditation.until == local("2026-07-11T00:00:00"));
  REQUIRE(answer.decisive);
  CHECK(answer.decisive->type == "accreditation.grant");
  CHECK(answer.decisive->paragraph == "KR.R3.4");
  CHECK(answer.law.ruleset == "KR-REG-197+CL-68@1");
  CHECK(answer.law.runnable);
  CHECK(answer.law.offset.minutes == 360);
  CHECK(answer.law.merge_delay_s == 300);
  REQUIRE(answer.confirmation);
  CHECK(answer.confirmation->ledger == world().info().id);
  CHECK(answer.confirmation->size == world().size());
  CHECK(answer.confirmation->seal_known == local("2026-07-15T11:00:00"));
  CHECK(answer.confirmation->as_of == kAsOf);
  CHECK(answer.confirmation->age_s == 60);
  CHECK_FALSE(answer.confirmation->training());
  REQUIRE(answer.confirmation->cosigners.size() == 2);
  CHECK(answer.confirmation->cosigners[0].name == "mfa");
  CHECK(answer.confirmation->cosigners[1].name == "osce");
  REQUIRE(answer.notes.size() == 1);
  CHECK(answer.notes[0] ==
        "Acts filed less than 300 seconds before this answer was confirmed may be missing.");
}

TEST_CASE("REVOKED: ground, limb, reason and both times of the decisive act") {
  const auto verdict = verdict_of(accreditation("T-0002"), at(kVotingDay));
  CHECK(verdict.verdict() == Verdict::kRevoked);
  REQUIRE(verdict.answer().decisive);
  const auto& act = *verdict.answer().decisive;
  CHECK(act.type == "accreditation.revoke");
  CHECK(act.paragraph == "KR.R4.7");
  CHECK(act.ground == "KR.R4.7");
  CHECK(act.limb == "violation");
  CHECK(act.reason == "synthetic violation");
  CHECK(act.valid == local("2026-05-10T12:00:00"));
  CHECK(act.known == local("2026-05-10T17:30:00"));
}

TEST_CASE(
    "REVOKED over two clocks: at 15:00 nobody could know; looking back it was revoked from noon") {
  const auto asked = accreditation("T-0002");
  CHECK(answer(asked, at("2026-05-10T15:00:00", "2026-05-10T15:00:00")) == "ACTIVE");
  CHECK(answer(asked, at("2026-05-10T15:00:00", "2026-05-11T10:00:00")) == "REVOKED");
}

TEST_CASE(
    "a court restores: REVOKED as known before the judgment, ACTIVE after it, for every day") {
  const auto asked = accreditation("T-0008");
  CHECK(answer(asked, at("2026-05-15T10:00:00", "2026-05-15T10:00:00")) == "REVOKED");
  CHECK(answer(asked, at("2026-05-15T10:00:00")) == "ACTIVE");
}

TEST_CASE("SUPERSEDED CARD names the new one; the new one is ACTIVE") {
  const auto verdict = verdict_of(certificate("U-0003"), at(kVotingDay));
  CHECK(verdict.verdict() == Verdict::kSuperseded);
  CHECK(verdict.answer().superseded_by == "U-00039");
  CHECK(verdict.answer().accreditation.certificate == "U-00039");
  REQUIRE(verdict.answer().decisive);
  CHECK(verdict.answer().decisive->type == "certificate.reissue");
  CHECK(verdict.answer().decisive->reason == "lost");
  CHECK(answer(certificate("U-00039"), at(kVotingDay)) == "ACTIVE");
  CHECK(answer(certificate("U-0003"), at("2026-05-11T09:59:59")) == "ACTIVE");
  CHECK(answer(certificate("U-00039"), at("2026-05-11T09:59:59")) == "NO SUCH NUMBER");
}

TEST_CASE("EXPIRED cites the publication of results; the day of publication still counts") {
  const auto verdict = verdict_of(accreditation("T-0001"), at(kAfter));
  CHECK(verdict.verdict() == Verdict::kExpired);
  REQUIRE(verdict.answer().decisive);
  CHECK(verdict.answer().decisive->type == "results.publish");
  CHECK(verdict.answer().decisive->paragraph == "KR.R3.8");
}

TEST_CASE("OTHER ELECTION: absent here, shown present there, in both directions") {
  const auto asked = accreditation("T-0101");
  const auto verdict = verdict_of(asked, at(kVotingDay));
  CHECK(verdict.verdict() == Verdict::kOtherElection);
  CHECK(verdict.answer().other_elections == std::vector<std::string>{"kg-test-2"});
  CHECK(verdict.answer().accreditation.number == "T-0101");
  CHECK(verdict.answer().accreditation.person.empty());
  CHECK(answer(certificate("U-0101"), at(kVotingDay)) == "OTHER ELECTION");
  CHECK(answer(history("T-0101"), at(kVotingDay)) == "OTHER ELECTION");
  CHECK(answer(accreditation("T-0101", kThere), at(kVotingDay)) == "ACTIVE");
  CHECK(answer(accreditation("T-0001", kThere), at(kVotingDay)) == "OTHER ELECTION");
  SECTION("a number that the other election has only later is no number") {
    CHECK(answer(asked, at("2026-05-02T09:59:59")) == "NO SUCH NUMBER");
    CHECK(answer(certificate("U-0101"), at(kVotingDay, "2026-05-02T09:59:59")) == "NO SUCH NUMBER");
  }
  SECTION("an election that does not exist: the number is still shown where it is") {
    CHECK(answer(accreditation("T-0001", "kg-none-1"), at(kVotingDay)) == "OTHER ELECTION");
  }
}

TEST_CASE("NO SUCH NUMBER: never issued, not yet known, not yet in effect, annulled") {
  CHECK(answer(accreditation("T-9999"), at(kVotingDay)) == "NO SUCH NUMBER");
  CHECK(answer(certificate("U-9999"), at(kVotingDay)) == "NO SUCH NUMBER");
  CHECK(answer(accreditation("T-9999", "kg-none-1"), at(kVotingDay)) == "NO SUCH NUMBER");
  const auto before = verdict_of(accreditation("T-0001"), at("2026-04-30T10:00:00"));
  CHECK(before.verdict() == Verdict::kNoSuchNumber);
  CHECK(before.answer().accreditation.person.empty());
  const auto annulled = verdict_of(accreditation("T-0009"), at(kVotingDay));
  CHECK(annulled.verdict() == Verdict::kNoSuchNumber);
  REQUIRE(annulled.answer().decisive);
  CHECK(annulled.answer().decisive->type == "court.decision");
  CHECK(answer(accreditation("T-0009"), at(kVotingDay, "2026-05-20T23:00:00")) == "ACTIVE");
}

TEST_CASE(
    "MISTYPED: a wrong check character, whatever the proof says; a right or a missing one is "
    "accepted") {
  const Reader reader;
  const auto bytes = status_bytes(accreditation("T-0001"));
  const auto typed = [&](std::string_view text) {
    return verify_typed(reader.view(), bytes, Question::kAccreditation, kHere, text,
                        at(kVotingDay));
  };
  const auto right = domain::with_check_character("T-0001");
  CHECK(typed(right).value().verdict() == Verdict::kActive);
  CHECK(typed("T-0001").value().verdict() == Verdict::kActive);
  const auto wrong = right.substr(0, right.size() - 1) + (right.back() == 'A' ? "B" : "A");
  const auto verdict = typed(wrong).value();
  CHECK(verdict.verdict() == Verdict::kMistyped);
  CHECK_FALSE(verdict.answer().confirmation);
  CHECK(mistyped_verdict(Question::kHistory, kHere, wrong, {}));
  CHECK_FALSE(mistyped_verdict(Question::kAccreditation, kHere, right, {}));
  CHECK(typed("?").error().rule == "step 1");
  CHECK(typed("T-0002").error().rule == "step 4");
  // Ids of applications end in a group of one digit of their own: never a check character.
  CHECK_FALSE(mistyped_verdict(Question::kApplication, kHere, "APP-osce-1", {}));
}

TEST_CASE("a person: refused, granted, applied, at the ministry, withdrawn, unknown") {
  const auto stage = [](std::string_view id) {
    const auto verdict = verdict_of(person(id), at(kMay));
    return std::string(to_text(verdict.verdict())) + ", " + verdict.answer().stage;
  };
  CHECK(stage("osce-024") == "REFUSED, refused");
  CHECK(stage("osce-001") == "ACTIVE, granted");
  CHECK(stage("osce-002") == "REVOKED, granted");
  CHECK(stage("osce-005") == "NOT YET, granted");
  CHECK(stage("osce-013") == "ACTIVE, granted");  // revoked and granted again under another number
  CHECK(stage("osce-009") == "NO SUCH NUMBER, applied");  // its grant was annulled
  CHECK(stage("osce-021") == "NO SUCH NUMBER, applied");
  CHECK(stage("osce-022") == "NO SUCH NUMBER, at_mfa");
  CHECK(stage("osce-023") == "NO SUCH NUMBER, withdrawn");
  CHECK(stage("osce-099") == "NO SUCH NUMBER, not_found");
  const auto refused = verdict_of(person("osce-024"), at(kMay));
  CHECK(refused.answer().decisive->ground == "KR.R3.10(2)");
  CHECK(refused.answer().decisive->reason == "synthetic: papers incomplete");
  CHECK(refused.answer().accreditation.application == "APP-osce-1");
  CHECK(refused.answer().accreditation.organisation == "osce");
  CHECK(verdict_of(person("osce-013"), at(kMay)).answer().accreditation.number == "T-0014");
}

TEST_CASE("an application: its stage, and what decided it") {
  const auto stage = [](std::string_view id, std::string_view valid) {
    return verdict_of(application(id), at(valid)).answer().stage;
  };
  CHECK(stage("APP-osce-1", "2026-04-09T09:00:00") == "not_found");
  CHECK(stage("APP-osce-1", "2026-04-11T09:00:00") == "at_mfa");
  CHECK(stage("APP-osce-1", "2026-04-12T09:00:00") == "applied");
  CHECK(stage("APP-osce-1", kMay) == "granted");
  CHECK(stage("APP-osce-4", kMay) == "withdrawn");
  CHECK(stage("APP-none-1", kMay) == "not_found");
  const auto verdict = verdict_of(application("APP-osce-2"), at(kMay));
  CHECK(verdict.verdict() == Verdict::kNoSuchNumber);
  CHECK(verdict.answer().decisive->type == "application.submit");
  CHECK(verdict.answer().accreditation.organisation == "osce");
}

TEST_CASE("CANNOT TELL: data older than the reader's limit downgrades ACTIVE and nothing else") {
  Reader reader;
  const auto ask = [&](const Asked& asked, domain::TwoClocks clocks) {
    return verify_status(reader.view(), status_bytes(asked), asked, clocks).value();
  };
  reader.clock_s = kAsOf + reader.age_limit_s + 1;
  const auto old = ask(accreditation("T-0001"), at(kVotingDay));
  CHECK(old.verdict() == Verdict::kCannotTell);
  CHECK(old.answer().verdict_by_record == Verdict::kActive);
  CHECK(old.answer().cannot_tell == "the data is 3601 seconds old; the reader's limit is 3600");
  const auto revoked = ask(accreditation("T-0002"), at(kVotingDay));
  CHECK(revoked.verdict() == Verdict::kRevoked);
  CHECK(revoked.answer().confirmation->age_s == 3601);
  CHECK(ask(accreditation("T-9999"), at(kVotingDay)).verdict() == Verdict::kNoSuchNumber);
  CHECK(ask(accreditation("T-0005"), at(kMay)).verdict() == Verdict::kNotYet);
  CHECK(ask(accreditation("T-0001"), at(kAfter)).verdict() == Verdict::kExpired);
  SECTION("what was known before the seal, no newer act can change") {
    const auto past = ask(accreditation("T-0001"), at(kVotingDay, kVotingDay));
    CHECK(past.verdict() == Verdict::kActive);
    CHECK(past.answer().notes.empty());
    CHECK(revoked.answer().notes.size() == 2);
    CHECK(ask(accreditation("T-0001"), at(kVotingDay, "2026-07-15T11:00:00")).verdict() ==
          Verdict::kCannotTell);
  }
}

TEST_CASE("CANNOT TELL: a reader's clock before the cosignatures, whatever the records say") {
  Reader reader;
  reader.skew_s = 0;
  reader.clock_s = kAsOf - 1;
  for (const auto* id : {"T-0001", "T-0002", "T-0101", "T-9999"}) {
    const auto verdict =
        verify_status(reader.view(), status_bytes(accreditation(id)), std::nullopt, at(kVotingDay))
            .value();
    CHECK(verdict.verdict() == Verdict::kCannotTell);
    CHECK_FALSE(verdict.answer().confirmation->as_of);
    CHECK_FALSE(verdict.answer().cannot_tell.empty());
  }
}

TEST_CASE("CANNOT TELL: a ruleset that the reader does not run, or runs with another table") {
  Reader reader;
  reader.rulesets = domain::Rulesets();
  const auto bytes = status_bytes(accreditation("T-0001"));
  const auto none = verify_status(reader.view(), bytes, std::nullopt, at(kVotingDay)).value();
  CHECK(none.verdict() == Verdict::kCannotTell);
  CHECK(none.answer().verdict_by_record == Verdict::kActive);
  CHECK_FALSE(none.answer().law.runnable);
  const auto built_in = domain::built_in_rulesets();
  auto other = *built_in.find("KR-REG-197+CL-68");
  other.table_hash[0] ^= 1;
  REQUIRE(reader.rulesets.add(other).has_value());
  CHECK(verify_status(reader.view(), bytes, std::nullopt, at(kVotingDay)).value().verdict() ==
        Verdict::kCannotTell);
  CHECK(verify_status(reader.view(), status_bytes(accreditation("T-0101")), std::nullopt,
                      at(kVotingDay))
            .value()
            .verdict() == Verdict::kCannotTell);
}

TEST_CASE("quorum none: ACTIVE stands, and the answer says that nobody confirms its age") {
  Reader reader(world(), "none");
  const auto asked = accreditation("T-0001");
  const auto proof =
      build_status_proof(world().ledger(), reader.policy, usual_note(world()), asked, kNow, 0);
  const auto verdict =
      verify_status(reader.view(), print_status_proof(proof.value()), asked, at(kVotingDay))
          .value();
  CHECK(verdict.verdict() == Verdict::kActive);
  CHECK_FALSE(verdict.answer().confirmation->as_of);
  CHECK_FALSE(verdict.answer().confirmation->quorum_asked);
  REQUIRE(verdict.answer().notes.size() == 1);
  CHECK(verdict.answer().notes[0].starts_with("No institution confirms"));
  // A quorum is more than a reader with none accepts: the file must be made for his policy.
  CHECK(verify_status(reader.view(), status_bytes(asked), asked, {}).error().rule == "step 2");
}

TEST_CASE("a training ledger says so in every answer, and its age is that of the cosignatures") {
  World training(domain::Clock::kScenario, "kuboluk.example/training");
  training.heartbeat(
      "1970-01-01T06:00:00");  // a seal repeats the last entry's time: that of the genesis
  const auto verdict = verdict_of(accreditation("T-0001"), {}, training);
  CHECK(verdict.verdict() == Verdict::kNoSuchNumber);
  CHECK(verdict.answer().confirmation->training());
  CHECK(verdict.answer().confirmation->age_s == 60);
  REQUIRE_FALSE(verdict.answer().notes.empty());
  CHECK(verdict.answer().notes[0].starts_with("TRAINING"));
}

}  // namespace kuboluk::proof
