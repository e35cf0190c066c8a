// Reports of single numbers, revocations, applications, changes and differences.
#include <catch2/catch.hpp>
#include <set>

#include "ledger/report/application.h"
#include "ledger/report/changes.h"
#include "ledger/report/difference.h"
#include "ledger/report/log_report.h"
#include "ledger/report/observer.h"
#include "ledger/report/revocations.h"
#include "tests/ledger/report/replayed_ledger.h"

namespace kuboluk::report::test {
namespace {

using domain::Verdict;

const std::string kParliament = "kg-2025-early-parliamentary";
const std::string kEdges = "kg-edge-cases";

ObserverReport asked(const std::string& scenario, ObserverQuestion question) {
  auto report = observer(replayed(scenario).source(), question);
  REQUIRE(report.has_value());
  return *std::move(report);
}

domain::TwoClocks at(const char* time) {
  return {local(time), domain::kEndOfTime};
}

}  // namespace

TEST_CASE("a number as typed: check character, small letters, a card's number") {
  const auto clocks = at("2025-11-30T08:00:00+06:00");
  const auto plain = asked(kParliament, {"KG25-0128", "kg-jk-2025", clocks, false});
  CHECK(plain.answer.verdict == Verdict::kActive);
  CHECK(plain.number_printed == "KG25-0128-L");
  CHECK(asked(kParliament, {"kg25-0128-l", "kg-jk-2025", clocks, false}).answer.verdict ==
        Verdict::kActive);
  const auto wrong = asked(kParliament, {"KG25-0128-M", "kg-jk-2025", clocks, false});
  CHECK(wrong.answer.verdict == Verdict::kMistyped);
  CHECK(wrong.proof.empty());
  const auto card =
      asked(kParliament, {plain.answer.accreditation.certificate, "kg-jk-2025", clocks, false});
  CHECK(card.by_certificate);
  CHECK(card.answer.verdict == Verdict::kActive);
  CHECK(card.answer.accreditation.number == "KG25-0128");
}

TEST_CASE("an unknown number is an answer with its proof; an unknown election is none") {
  const auto clocks = at("2025-11-30T08:00:00+06:00");
  const auto unknown = asked(kParliament, {"KG25-9999", "kg-jk-2025", clocks, false});
  CHECK(unknown.answer.verdict == Verdict::kNoSuchNumber);
  CHECK_FALSE(unknown.proof.empty());
  const Source source = replayed(kParliament).source();
  CHECK(observer(source, {"KG25-0128", "kg-none", clocks, false}).error().rule == kUnknownRule);
  CHECK(observer(source, {"no number!", "kg-jk-2025", clocks, false}).error().rule == "X.FORM");
}

TEST_CASE("who was refused has no number: the person's id answers REFUSED; nobody else's does") {
  const auto clocks = at("2026-05-01T10:00:00+06:00");
  const auto refused = asked(kEdges, {"b1", "kg-test-1", clocks, false});
  CHECK(refused.answer.verdict == Verdict::kRefused);
  CHECK(refused.answer.asked.question == proof::Question::kPerson);
  CHECK(refused.answer.decisive->ground == "KR.CL10.1");
  CHECK(refused.number_printed == "b1");
  CHECK(refused.proof_path == "/proof/person/kg-test-1/b1");
  CHECK(asked(kEdges, {"B1", "kg-test-1", clocks, false}).answer.verdict == Verdict::kRefused);
  const auto before = at("2026-04-11T10:00:00+06:00");
  for (const ObserverQuestion& other : {ObserverQuestion{"b1", "kg-test-1", before, false},
                                        {"a2", "kg-test-1", clocks, false},
                                        {"b1", "kg-test-1", clocks, true},
                                        {"b1", "kg-test-2", clocks, false}}) {
    const auto report = asked(kEdges, other);
    CHECK(report.answer.verdict == Verdict::kNoSuchNumber);
    CHECK(report.answer.asked.question != proof::Question::kPerson);
  }
}

TEST_CASE("a bare number asks the election to come, else the latest") {
  std::vector<ElectionFacts> all(3);
  all[0].id = "past";
  all[0].voting_day = domain::parse_day("2024-11-17");
  all[1].id = "near";
  all[1].voting_day = domain::parse_day("2025-11-30");
  all[2].id = "far";
  all[2].voting_day = domain::parse_day("2027-01-24");
  const auto current = [&](const char* time) { return current_election(all, local(time))->id; };
  CHECK(current("2025-01-01T00:00:00+06:00") == "near");
  CHECK(current("2025-11-30T23:00:00+00:00") == "near");
  CHECK(current("2025-12-01T12:00:00+00:00") == "far");
  CHECK(current("2028-01-01T00:00:00+06:00") == "far");
  all[2].stands = false;
  CHECK(current("2028-01-01T00:00:00+06:00") == "near");
  CHECK(current_election({}, local("2028-01-01T00:00:00+06:00")) == nullptr);
}

TEST_CASE("history names who signed each act and where it was confirmed") {
  const auto report =
      asked(kParliament, {"KG25-0188", "kg-jk-2025", at("2025-11-30T08:00:00+06:00"), true});
  REQUIRE(report.history.size() == 5);
  CHECK(report.history.front().act.type == "application.submit");
  CHECK(report.history.back().by == "cec");
  for (const SignedAct& act : report.history)
    CHECK(act.confirmed.size > act.act.index);
}

TEST_CASE("DOMAIN.md 6: revocations that a court undid stay listed and stand no more") {
  const auto report =
      revocations(replayed(kEdges).source(), "kg-test-1", at("2026-06-14T12:00:00+06:00"));
  REQUIRE(report.has_value());
  const auto find = [&](const char* number) {
    for (const Revocation& one : report->revocations) {
      if (one.number == number) return one;
    }
    FAIL(number);
    return Revocation();
  };
  const Revocation undone = find("T-0002");
  CHECK_FALSE(undone.stands);
  REQUIRE(undone.undone_by.size() == 1);
  CHECK(undone.undone_by.front().by == "court");
  CHECK(undone.undone_by.front().effect == "ex_tunc");
  CHECK(find("T-0001").stands);
  CHECK(find("T-0003").limb == "application-by-observer");
  CHECK(report->replaced.size() == 2);
  const auto before =
      revocations(replayed(kEdges).source(), "kg-test-1",
                  {local("2026-06-14T12:00:00+06:00"), local("2026-06-02T12:00:00+06:00")});
  REQUIRE(before.has_value());
  CHECK(before->revocations.size() == 2);
  CHECK(before->standing == 2);
}

TEST_CASE("what a station could have known: recorded after it took effect") {
  const auto report =
      revocations(replayed(kParliament).source(), "kg-jk-2025", at("2025-11-30T08:00:00+06:00"));
  REQUIRE(report.has_value());
  REQUIRE(report->revocations.size() == 4);
  const Revocation& first = report->revocations.front();
  CHECK(first.number == "KG25-0188");
  CHECK(first.unknowable_ms() == 5 * domain::kHourMs + domain::kHourMs / 2);
  CHECK(first.confirmed.size > first.index);
}

TEST_CASE("G1: the age of an application is measured while nobody answered it") {
  const Source source = replayed(kParliament).source();
  const auto answered =
      asked(kParliament, {"KG25-0128", "kg-jk-2025", at("2025-11-30T08:00:00+06:00"), false});
  const std::string id = answered.answer.accreditation.application;
  const auto late = application(source, id, "", at("2025-11-30T08:00:00+06:00"));
  REQUIRE(late.has_value());
  CHECK(late->answered.has_value());
  CHECK_FALSE(late->days_unanswered);
  CHECK_FALSE(late->persons.empty());
  const domain::Instant filed = *late->filed;
  const auto early = application(source, id, "kg-jk-2025",
                                 {{filed.ms + 2 * domain::kDayMs}, {filed.ms + domain::kDayMs}});
  REQUIRE(early.has_value());
  CHECK(early->days_unanswered == 2);
  CHECK(application(source, "APP-none-1", "", at("2025-11-30T08:00:00+06:00")).error().rule ==
        kUnknownRule);
}

TEST_CASE("changes are resumable by log index and lose or repeat nothing") {
  const Source source = replayed(kEdges).source();
  const auto whole = changes(source, "kg-test-1", 0);
  REQUIRE(whole.has_value());
  REQUIRE(whole->items.size() > 8);
  std::vector<std::uint64_t> piecewise;
  for (const StatusChange& item : whole->items) {
    const auto rest = changes(source, "kg-test-1", item.index);
    REQUIRE(rest.has_value());
    piecewise.push_back(rest->items.front().index);
    CHECK(item.confirmed.size > item.index);
  }
  std::vector<std::uint64_t> all;
  for (const StatusChange& item : whole->items)
    all.push_back(item.index);
  CHECK(piecewise == all);
  CHECK(std::set<std::uint64_t>(all.begin(), all.end()).size() == all.size());
  CHECK(whole->next == whole->size);
  CHECK(changes(source, "kg-test-1", whole->next)->items.empty());
}

TEST_CASE("the log: newest first, or from an index on") {
  const Source source = replayed(kEdges).source();
  const auto newest = log_report(source, std::nullopt, 5);
  REQUIRE(newest.has_value());
  REQUIRE(newest->rows.size() == 5);
  CHECK(newest->rows.front().index == newest->size - 1);
  CHECK(newest->rows.front().type == "seal");
  const auto first = log_report(source, 0, 2);
  REQUIRE(first.has_value());
  CHECK(first->rows.front().type == "ledger.genesis");
  CHECK(first->newer == 2);
  CHECK(log_report(source, newest->size, 5)->rows.empty());
}

TEST_CASE(
    "who signed and what an act is about come with the names of org.register and of the call") {
  const Source source = replayed(kParliament).source();
  const auto history =
      asked(kParliament, {"KG25-0188", "kg-jk-2025", at("2025-11-30T08:00:00+06:00"), true});
  const std::string sender = history.history.front().by;
  REQUIRE(history.organisations.contains(sender));
  CHECK_FALSE(text_in(history.organisations.at(sender).names, "ru").empty());
  CHECK_FALSE(history.organisations.contains("cec"));  // a body of the law: words of the catalogue
  const auto log = log_report(source, 0, kLogRowsMax);
  REQUIRE(log.has_value());
  std::size_t named = 0;
  for (const LogRow& row : log->rows) {
    if (row.object_kind == "organisation") named += log->organisations.count(row.object);
    if (row.object_kind == "election") CHECK(log->elections.contains(row.object));
  }
  CHECK(named > 20);
  CHECK(text_in(log->elections.at("kg-jk-2025").titles, "ru") != "");
  Organisations all;
  REQUIRE(add_registered(source.reader, "odihr", all).has_value());
  REQUIRE(add_registered(source.reader, "cec", all).has_value());
  REQUIRE(add_registered(source.reader, "", all).has_value());
  REQUIRE(add_registered(source.reader, "../x", all).has_value());
  CHECK(all.size() == 1);
}

TEST_CASE("the difference of two states: new, revoked, restored, card replaced") {
  const Source source = replayed(kEdges).source();
  const auto rows = [&](const char* known) {
    const auto list =
        accredited(source, "kg-test-1", {local("2026-06-14T12:00:00+06:00"), local(known)}, {});
    REQUIRE(list.has_value());
    return list->rows;
  };
  const auto kinds = [](const std::vector<Difference>& all, std::string_view number) {
    for (const Difference& one : all) {
      if (one.number == number) return one.kinds;
    }
    return std::set<DifferenceKind>();
  };
  const auto none = rows("2026-04-02T12:00:00+06:00");
  const auto before = rows("2026-06-02T12:00:00+06:00");
  const auto after = rows("2026-06-14T12:00:00+06:00");
  CHECK(difference(before, before).empty());
  CHECK(kinds(difference(none, before), "T-0003") == std::set{DifferenceKind::kNew});
  CHECK(kinds(difference(before, after), "T-0002") == std::set{DifferenceKind::kRestored});
  CHECK(kinds(difference(before, after), "T-0003").contains(DifferenceKind::kRevoked));
  CHECK(kinds(difference(after, none), "T-0003") == std::set{DifferenceKind::kAnnulled});
}

}  // namespace kuboluk::report::test
