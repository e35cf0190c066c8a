// DESIGN.md 4, verifier step 7: one precedence table, tested for every pair; and its boundaries to
// the second.
#include <catch2/catch.hpp>

#include "ledger/proof/verify_steps.h"
#include "tests/ledger/proof/world.h"

namespace kuboluk::proof {
namespace {

using namespace kuboluk::proof::testing;
using domain::Verdict;

std::string answer(const Asked& asked, std::string_view valid, std::string_view known = "") {
  return std::string(to_text(verdict_of(asked, at(valid, known)).verdict()));
}

std::string with_clock(const Reader& reader, const Asked& asked, std::string_view valid) {
  return std::string(to_text(
      verify_status(reader.view(), status_bytes(asked), asked, at(valid)).value().verdict()));
}

constexpr std::string_view kMay = "2026-05-25T10:00:00";
constexpr std::string_view kVotingDay = "2026-06-14T09:00:00";
constexpr std::string_view kAfter = "2026-07-12T10:00:00";

}  // namespace

TEST_CASE("precedence: of two findings the earlier in the table decides, for every pair") {
  for (std::size_t strong = 0; strong < domain::kVerdictCount; ++strong) {
    for (std::size_t weak = strong; weak < domain::kVerdictCount; ++weak) {
      domain::Findings findings;
      findings.add(static_cast<Verdict>(weak));
      findings.add(static_cast<Verdict>(strong));
      CHECK(judge(findings, {}).verdict == static_cast<Verdict>(strong));
      CHECK_FALSE(judge(findings, {}).by_record);
    }
  }
}

TEST_CASE("precedence: doubt beats every finding but MISTYPED; age beats ACTIVE alone") {
  for (std::size_t i = 0; i < domain::kVerdictCount; ++i) {
    const auto found = static_cast<Verdict>(i);
    domain::Findings findings;
    findings.add(found);
    const auto doubted = judge(findings, {"why", ""});
    CHECK(doubted.verdict == (found == Verdict::kMistyped ? found : Verdict::kCannotTell));
    const auto old = judge(findings, {"", "old"});
    CHECK(old.verdict == (found == Verdict::kActive ? Verdict::kCannotTell : found));
    CHECK(old.by_record.has_value() == (found == Verdict::kActive));
    CHECK(old.why == (found == Verdict::kActive ? "old" : ""));
  }
}

TEST_CASE(
    "precedence in proofs: NO SUCH NUMBER over OTHER ELECTION, REVOKED, SUPERSEDED, EXPIRED, NOT "
    "YET") {
  CHECK(answer(accreditation("T-0101"), "2026-05-02T09:59:59") == "NO SUCH NUMBER");
  CHECK(answer(certificate("U-0009"), kVotingDay) ==
        "NO SUCH NUMBER");  // card replaced, decree annulled
  CHECK(answer(certificate("U-0009"), kAfter) == "NO SUCH NUMBER");
  CHECK(answer(certificate("U-0009"), kVotingDay, "2026-05-20T10:00:00") == "SUPERSEDED CARD");
  CHECK(answer(accreditation("T-0005"), "2026-05-01T10:59:59") == "NO SUCH NUMBER");
}

TEST_CASE("precedence in proofs: REFUSED over REVOKED, EXPIRED, ACTIVE of the same person") {
  CHECK(answer(person("osce-010"), kMay) == "REFUSED");
  CHECK(answer(accreditation("T-0010"), kMay) == "REVOKED");
  CHECK(answer(person("osce-010"), "2026-05-14T09:59:59") == "REVOKED");
  CHECK(answer(person("osce-012"), kAfter) == "EXPIRED");
  CHECK(answer(person("osce-012"), kMay) == "ACTIVE");
  CHECK(answer(accreditation("T-0012"), kMay) == "ACTIVE");
}

TEST_CASE("precedence in proofs: REVOKED over SUPERSEDED, EXPIRED, NOT YET") {
  CHECK(answer(certificate("U-0004"), kVotingDay) == "REVOKED");
  CHECK(answer(certificate("U-0004"), "2026-05-12T09:59:59") == "SUPERSEDED CARD");
  CHECK(answer(accreditation("T-0002"), kAfter) == "REVOKED");  // expiry does not hide a revocation
  CHECK(answer(accreditation("T-0006"), kMay) == "REVOKED");
  CHECK(answer(accreditation("T-0006"), "2026-05-12T09:59:59") == "NOT YET");
}

TEST_CASE("precedence in proofs: SUPERSEDED over EXPIRED, NOT YET, ACTIVE; EXPIRED over NOT YET") {
  CHECK(answer(certificate("U-0003"), kAfter) == "SUPERSEDED CARD");
  CHECK(answer(certificate("U-00039"), kAfter) == "EXPIRED");
  CHECK(answer(certificate("U-0007"), kMay) == "SUPERSEDED CARD");
  CHECK(answer(certificate("U-00079"), kMay) == "NOT YET");
  CHECK(answer(certificate("U-0003"), kVotingDay) == "SUPERSEDED CARD");
  CHECK(answer(accreditation("T-0011"), kVotingDay) == "NOT YET");
  CHECK(answer(accreditation("T-0011"), kAfter) == "EXPIRED");
}

TEST_CASE("precedence in proofs: CANNOT TELL over every answer of a record") {
  Reader reader;
  reader.skew_s = 0;
  reader.clock_s = kAsOf - 1;
  CHECK(with_clock(reader, accreditation("T-9999"), kVotingDay) == "CANNOT TELL");
  CHECK(with_clock(reader, accreditation("T-0101"), kVotingDay) == "CANNOT TELL");
  CHECK(with_clock(reader, person("osce-024"), kVotingDay) == "CANNOT TELL");
  CHECK(with_clock(reader, accreditation("T-0002"), kVotingDay) == "CANNOT TELL");
  CHECK(with_clock(reader, certificate("U-0003"), kVotingDay) == "CANNOT TELL");
  CHECK(with_clock(reader, accreditation("T-0001"), kAfter) == "CANNOT TELL");
  CHECK(with_clock(reader, accreditation("T-0005"), kMay) == "CANNOT TELL");
  CHECK(with_clock(reader, accreditation("T-0001"), kVotingDay) == "CANNOT TELL");
}

TEST_CASE("RELIABILITY 63: one second before, at and after each boundary of validity") {
  const auto t1 = accreditation("T-0001");
  SECTION("the grant") {
    CHECK(answer(t1, "2026-05-01T09:59:59") == "NO SUCH NUMBER");
    CHECK(answer(t1, "2026-05-01T10:00:00") == "ACTIVE");
    CHECK(answer(t1, "2026-05-01T10:00:01") == "ACTIVE");
  }
  SECTION("the grant as known") {
    CHECK(answer(t1, kVotingDay, "2026-05-01T09:59:59") == "NO SUCH NUMBER");
    CHECK(answer(t1, kVotingDay, "2026-05-01T10:00:00") == "ACTIVE");
    CHECK(answer(t1, kVotingDay, "2026-05-01T10:00:01") == "ACTIVE");
  }
  SECTION("authority begins later than the grant") {
    CHECK(answer(accreditation("T-0005"), "2026-05-31T23:59:59") == "NOT YET");
    CHECK(answer(accreditation("T-0005"), "2026-06-01T00:00:00") == "ACTIVE");
    CHECK(answer(accreditation("T-0005"), "2026-06-01T00:00:01") == "ACTIVE");
  }
  SECTION("authority ends with the day of publication") {
    CHECK(answer(t1, "2026-07-10T23:59:59") == "ACTIVE");
    CHECK(answer(t1, "2026-07-11T00:00:00") == "EXPIRED");
    CHECK(answer(t1, "2026-07-11T00:00:01") == "EXPIRED");
  }
  SECTION("the revocation, in effect and as known") {
    const auto t2 = accreditation("T-0002");
    CHECK(answer(t2, "2026-05-10T11:59:59") == "ACTIVE");
    CHECK(answer(t2, "2026-05-10T12:00:00") == "REVOKED");
    CHECK(answer(t2, "2026-05-10T12:00:01") == "REVOKED");
    CHECK(answer(t2, kVotingDay, "2026-05-10T17:29:59") == "ACTIVE");
    CHECK(answer(t2, kVotingDay, "2026-05-10T17:30:00") == "REVOKED");
    CHECK(answer(t2, kVotingDay, "2026-05-10T17:30:01") == "REVOKED");
  }
}

TEST_CASE("RELIABILITY 63: one second before, at and after the age limit and the reader's clock") {
  Reader reader;
  const auto ask = [&](std::uint64_t clock) {
    reader.clock_s = clock;
    return with_clock(reader, accreditation("T-0001"), kVotingDay);
  };
  SECTION("age limit") {
    CHECK(ask(kAsOf + reader.age_limit_s - 1) == "ACTIVE");
    CHECK(ask(kAsOf + reader.age_limit_s) == "ACTIVE");
    CHECK(ask(kAsOf + reader.age_limit_s + 1) == "CANNOT TELL");
  }
  SECTION("clock behind: the two cosignatures are of as-of and of 30 seconds later") {
    const auto newest = kAsOf + 30;
    CHECK(ask(newest - reader.skew_s - 1) == "CANNOT TELL");
    CHECK(ask(newest - reader.skew_s) == "ACTIVE");
    CHECK(ask(newest - reader.skew_s + 1) == "ACTIVE");
  }
}

}  // namespace kuboluk::proof
