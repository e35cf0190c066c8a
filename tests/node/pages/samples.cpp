#include "tests/node/pages/samples.h"

#include <array>

#include "ledger/domain/ids.h"

namespace kuboluk::pages::samples {

namespace {

using domain::Instant;
using domain::Verdict;

constexpr domain::Offset kOffset{360};
constexpr std::uint64_t kNow = 1'764'467'100;  // 2025-11-30T07:45:00+06:00

Instant at(std::string_view text) {
  return domain::parse_local_time(text)->instant;
}

proof::Confirmation confirmation() {
  proof::Confirmation from;
  from.ledger = "kuboluk.example/kg/5d41402abc4b2a76";
  from.origin = from.ledger + "/1";
  from.size = 1043;
  from.cosigners = {
      {"mfa", kNow - 180, false}, {"odihr", kNow - 170, false}, {"osce-pa", kNow - 160, false}};
  from.as_of = kNow - 180;
  from.age_s = 180;
  from.seal_known = {static_cast<std::int64_t>(kNow - 200) * 1000};
  return from;
}

proof::LawFacts law() {
  proof::LawFacts facts;
  facts.ruleset = "KR-REG-197+CL-68@1";
  facts.runnable = true;
  facts.offset = kOffset;
  facts.merge_delay_s = 60;
  return facts;
}

report::ElectionFacts election_facts(const Authored& authored) {
  report::ElectionFacts facts;
  facts.id = "kg-jk-2025";
  facts.titles = {{"ru", authored.title}};
  facts.kind = "parliamentary-early";
  facts.voting_day = domain::parse_day("2025-11-30");
  facts.ruleset = "KR-REG-197+CL-68@1";
  facts.offset = kOffset;
  return facts;
}

report::OrganisationFacts organisation_facts(const Authored& authored) {
  return {"odihr", {{"ru", authored.organisation}}, "igo", ""};
}

proof::AccreditationFacts facts(const std::string& number) {
  return {number,
          "odihr-041",
          "odihr",
          "APP-odihr-3",
          "D-2025-11-12",
          "UD-" + number,
          at("2025-11-12T15:00:00+06:00"),
          std::nullopt};
}

proof::DecisiveAct decisive(Verdict verdict, const Authored& authored) {
  proof::DecisiveAct act;
  act.index = 1042;
  act.valid = at("2025-11-21T12:00:00+06:00");
  act.known = at("2025-11-21T17:30:00+06:00");
  act.paragraph = "KR.R4.7";
  act.type = "accreditation.revoke";
  act.ground = "KR.R4.7";
  act.limb = "application-by-organisation";
  act.reason = authored.reason;
  if (verdict == Verdict::kRefused) {
    act.type = "accreditation.refuse";
    act.ground = "KR.R3.10(2)";
    act.limb.clear();
  } else if (verdict == Verdict::kSuperseded) {
    act.type = "certificate.reissue";
    act.paragraph = "KR.R3.5";
    act.ground.clear();
    act.limb.clear();
  }
  return act;
}

report::SignedAct signed_act(std::string type, const Authored& authored) {
  report::SignedAct act;
  act.act.index = 1042;
  act.act.type = std::move(type);
  act.act.paragraph = "KR.R4.7";
  act.act.valid = at("2025-11-21T12:00:00+06:00");
  act.act.known = at("2025-11-21T17:30:00+06:00");
  act.act.reason = authored.reason;
  act.act.words = {{"decree", "V-KG25-0188"}, {"limb", "application-by-organisation"}};
  act.act.undone = act.act.type == "accreditation.revoke";
  act.by = "cec";
  act.key = "cec.kuboluk.example/author/1";
  act.confirmed = {1044, at("2025-11-21T17:30:05+06:00")};
  return act;
}

std::string number_of(std::size_t i) {
  std::string digits = std::to_string(i + 1);
  return "KG25-" + std::string(4 - digits.size(), '0') + digits;
}

report::Tally tally(std::uint64_t granted, const std::string& decree) {
  report::Tally result;
  result.granted = granted;
  result.by_verdict = {{Verdict::kActive, granted - 2}, {Verdict::kRevoked, 2}};
  result.filter.decree = decree;
  return result;
}

void put_clock(report::LegalClock& clock, const std::string& ruleset) {
  clock.at = {static_cast<std::int64_t>(kNow) * 1000};
  clock.offset = kOffset;
  clock.window = report::WindowState::kClosed;
  clock.opens = at("2025-09-30T00:00:00+06:00");
  clock.closes = at("2025-11-28T00:00:00+06:00");
  clock.window_rule = "KR.R3.7";
  clock.authority = report::AuthorityState::kRunning;
  clock.authority_rule = "KR.R3.8";
  clock.first_authority = at("2025-10-24T15:00:00+06:00");
  clock.ruleset = ruleset;
  clock.deadlines = {{report::DeadlineKind::kWindowOpens, clock.opens},
                     {report::DeadlineKind::kWindowCloses, *clock.closes},
                     {report::DeadlineKind::kVoting, at("2025-11-30T00:00:00+06:00")},
                     {report::DeadlineKind::kRepeatVoting, at("2025-12-14T00:00:00+06:00")},
                     {report::DeadlineKind::kAuthorityEnds, at("2025-12-11T00:00:00+06:00")}};
  clock.next = clock.deadlines[2];
  const auto rulesets = domain::built_in_rulesets();
  clock.readings = rulesets.find_by_name(ruleset)->readings;
  report::OtherReading excluded;
  excluded.gap = "G2";
  excluded.choice = "third-day-excluded";
  excluded.applies = true;
  excluded.closes = at("2025-11-27T00:00:00+06:00");
  excluded.affected = 81;
  report::OtherReading ends;
  ends.gap = "G4";
  ends.choice = "repeat-voting-ends";
  clock.others = {excluded, ends};
}

// Sections that need a verdict of their own.
void shape(report::ObserverReport& report, Verdict verdict, const Authored& authored) {
  auto& answer = report.answer;
  if (verdict == Verdict::kRevoked || verdict == Verdict::kRefused ||
      verdict == Verdict::kSuperseded) {
    answer.decisive = decisive(verdict, authored);
  }
  if (verdict == Verdict::kSuperseded) answer.superseded_by = "UD-0421";
  if (verdict == Verdict::kExpired) {
    answer.accreditation.until = at("2025-12-11T00:00:00+06:00");
  }
  if (verdict == Verdict::kCannotTell) {
    answer.verdict_by_record = Verdict::kActive;
    answer.confirmation->as_of = kNow - 93'600;
    answer.confirmation->age_s = 93'600;
    answer.cannot_tell = "the data is 93600 seconds old; the reader's limit is 86400";
  }
  if (verdict == Verdict::kOtherElection) {
    report.others = {election_facts(authored)};
    report.others[0].id = "kg-local-2024";
  }
  if (verdict == Verdict::kNoSuchNumber || verdict == Verdict::kOtherElection ||
      verdict == Verdict::kMistyped) {
    answer.accreditation = {};
    report.organisation = {};
    report.certificate_printed.clear();
  }
  if (verdict == Verdict::kMistyped) {
    answer.confirmation.reset();
    report.proof_path.clear();
    report.typed = "KG25-0128-M";
    report.number_printed = report.typed;
  }
}

}  // namespace

Authored hostile() {
  return {std::string(kHostile), std::string(kHostile), std::string(kHostile)};
}

Context context(speech::Language language, const Authored& authored) {
  Context result;
  result.language = language;
  result.path = "/o/KG25-0128-L?election=kg-jk-2025";
  result.node = "cec";
  result.offset = kOffset;
  result.now_s = kNow;
  result.confirmation = confirmation();
  result.bodies = {{"odihr", organisation_facts(authored)}};
  return result;
}

report::ObserverReport observer(Verdict verdict, const Authored& authored) {
  report::ObserverReport report;
  report.typed = "kg25-0128-l";
  report.number_printed = "KG25-0128-L";
  report.answer.verdict = verdict;
  report.answer.asked = {proof::Question::kAccreditation, "kg-jk-2025", "KG25-0128"};
  report.answer.accreditation = facts("KG25-0128");
  report.answer.law = law();
  report.answer.confirmation = confirmation();
  report.election = election_facts(authored);
  report.election_chosen = true;
  report.organisation = organisation_facts(authored);
  report.certificate_printed = "UD-0128-7";
  report.proof_path = "/proof/accreditation/kg-jk-2025/KG25-0128";
  report.history = {
      signed_act("application.submit", authored), signed_act("accreditation.grant", authored),
      signed_act("accreditation.revoke", authored), signed_act("court.decision", authored)};
  shape(report, verdict, authored);
  return report;
}

report::ElectionReport election(const Authored& authored) {
  report::ElectionReport report;
  report.election = election_facts(authored);
  report.all = tally(378, "");
  report.numbers = 379;
  report.annulled = 1;
  constexpr std::array<std::uint64_t, 5> kDecrees = {29, 42, 56, 170, 81};
  for (std::size_t i = 0; i < kDecrees.size(); ++i) {
    const std::string decree = "D-2025-11-0" + std::to_string(i + 1);
    report.by_decree.push_back({decree, at("2025-11-12T15:00:00+06:00"),
                                at("2025-11-12T15:00:09+06:00"), 100 + i,
                                tally(kDecrees[i], decree)});
  }
  for (std::size_t i = 0; i < 50; ++i) {
    auto facts_of = organisation_facts(authored);
    facts_of.id += "-" + std::to_string(i);
    report.by_organisation.push_back({facts_of, tally(9 + i, "")});
    report.by_citizenship.push_back(
        {"A" + std::string(1, static_cast<char>('A' + i % 26)), tally(9 + i, "")});
    report.silent.push_back(facts_of);
    report.invited.push_back(facts_of);
  }
  report.declined = {organisation_facts(authored)};
  report.several_citizenships = 3;
  report.without_citizenship = 1;
  for (std::size_t i = 0; i < 14; ++i) {
    report.refused.push_back({"so-" + std::to_string(i), "APP-so-1", "odihr", "R-1", 300,
                              at("2025-11-19T15:00:00+06:00"), at("2025-11-19T15:00:09+06:00"),
                              "KR.R3.10(2)", authored.reason});
  }
  report.organisations = {{"odihr", organisation_facts(authored)}};
  put_clock(report.clock, report.election.ruleset);
  report.confirmation = confirmation();
  report.law = law();
  report.cannot_tell = "the data is too old";
  report.proof_path = "/list/accreditation/kg-jk-2025";
  return report;
}

report::AccreditedReport accredited(std::size_t rows, const Authored& authored) {
  report::AccreditedReport report;
  report.election = election_facts(authored);
  for (std::size_t i = 0; i < rows; ++i) {
    report::AccreditedRow row;
    row.facts = facts(number_of(i));
    row.printed = domain::with_check_character(row.facts.number);
    row.verdict = static_cast<Verdict>(i % domain::kVerdictCount);
    report.rows.push_back(row);
  }
  report.numbers = rows;
  report.granted = rows;
  report.organisations = {{"odihr", organisation_facts(authored)}};
  report.filter.organisation = "odihr";
  report.filter.verdict = Verdict::kActive;
  report.confirmation = confirmation();
  report.law = law();
  report.proof_path = "/list/accreditation/kg-jk-2025";
  return report;
}

report::RevocationsReport revocations(std::size_t count, const Authored& authored) {
  report::RevocationsReport report;
  report.election = election_facts(authored);
  for (std::size_t i = 0; i < count; ++i) {
    report::Revocation one;
    one.number = number_of(i);
    one.printed = domain::with_check_character(one.number);
    one.organisation = "odihr";
    one.decree = "V-" + one.number;
    one.by = "cec";
    one.index = 900 + i;
    one.decided = at("2025-11-21T12:00:00+06:00");
    one.recorded = at(i % 3 == 0   ? "2025-11-21T17:30:00+06:00"
                      : i % 3 == 1 ? "2025-11-21T12:00:00+06:00"
                                   : "2025-11-20T12:00:00+06:00");
    one.confirmed = {1000 + i, one.recorded};
    one.paragraph = "KR.R4.7";
    one.ground = "KR.R4.7";
    one.limb = "violation";
    one.reason = authored.reason;
    if (i % 2 == 0) {
      one.stands = false;
      one.undone_by = {{950 + i, "court.decision", "court", "X.COURT", one.decided, one.recorded,
                        "ex_tunc", authored.reason}};
    }
    report.revocations.push_back(one);
    report.replaced.push_back({one.printed, "odihr", "UD-1-A", "UD-2-B", 950, one.decided,
                               one.recorded, one.confirmed, "cec", "KR.R3.5", authored.reason});
  }
  report.standing = count / 2;
  report.organisations = {{"odihr", organisation_facts(authored)}};
  report.confirmation = confirmation();
  report.law = law();
  report.proof_path = "/list/accreditation/kg-jk-2025";
  return report;
}

report::ApplicationReport application(const Authored& authored) {
  report::ApplicationReport report;
  report.id = "APP-odihr-3";
  report.election = election_facts(authored);
  report.organisation = organisation_facts(authored);
  report.answer.stage = "at_mfa";
  report.answer.confirmation = confirmation();
  report.filed = at("2025-11-10T12:00:00+06:00");
  report.filed_known = at("2025-11-10T12:00:09+06:00");
  report.received_by = "mfa";
  report.needs_forwarding = true;
  report.replaces = "KG25-0001-X";
  report.days_unanswered = 19;
  for (std::size_t i = 0; i < 170; ++i) {
    report.persons.push_back({"odihr-" + std::to_string(i),
                              {"AT"},
                              "applied",
                              i % 2 == 0 ? "" : domain::with_check_character(number_of(i))});
  }
  for (int i = 0; i < 20; ++i)
    report.acts.push_back(signed_act("application.supplement", authored));
  report.proof_path = "/proof/application/kg-jk-2025/APP-odihr-3";
  return report;
}

report::LogReport log(const Authored& authored) {
  report::LogReport report;
  report.size = 1043;
  report.offset = kOffset;
  constexpr std::array<std::string_view, 5> kKinds = {"accreditation", "application", "decree",
                                                      "organisation", "election"};
  for (std::uint64_t i = 0; i < report::kLogRows; ++i) {
    report::LogRow row;
    row.index = 1042 - i;
    row.known = at("2025-11-21T17:30:00+06:00");
    row.type = i % 5 == 0 ? "seal" : "accreditation.grant";
    row.by = "cec";
    row.election = "kg-jk-2025";
    row.object_kind = std::string(kKinds[i % kKinds.size()]);
    row.object = "KG25-0128";
    if (row.object_kind == "organisation") row.object = "odihr";
    if (row.object_kind == "election") row.object = "kg-jk-2025";
    if (i % 4 == 0) row.by = "odihr";
    row.persons = i;
    row.part = i % 7 == 0 ? "2/5" : "";
    report.rows.push_back(row);
  }
  report.organisations = {{"odihr", organisation_facts(authored)}};
  report.elections = {{"kg-jk-2025", election_facts(authored)}};
  report.older = 950;
  report.newer = 1043;
  return report;
}

NodeView node() {
  NodeView view;
  view.status.me = "cec";
  view.status.phase = "catching up";
  view.status.waiting = "a quorum must cosign size 1045";
  view.status.position.size = 1043;
  view.status.proposed = 1045;
  view.status.behind = 2;
  view.status.pending_acts = 4;
  view.status.quorum_present = 3;
  view.status.may_sign = true;
  view.status.peers = {{"mfa", true, 1043, at("2025-11-30T07:42:00+06:00")},
                       {"odihr", false, 900, std::nullopt}};
  core::LastRefusal refusal;
  refusal.by = "odihr";
  refusal.size = 1040;
  refusal.index = 1039;
  refusal.rule = "KR.R3.7";
  refusal.expected = "inside the window";
  refusal.got = "2025-11-28";
  refusal.time = at("2025-11-28T09:00:00+06:00");
  view.status.refusals = {refusal};
  view.role = "sequencer";
  view.ledger = "kuboluk.example/kg/5d41402abc4b2a76";
  view.ruleset = "KR-REG-197+CL-68@1";
  view.quorum_needed = "3 of 4";
  view.disk_used_bytes = 48'000'000;
  view.disk_free_bytes = 12'000'000'000;
  view.external = {{"witness.example/w1", 1040, at("2025-11-30T07:40:00+06:00")},
                   {"witness.example/w2", std::nullopt, std::nullopt}};
  return view;
}

Home home(const Authored& authored) {
  return {{{"kg-jk-2025", authored.title, domain::parse_day("2025-11-30")},
           {"kg-local-2024", "", std::nullopt}},
          "kg-jk-2025",
          ""};
}

std::vector<NamedPage> all_pages(const Pages& pages, speech::Language language,
                                 const Authored& authored) {
  const Context own = context(language, authored);
  std::vector<NamedPage> all;
  all.push_back({"home", pages.home_page(own, home(authored))});
  for (std::size_t i = 0; i < domain::kVerdictCount; ++i) {
    const auto verdict = static_cast<Verdict>(i);
    all.push_back({"observer-" + std::string(domain::to_key(verdict)),
                   pages.observer_page(own, observer(verdict, authored))});
  }
  Context training = own;
  training.training = true;
  auto asked = observer(Verdict::kActive, authored);
  asked.answer.clocks = {at("2025-11-22T12:00:00+06:00"), at("2025-11-21T10:00:00+06:00")};
  all.push_back({"observer-clocks", pages.observer_page(training, asked)});
  all.push_back({"history", pages.history_page(own, observer(Verdict::kRevoked, authored))});
  all.push_back({"election", pages.election_page(own, election(authored))});
  all.push_back({"accredited", pages.accredited_page(own, accredited(378, authored))});
  all.push_back({"accredited-empty", pages.accredited_page(own, accredited(0, authored))});
  all.push_back({"revocations", pages.revocations_page(own, revocations(42, authored))});
  all.push_back({"revocations-none", pages.revocations_page(own, revocations(0, authored))});
  all.push_back({"application", pages.application_page(own, application(authored))});
  all.push_back({"log", pages.log_page(own, log(authored))});
  all.push_back({"node", pages.node_page(own, node())});
  for (int i = 0; i <= static_cast<int>(Problem::kStorage); ++i) {
    all.push_back({"problem-" + std::to_string(i),
                   pages.problem_page(own, 404, static_cast<Problem>(i), authored.reason)});
  }
  return all;
}

}  // namespace kuboluk::pages::samples
