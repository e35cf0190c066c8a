// DOMAIN.md 3.1(7): lists that add up, each number the size of a list.
#include <catch2/catch.hpp>
#include <random>

#include "ledger/report/counts.h"
#include "ledger/report/election_report.h"
#include "ledger/report/observer.h"
#include "tests/ledger/report/replayed_ledger.h"

namespace kuboluk::report::test {
namespace {

const std::string kParliament = "kg-2025-early-parliamentary";
const std::string kEdges = "kg-edge-cases";

ElectionReport report_of(const std::string& scenario, const std::string& election,
                         domain::TwoClocks clocks) {
  auto report = election_report(replayed(scenario).source(), election, clocks);
  REQUIRE(report.has_value());
  return *std::move(report);
}

std::uint64_t sum(const Tally& tally) {
  std::uint64_t all = 0;
  for (const auto& [verdict, count] : tally.by_verdict)
    all += count;
  return all;
}

template <class One>
std::uint64_t sum(const std::vector<One>& all) {
  std::uint64_t granted = 0;
  for (const One& one : all) {
    CHECK(sum(one.tally) == one.tally.granted);
    granted += one.tally.granted;
  }
  return granted;
}

// The list of that filter has as many rows as the number says.
void check_list(const std::string& scenario, const ElectionReport& report, const Tally& tally) {
  const auto list =
      accredited(replayed(scenario).source(), report.election.id, report.clocks, tally.filter);
  REQUIRE(list.has_value());
  CHECK(list->rows.size() == tally.granted);
}

void check_sums(const std::string& scenario, const ElectionReport& report) {
  CHECK(sum(report.all) == report.all.granted);
  CHECK(sum(report.by_decree) == report.all.granted);
  CHECK(sum(report.by_organisation) == report.all.granted);
  CHECK(report.numbers == report.all.granted + report.annulled);
  const std::uint64_t codes = sum(report.by_citizenship);
  CHECK(codes >= report.all.granted - report.without_citizenship + report.several_citizenships);
  const ElectionRecords records(replayed(scenario).source().reader, report.election.id);
  CHECK(*count_granted(records, {}, report.clocks) == report.all.granted);
  CHECK(*count_organisations(records, {}, report.clocks) == report.by_organisation.size());
  CHECK(*count_nationalities(records, {}, report.clocks) == report.by_citizenship.size());
  CHECK(*count_refused(records, {}, report.clocks) == report.refused.size());
  CHECK(*count_invitations(records, {}, report.clocks) == report.invitations);
}

}  // namespace

TEST_CASE("kg-2025: 378 = 29 + 42 + 56 + 170 + 81, in order of decree time") {
  const auto report = report_of(kParliament, "kg-jk-2025",
                                {local("2025-11-20T12:00:00+06:00"), domain::kEndOfTime});
  std::vector<std::uint64_t> parts;
  for (const DecreeTally& decree : report.by_decree)
    parts.push_back(decree.tally.granted);
  CHECK(parts == std::vector<std::uint64_t>{29, 42, 56, 170, 81});
  CHECK(report.all.granted == 378);
  CHECK(report.all.by_verdict.at(domain::Verdict::kActive) == 378);
  check_sums(kParliament, report);
}

TEST_CASE("revoked accreditations stay in the totals, under their own verdict") {
  const auto report = report_of(kParliament, "kg-jk-2025",
                                {local("2025-11-30T08:00:00+06:00"), domain::kEndOfTime});
  CHECK(report.all.granted == 378);
  CHECK(report.all.by_verdict.at(domain::Verdict::kRevoked) == 4);
  CHECK(report.all.by_verdict.at(domain::Verdict::kActive) == 374);
  for (const DecreeTally& decree : report.by_decree)
    check_list(kParliament, report, decree.tally);
  check_list(kParliament, report, report.by_organisation.front().tally);
  check_list(kParliament, report, report.by_citizenship.front().tally);
}

TEST_CASE("property: at any two instants the totals add up and equal a recount of the records") {
  std::mt19937_64 random(2025);
  for (const auto& [scenario, election, first] :
       {std::tuple{kParliament, std::string("kg-jk-2025"), local("2025-09-25T00:00:00+06:00")},
        std::tuple{kEdges, std::string("kg-test-1"), local("2026-04-01T00:00:00+06:00")}}) {
    for (int round = 0; round < 12; ++round) {
      const auto day = [&] { return static_cast<std::int64_t>(random() % 110) * domain::kDayMs; };
      const domain::TwoClocks clocks{{first.ms + day()}, {first.ms + day()}};
      check_sums(scenario, report_of(scenario, election, clocks));
    }
  }
}

TEST_CASE("a row of the list and the answer to its number are one verdict, at several instants") {
  for (const char* at :
       {"2026-05-02T12:00:00+06:00", "2026-06-02T12:00:00+06:00", "2026-06-14T12:00:00+06:00"}) {
    const domain::TwoClocks clocks{local(at), domain::kEndOfTime};
    const Source source = replayed(kEdges).source();
    const auto list = accredited(source, "kg-test-1", clocks, {});
    REQUIRE(list.has_value());
    for (const AccreditedRow& row : list->rows) {
      const auto answer = observer(source, {row.printed, "kg-test-1", clocks, false});
      REQUIRE(answer.has_value());
      CHECK(answer->answer.verdict == row.verdict);
      CHECK(answer->organisation.id == row.facts.organisation);
    }
  }
}

TEST_CASE("the legal clock: G2 leaves the third day in, and says what the other reading changes") {
  const auto report = report_of(kParliament, "kg-jk-2025",
                                {local("2025-11-26T12:00:00+06:00"), domain::kEndOfTime});
  const LegalClock& clock = report.clock;
  CHECK(clock.window == WindowState::kOpen);
  CHECK(domain::print_day(*clock.last_day) == "2025-11-27");
  CHECK(clock.closes == local("2025-11-28T00:00:00+06:00"));
  CHECK(clock.authority == AuthorityState::kRunning);
  REQUIRE(clock.next);
  CHECK(clock.next->kind == DeadlineKind::kWindowCloses);
  CHECK(clock.readings.size() == 14);
  REQUIRE(clock.others.front().gap == "G2");
  CHECK(domain::print_day(*clock.others.front().last_day) == "2025-11-26");
  const auto later = report_of(kParliament, "kg-jk-2025",
                               {local("2025-11-28T00:00:00+06:00"), domain::kEndOfTime});
  CHECK(later.clock.window == WindowState::kClosed);
}

}  // namespace kuboluk::report::test
