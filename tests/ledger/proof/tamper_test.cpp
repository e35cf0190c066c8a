// Files made by liars: each is refused, at the step that its lie belongs to.
#include <catch2/catch.hpp>

#include "crypto/sha256.h"
#include "tests/ledger/proof/world.h"

namespace kuboluk::proof {
namespace {

using namespace kuboluk::proof::testing;

std::string step_of(const StatusProof& proof, const std::optional<Asked>& asked = std::nullopt) {
  return failed_step(print_status_proof(proof), asked);
}

std::string replaced(std::string text, std::string_view from, std::string_view to) {
  const auto at = text.find(from);
  REQUIRE(at != std::string::npos);
  return text.replace(at, from.size(), to);
}

// The proof with the checkpoint note of other cosigners.
StatusProof with_note(const std::string& note) {
  auto proof = status_proof(accreditation("T-0001"));
  proof.anchor.inclusion.checkpoint = note;
  return proof;
}

}  // namespace

TEST_CASE("the untouched proof is accepted; text and value are one") {
  for (const auto& asked : {accreditation("T-0001"), certificate("U-0003"), person("osce-013"),
                            application("APP-osce-1"), history("T-0008"), accreditation("T-0101"),
                            certificate("U-0101"), accreditation("T-9999", "kg-none-1")}) {
    const auto proof = status_proof(asked);
    const auto bytes = print_status_proof(proof);
    CHECK(parse_status_proof(bytes).value() == proof);
    CHECK(failed_step(bytes) == "accepted");
    CHECK(failed_step(bytes, asked) == "accepted");
  }
}

TEST_CASE("step 1: no proof at all, a byte more, another ledger's name") {
  const auto bytes = status_bytes(accreditation("T-0001"));
  CHECK(failed_step("") == "step 1");
  CHECK(failed_step("kuboluk/status-proof/v1\n") == "step 1");
  CHECK(failed_step(bytes + "\n") == "step 1");
  CHECK(failed_step(bytes + bytes) == "step 1");
  CHECK(failed_step(std::string(kStatusProofBytesMax + 1, 'a')) == "step 1");
  CHECK(failed_step(replaced(bytes, "/v1\nledger ", "/v1\nledger x")) == "step 1");
  CHECK(failed_step(replaced(bytes, "index ", "extra AAAA\nindex ")) == "step 1");
  CHECK(failed_step(replaced(bytes, "asked accreditation", "asked accreditatiom")) == "step 1");
  CHECK(failed_step(bytes, accreditation("no such number")) == "step 1");
}

TEST_CASE("step 1: a record of another ledger in a proof of this one") {
  auto proof = status_proof(accreditation("T-0001"));
  auto& record = *proof.parts.back().record;
  record = replaced(record, world().info().id, "kuboluk.example/other/0123456789abcdef");
  REQUIRE(domain::parse_record(record).has_value());
  CHECK(step_of(proof) == "step 1");
  auto list = list_proof();
  list.records[0] = record;
  CHECK(failed_list_step(print_list_proof(list)) == "step 1");
}

TEST_CASE("step 1: a consistent proof of another ledger under this ledger's name") {
  World other(domain::Clock::kReal, "kuboluk.example/other");
  auto proof = status_proof(accreditation("T-0001"), other);
  proof.ledger = world().info().id;
  CHECK(step_of(proof) == "step 1");
}

TEST_CASE("step 1: the checkpoint of another log that the reader trusts too") {
  const std::string origin = "kuboluk.example/other/0123456789abcdef/1";
  Reader reader;
  reader.policy = log::Policy::parse("log " + log::testing::log_signer(origin).vkey.text() + "\n" +
                                     world().policy_text())
                      .value();
  auto proof = status_proof(accreditation("T-0001"));
  const auto verify = [&]() -> std::string {
    const auto result = verify_status(reader.view(), print_status_proof(proof), std::nullopt, {});
    return result ? "accepted" : result.error().rule;
  };
  CHECK(verify() == "accepted");
  auto checkpoint = world().checkpoint();
  checkpoint.origin = origin;
  proof.anchor.inclusion.checkpoint = world().note_over(checkpoint, {{"cis", kNow}, {"mfa", kNow}});
  CHECK(verify() == "step 1");
}

TEST_CASE("step 3: a seal that bears another index than its place, even if everybody signed it") {
  auto proof = status_proof(accreditation("T-0001"));
  const auto sealed_as = [&](std::uint64_t index) {
    auto seal = domain::parse_entry(proof.anchor.seal).value();
    seal.index = index;
    proof.anchor.seal = domain::print_entry(seal);
    auto checkpoint = world().checkpoint();
    checkpoint.size = 1;
    checkpoint.root = log::leaf_hash(bytes_of(proof.anchor.seal));
    proof.anchor.inclusion = {
        {}, 0, {}, world().note_over(checkpoint, {{"cis", kNow}, {"mfa", kNow}})};
    return step_of(proof);
  };
  CHECK(sealed_as(0) == "accepted");
  CHECK(sealed_as(1) == "step 3");
}

TEST_CASE("step 2: a ledger that the reader's policy does not know (RELIABILITY 33)") {
  World other(domain::Clock::kReal, "kuboluk.example/other");
  CHECK(step_of(status_proof(accreditation("T-0001"), other)) == "step 2");
}

TEST_CASE("step 2: too few cosignatures, too many, one twice, one copied from another checkpoint") {
  CHECK(step_of(with_note(world().note({{"cis", kNow}}))) == "step 2");
  CHECK(step_of(with_note(world().note({}))) == "step 2");
  const auto object_of = [](const std::string& note) {
    const auto bytes = print_status_proof(with_note(note));
    return verify_status(Reader().view(), bytes, std::nullopt, {}).error().object;
  };
  CHECK(object_of(world().note({})) == kQuorumObject);
  CHECK(object_of(usual_note(world())) == "checkpoint");
  CHECK(step_of(with_note(usual_note(world()))) == "step 2");
  CHECK(step_of(with_note(world().note({{"cis", kNow}, {"cis", kNow - 1}}))) == "step 2");
  CHECK(step_of(with_note(world().note({{"cis", kNow}, {"mfa", kNow}}))) == "accepted");
  CHECK(step_of(with_note(world().note({{"mfa", kNow}, {"cis", kNow}}))) == "step 2");
  // RELIABILITY 33, 55: the cosignatures are over another text.
  auto note = crypto::parse_note(world().note({{"cis", kNow}, {"mfa", kNow}})).value();
  World other(domain::Clock::kReal, "kuboluk.example/other");
  const auto foreign = crypto::parse_note(other.note({{"cis", kNow}, {"mfa", kNow}})).value();
  note.signatures[2] = foreign.signatures[2];
  CHECK(step_of(with_note(crypto::print_note(note))) == "step 2");
}

TEST_CASE("step 3: an older seal, truly in the log, is never accepted under a newer checkpoint") {
  const auto& ledger = world().ledger();
  const auto size = world().size();
  auto proof = status_proof(accreditation("T-0002"));
  // The seal of the batch before the last: with it the revocation could be hidden.
  const auto old =
      std::get<domain::Seal>(domain::parse_entry(ledger.entry(size - 1).value()).value().body)
          .after -
      1;
  proof.anchor.seal = ledger.entry(old).value();
  CHECK(step_of(proof) == "step 3");
  proof.anchor.inclusion.index = old;
  proof.anchor.inclusion.hashes =
      log::inclusion_proof(log::TileHashReader(ledger, size), old, size).value();
  CHECK(step_of(proof) == "step 3");
}

TEST_CASE("step 3: a seal with another root, clock, or time is not the one in the log") {
  const auto proof = status_proof(accreditation("T-0001"));
  const auto changed = [&](std::string_view from, std::string_view to) {
    auto copy = proof;
    copy.anchor.seal = replaced(copy.anchor.seal, from, to);
    return step_of(copy);
  };
  CHECK(changed("clock real", "clock scenario") == "step 3");
  CHECK(changed("2026-07-15T05", "2026-07-15T06") == "step 3");
  CHECK(changed("after ", "after 1") == "step 3");
  CHECK(changed("status-root ", "status-roof ") == "step 3");
  CHECK(changed("ledger kuboluk", "ledger kubolux") == "step 1");
  auto event = proof;
  event.anchor.seal = world().ledger().entry(world().size() - 3).value();
  REQUIRE(event.anchor.seal.find("kuboluk/event/v1") != std::string::npos);
  CHECK(step_of(event) == "step 3");
}

TEST_CASE("step 4: a proof made for another number, election or question") {
  const auto bytes = status_bytes(accreditation("T-0001"));
  CHECK(failed_step(bytes, accreditation("T-0002")) == "step 4");
  CHECK(failed_step(bytes, accreditation("T-0001", kThere)) == "step 4");
  CHECK(failed_step(bytes, history("T-0001")) == "step 4");
  // Renamed in the file too: keys are computed from what is asked, so the record does not fit.
  CHECK(failed_step(replaced(bytes, "asked accreditation kg-test-1 T-0001",
                             "asked accreditation kg-test-1 T-0002")) == "step 4");
  CHECK(failed_step(replaced(bytes, "asked accreditation", "asked history")) == "step 4");
}

TEST_CASE("step 4: a record that lies") {
  auto proof = status_proof(accreditation("T-0002"));
  auto& record = *proof.parts.back().record;
  SECTION("another holder") {
    record = replaced(record, "person osce-002", "person osce-003");
  }
  SECTION("the revocation cut off") {
    record = replaced(record.substr(0, record.rfind("\nact ") + 1), "acts 2 ", "acts 1 ");
    REQUIRE(domain::parse_record(record).has_value());
  }
  CHECK(step_of(proof) == "step 4");
}

TEST_CASE("step 4: a closure with a part missing, doubled, foreign, or out of order") {
  const auto proof = status_proof(certificate("U-0003"));
  REQUIRE(proof.parts.size() == 4);  // election, ruleset, certificate, accreditation
  for (std::size_t i = 0; i < proof.parts.size(); ++i) {
    auto missing = proof;
    missing.parts.erase(missing.parts.begin() + static_cast<std::ptrdiff_t>(i));
    CHECK(step_of(missing) == "step 4");
    auto doubled = proof;
    doubled.parts.push_back(proof.parts[i]);
    CHECK(step_of(doubled) == "step 4");
    auto moved = proof;
    std::swap(moved.parts[i], moved.parts[(i + 1) % moved.parts.size()]);
    CHECK(step_of(moved) == "step 4");
  }
  auto foreign = proof;
  foreign.parts.push_back(status_proof(certificate("U-0004")).parts.back());
  CHECK(step_of(foreign) == "step 4");
}

TEST_CASE("step 4: the person's refused application or first accreditation left out") {
  const auto proof = status_proof(person("osce-013"));
  REQUIRE(proof.parts.size() == 7);  // election, ruleset, person, 2 applications, 2 accreditations
  for (std::size_t i = 0; i < proof.parts.size(); ++i) {
    auto missing = proof;
    missing.parts.erase(missing.parts.begin() + static_cast<std::ptrdiff_t>(i));
    CHECK(step_of(missing) == "step 4");
  }
}

TEST_CASE("step 4: absence and presence cannot be swapped, nor taken from another key") {
  auto present = status_proof(accreditation("T-0001"));
  const auto absent = status_proof(accreditation("T-9999"));
  REQUIRE_FALSE(absent.parts.back().record);
  auto denied = present;
  denied.parts.back().record.reset();
  denied.parts.back().path = absent.parts.back().path;
  CHECK(step_of(denied) == "step 4");
  auto renamed = absent;
  renamed.asked = accreditation("T-0001");
  renamed.parts.back().key = "accreditation/kg-test-1/T-0001";
  CHECK(step_of(renamed) == "step 4");
  auto another = absent;  // a true absence, of another number
  another.parts.back() = status_proof(accreditation("T-9998")).parts.back();
  CHECK(step_of(another) == "step 4");
  auto itself = denied;
  const auto hash = crypto::sha256(bytes_of(*present.parts.back().record));
  itself.parts.back().path = {
      false, log::MapPair{present.parts.back().key, Bytes(hash.begin(), hash.end())},
      present.parts.back().path.steps};
  CHECK(step_of(itself) == "step 4");
}

TEST_CASE("step 4: other elections only where the number is absent here, and only if it is there") {
  auto needless = status_proof(accreditation("T-0001"));
  needless.elsewhere = {"kg-test-2"};
  CHECK(step_of(needless) == "step 4");
  auto invented = status_proof(accreditation("T-9999"));
  invented.elsewhere = {"kg-test-2"};
  for (auto part : status_proof(accreditation("T-9999", kThere)).parts) {
    if (part.key.find("kg-test-2") != std::string::npos) invented.parts.push_back(part);
  }
  CHECK(step_of(invented) == "step 4");
  auto unsorted = status_proof(accreditation("T-0101"));
  unsorted.elsewhere = {"kg-test-2", "kg-test-2"};
  CHECK(step_of(unsorted) == "step 1");
  unsorted.elsewhere = {"kg-test-1"};
  CHECK(step_of(unsorted) == "step 1");
}

TEST_CASE("a builder does not join a state and a checkpoint of another size") {
  const auto policy = world().policy();
  World other;
  const auto before = other.note({{"cis", kNow}, {"mfa", kNow}});
  other.heartbeat("2026-02-02T00:00:00");
  const auto proof =
      build_status_proof(other.ledger(), other.policy(), before, accreditation("T-0001"), kNow, 0);
  CHECK(proof.error().rule == "X.PROOF");
  CHECK(build_list_proof(other.ledger(), other.policy(), before, kHere, kNow, 0).error().rule ==
        "X.PROOF");
  CHECK(
      build_status_proof(world().ledger(), policy, usual_note(world()), accreditation("?"), kNow, 0)
          .error()
          .rule == "X.FORM");
}

}  // namespace kuboluk::proof
