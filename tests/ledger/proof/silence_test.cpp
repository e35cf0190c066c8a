// Certificates of silence (DESIGN.md 5 "Silence", DOMAIN.md 3.1 no 3): what they prove, and every
// lie refused at its step.
#include "ledger/proof/silence.h"

#include <catch2/catch.hpp>

#include "crypto/sha256.h"
#include "tests/ledger/proof/world.h"

namespace kuboluk::proof {
namespace {

using namespace kuboluk::proof::testing;

const std::string kReceiptNote =
    "kuboluk/receipt/v1\n\n\u2014 test.example/mfa/node/1 c3ludGhldGljIG5vdGU=\n";

Silence made_for(const std::string& application, const std::string& by,
                 const std::string& person = "", const World& of = world()) {
  Silence silence;
  silence.ledger = of.info().id;
  silence.application = application;
  silence.election = kHere;
  silence.person = person;
  silence.by = *domain::parse_day(by);
  silence.status_proof = status_bytes(silence_asked(application, kHere, person), of);
  return silence;
}

// Entry 0 and the entry of the filing, as a holder of a receipt attaches them.
Silence with_receipt(Silence silence) {
  const auto verdict = verdict_of(application(silence.application), {});
  silence.receipt = AttachedReceipt{kReceiptNote, *world().ledger().entry(0),
                                    *world().ledger().entry(verdict.history().front().index)};
  return silence;
}

Result<VerifiedSilence> verify(const Silence& silence) {
  static const Reader reader;
  return verify_silence(reader.view(), print_silence(silence));
}

SilenceAnswer answer_of(const Silence& silence) {
  const auto verified = verify(silence);
  if (!verified) throw std::runtime_error(verified.error().message());
  return verified->answer();
}

std::string failed(const Silence& silence) {
  const auto verified = verify(silence);
  return verified ? "accepted" : verified.error().rule;
}

std::string failed_bytes(std::string_view bytes) {
  static const Reader reader;
  const auto verified = verify_silence(reader.view(), bytes);
  return verified ? "accepted" : verified.error().rule;
}

}  // namespace

TEST_CASE("DOMAIN 3.1: an application that nobody answered is silent up to the seal") {
  const auto answer = answer_of(made_for("APP-osce-2", "2026-07-14"));
  CHECK(answer.finding == SilenceFinding::kSilent);
  CHECK(answer.forwarding == ForwardingFinding::kNotNeeded);
  REQUIRE(answer.filed.has_value());
  CHECK(answer.filed->type == "application.submit");
  CHECK(answer.decisions.empty());
  CHECK_FALSE(answer.later.has_value());
  CHECK(answer.until == local("2026-07-15T00:00:00"));
  CHECK(answer.confirmation->size == world().size());
}

TEST_CASE("DOMAIN 3.1: not forwarded by the ministry is said apart from not answered") {
  const auto waiting = answer_of(made_for("APP-osce-3", "2026-07-14"));
  CHECK(waiting.finding == SilenceFinding::kSilent);
  CHECK(waiting.forwarding == ForwardingFinding::kNotForwarded);
  const auto before = answer_of(made_for("APP-osce-1", "2026-04-11"));
  CHECK(before.forwarding == ForwardingFinding::kNotForwarded);
  const auto after = answer_of(made_for("APP-osce-1", "2026-04-12"));
  CHECK(after.forwarding == ForwardingFinding::kForwarded);
  REQUIRE(after.forwarded.has_value());
  CHECK(after.forwarded->type == "application.forward");
}

TEST_CASE(
    "a decision of the next day leaves the day silent and is named; one of the day does not") {
  const auto before = answer_of(made_for("APP-osce-1", "2026-04-30"));
  CHECK(before.finding == SilenceFinding::kSilent);
  REQUIRE(before.later.has_value());
  CHECK(before.later->type == "accreditation.grant");
  const auto on_it = answer_of(made_for("APP-osce-1", "2026-05-01"));
  CHECK(on_it.finding == SilenceFinding::kAnswered);
  CHECK(on_it.decisions.size() == 4);
}

TEST_CASE("withdrawn: from that day on nobody owes an answer") {
  CHECK(answer_of(made_for("APP-osce-4", "2026-04-13")).finding == SilenceFinding::kSilent);
  CHECK(answer_of(made_for("APP-osce-4", "2026-04-14")).finding == SilenceFinding::kWithdrawn);
}

TEST_CASE("nothing was received: before the filing, or no such application") {
  CHECK(answer_of(made_for("APP-osce-1", "2026-04-09")).finding == SilenceFinding::kNotReceived);
  CHECK(answer_of(made_for("APP-osce-1", "2026-04-10")).finding == SilenceFinding::kSilent);
  CHECK(answer_of(made_for("APP-none-7", "2026-04-10")).finding == SilenceFinding::kNotReceived);
}

TEST_CASE("one person of an application: others may have been answered") {
  const auto by = [](const std::string& day, const std::string& person,
                     const std::string& application = "APP-osce-1") {
    return answer_of(made_for(application, day, person)).finding;
  };
  CHECK(by("2026-05-02", "osce-024") == SilenceFinding::kSilent);
  CHECK(by("2026-05-03", "osce-024") == SilenceFinding::kAnswered);
  CHECK(by("2026-05-01", "osce-001") == SilenceFinding::kAnswered);
  CHECK(by("2026-04-30", "osce-001") == SilenceFinding::kSilent);
  // On another application of the same person: granted on the first, refused on the second.
  CHECK(by("2026-05-13", "osce-010", "APP-osce-5") == SilenceFinding::kSilent);
  CHECK(by("2026-05-14", "osce-010", "APP-osce-5") == SilenceFinding::kAnswered);
  CHECK(by("2026-05-14", "osce-021") == SilenceFinding::kNotReceived);
}

TEST_CASE("a decision that a court annulled later was a decision") {
  const auto annulled = answer_of(made_for("APP-osce-1", "2026-07-14", "osce-009"));
  CHECK(annulled.finding == SilenceFinding::kAnswered);
  CHECK(annulled.decisions.front().undone);
}

TEST_CASE("DESIGN 5: a heartbeat seal at local midnight makes the day sharp") {
  World made;
  made.act("org.register", "cec", "2026-03-01T09:00:00",
           {{"org", {"osce"}},
            {"kind", {"igo"}},
            {"author-key", {author_vkey("osce")}},
            {"name", {"en", "Synthetic Organisation"}}});
  made.act("election.call", "president", "2026-04-01T09:00:00",
           {{"election", {std::string(kHere)}},
            {"kind", {"parliamentary"}},
            {"voting_day", {"2026-06-14"}},
            {"published_on", {"2026-04-01"}}});
  made.act("invitation.send", "president", "2026-04-03T09:00:00",
           {{"election", {std::string(kHere)}},
            {"invitation", {"INV-1"}},
            {"org", {"osce"}},
            {"inviter", {"president"}},
            {"channel", {"mfa"}}});
  made.act("application.submit", "osce", "2026-04-10T09:00:00",
           {{"application", {"APP-1"}},
            {"election", {std::string(kHere)}},
            {"org", {"osce"}},
            {"invitation", {"INV-1"}},
            {"received_by", {"cec"}},
            {"documents", {"application"}}});
  const auto by = [&](const std::string& day) {
    const Reader reader(made);
    return verify_silence(reader.view(), print_silence(made_for("APP-1", day, "", made)));
  };
  made.heartbeat("2026-04-10T23:59:59");
  REQUIRE_FALSE(by("2026-04-10").has_value());
  CHECK(by("2026-04-10").error().rule == "step 6");
  made.heartbeat("2026-04-11T00:00:00");
  // Recorded in the first instant of the next day: it is not of this one.
  made.act("application.withdraw", "osce", "2026-04-11T00:00:00",
           {{"application", {"APP-1"}}, {"election", {std::string(kHere)}}});
  REQUIRE(by("2026-04-10").has_value());
  CHECK(by("2026-04-10")->answer().finding == SilenceFinding::kSilent);
  CHECK(by("2026-04-11").error().rule == "step 6");
}

TEST_CASE("step 1: one form only, one ledger") {
  const auto good = made_for("APP-osce-2", "2026-07-14");
  CHECK(failed(good) == "accepted");
  auto other = good;
  other.ledger += "x";
  CHECK(failed(other) == "step 1");
  const std::string bytes = print_silence(good);
  CHECK(failed_bytes(bytes + "\n") == "step 1");
  CHECK(failed_bytes("\n" + bytes) == "step 1");
  CHECK(failed_bytes("") == "step 1");
  for (const auto& [from, to] :
       {std::pair<std::string, std::string>{"by 2026-07-14", "by 2026-7-14"},
        {"by 2026-07-14", "by 2026-02-30"},
        {"application APP-osce-2\n", "application APP osce-2\n"},
        {"election kg-test-1\nby", "election kg-test-1\nnote x\nby"},
        {"election kg-test-1\nby", "election kg-test-1\nperson \nby"}}) {
    std::string bad = bytes;
    bad.replace(bad.find(from), from.size(), to);
    INFO(to);
    CHECK(failed_bytes(bad) == "step 1");
  }
}

TEST_CASE("steps 2 and 3: a quorum, and the newest seal") {
  auto silence = made_for("APP-osce-2", "2026-07-14");
  auto proof = *parse_status_proof(silence.status_proof);
  auto lone = proof;
  lone.anchor.inclusion.checkpoint = world().note({{"mfa", kNow - 30}});
  silence.status_proof = print_status_proof(lone);
  CHECK(failed(silence) == "step 2");
  auto older = proof;
  older.anchor.seal = *world().ledger().entry(world().size() - 3);
  silence.status_proof = print_status_proof(older);
  CHECK(failed(silence) == "step 3");
}

TEST_CASE(
    "step 4: the proof of another application, of a person, or without its record is refused") {
  auto silence = made_for("APP-osce-2", "2026-07-14");
  silence.application = "APP-osce-1";
  CHECK(failed(silence) == "step 4");
  silence = made_for("APP-osce-2", "2026-07-14");
  silence.person = "osce-021";
  CHECK(failed(silence) == "step 4");
  silence = made_for("APP-osce-1", "2026-07-14");
  auto proof = *parse_status_proof(silence.status_proof);
  // The record without its decisions: a liar leaves the grants out.
  std::string& record = *proof.parts.back().record;
  auto parsed = *domain::parse_record(record);
  std::erase_if(parsed.acts,
                [](const auto& act) { return act.type.starts_with("accreditation."); });
  parsed.acts_total = parsed.acts.size();
  record = domain::print_record(parsed);
  silence.status_proof = print_status_proof(proof);
  CHECK(failed(silence) == "step 4");
}

TEST_CASE("step 6: a seal of the day itself shows nothing about the rest of the day") {
  CHECK(failed(made_for("APP-osce-2", "2026-07-15")) == "step 6");
  CHECK(failed(made_for("APP-osce-2", "2027-01-01")) == "step 6");
  auto other = made_for("APP-osce-2", "2026-07-14");
  other.election = "kg-none-1";
  other.status_proof = status_bytes(application("APP-osce-2", "kg-none-1"));
  CHECK(failed(other) == "step 6");
}

TEST_CASE("law or clock of the reader leave it open: CANNOT TELL, never silent") {
  const auto bytes = print_silence(made_for("APP-osce-2", "2026-07-14"));
  Reader no_law;
  no_law.rulesets = domain::Rulesets{};
  const auto lawless = verify_silence(no_law.view(), bytes);
  REQUIRE(lawless.has_value());
  CHECK(lawless->answer().finding == SilenceFinding::kCannotTell);
  Reader early;
  early.clock_s = kNow - 86'400;
  early.skew_s = 0;
  const auto before = verify_silence(early.view(), bytes);
  REQUIRE(before.has_value());
  CHECK(before->answer().finding == SilenceFinding::kCannotTell);
  CHECK_FALSE(before->answer().cannot_tell.empty());
  // An old certificate is as good as a new one: a past day does not change.
  Reader late;
  late.clock_s = kNow + 10ULL * 365 * 86'400;
  CHECK(verify_silence(late.view(), bytes)->answer().finding == SilenceFinding::kSilent);
}

TEST_CASE("step 8: a receipt comes with the genesis and the filing that the records name") {
  const auto good = with_receipt(made_for("APP-osce-2", "2026-07-14"));
  const auto answer = answer_of(good);
  CHECK(answer.filing_event ==
        domain::parse_signed_event(
            std::get<std::string>(domain::parse_entry(good.receipt->filing)->body))
            ->id);
  auto other = good;
  other.receipt->filing = with_receipt(made_for("APP-osce-3", "2026-07-14")).receipt->filing;
  CHECK(failed(other) == "step 8");
  other = good;
  other.receipt->genesis = good.receipt->filing;
  CHECK(failed(other) == "step 8");
  other = good;
  other.receipt->genesis = *world().ledger().entry(1);
  CHECK(failed(other) == "step 8");
  other = good;
  other.by = *domain::parse_day("2026-04-01");  // before the filing
  CHECK(failed(other) == "step 8");
}

TEST_CASE("no flipped bit of a certificate is accepted, outside the receipt's own signature") {
  const auto silence = with_receipt(made_for("APP-osce-2", "2026-07-14"));
  const std::string good = print_silence(silence);
  const std::size_t note_at = good.find(kReceiptNote);
  REQUIRE(note_at != std::string::npos);
  // Another day is another true certificate; the receipt is checked by whoever opens it.
  const std::size_t by_at = good.find("\nby ");
  std::size_t tried = 0;
  for (std::size_t bit = 0; bit < 8 * good.size(); bit += 3) {
    const std::size_t byte = bit / 8;
    if (byte > by_at && byte < by_at + 15) continue;
    if (byte >= note_at && byte < note_at + kReceiptNote.size()) continue;
    std::string bad = good;
    bad[byte] = static_cast<char>(bad[byte] ^ (1 << (bit % 8)));
    INFO("bit " << bit << " of byte " << byte);
    REQUIRE(failed_bytes(bad) != "accepted");
    ++tried;
  }
  CHECK(tried > 10'000);
}

TEST_CASE("what is printed is what is parsed") {
  for (const auto& silence :
       {made_for("APP-osce-2", "2026-07-14"), made_for("APP-osce-1", "2026-05-02", "osce-024"),
        with_receipt(made_for("APP-osce-3", "2026-07-14"))}) {
    const auto parsed = parse_silence(print_silence(silence));
    REQUIRE(parsed.has_value());
    CHECK(*parsed == silence);
  }
}

}  // namespace kuboluk::proof
