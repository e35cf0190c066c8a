#include "ledger/report/application.h"

#include "ledger/domain/acts/checks.h"
#include "ledger/domain/event.h"
#include "ledger/domain/ids.h"
#include "ledger/proof/status_proof.h"
#include "ledger/report/counts.h"

namespace kuboluk::report {
namespace {

using domain::Instant;
using domain::Record;
using domain::RecordAct;
using domain::TwoClocks;

std::string given(std::string_view value) {
  return value == domain::kNotGiven ? std::string() : std::string(value);
}

Instant asked_instant(const Source& source, TwoClocks clocks) {
  if (clocks.valid != domain::kEndOfTime) return clocks.valid;
  return {static_cast<std::int64_t>(source.policy.clock_s) * domain::kSecondMs};
}

Result<bool> has_application(const Source& source, const std::string& election,
                             std::string_view id) {
  const auto found = source.reader.record(domain::object_key("application", election, id));
  if (!found) return found.error();
  return found->has_value();
}

// The election that is meant: the one named, else the current one, else the newest that has it.
Result<ElectionFacts> choose_election(const Source& source, std::string_view id,
                                      std::string_view named, TwoClocks clocks) {
  const Error unknown{std::string(kUnknownRule), "election", "the ledger knows no such election"};
  if (!named.empty()) {
    if (!domain::is_body_id(named)) return Error{"X.FORM", "election", "this is no election id"};
    const auto found = election(source.reader, named);
    if (!found) return found.error();
    return *found ? Result<ElectionFacts>(**found) : Result<ElectionFacts>(unknown);
  }
  const auto all = elections(source.reader);
  if (!all) return all.error();
  const ElectionFacts* current = current_election(*all, asked_instant(source, clocks));
  if (current == nullptr) return unknown;
  const auto here = has_application(source, current->id, id);
  if (!here) return here.error();
  if (*here) return *current;
  for (const ElectionFacts& one : *all) {  // newest first
    const auto there = has_application(source, one.id, id);
    if (!there) return there.error();
    if (*there) return one;
  }
  return *current;
}

Result<void> put_answer(const Source& source, TwoClocks clocks, ApplicationReport& report) {
  const proof::Asked asked{proof::Question::kApplication, report.election.id, report.id};
  const auto built =
      proof::build_status_proof(source.reader, source.policy.policy, source.checkpoint_note, asked,
                                source.policy.clock_s, source.policy.skew_s);
  if (!built) return built.error();
  report.proof = proof::print_status_proof(*built);
  const auto verdict = proof::verify_status(source.policy, report.proof, asked, clocks);
  if (!verdict) return verdict.error();
  report.answer = verdict->answer();
  report.proof_path = "/proof/application/" + report.election.id + "/" + report.id;
  return {};
}

// Stages and times of the record at the two clocks.
void put_stages(const Record& record, TwoClocks clocks, ApplicationReport& report) {
  report.received_by = given(record.fact("received-by"));
  report.needs_forwarding = record.fact("forwarding") == "required";
  report.replaces = given(record.fact("replaces"));
  for (const RecordAct& act : record.acts) {
    if (!domain::holds(record, act, clocks)) continue;
    if (act.type == "application.submit") {
      report.filed = act.valid;
      report.filed_known = act.known;
    } else if (act.type == "application.forward") {
      report.forwarded = act.valid;
    } else if (act.type == "application.withdraw") {
      report.withdrawn = true;
    } else if (act.type == "accreditation.grant" || act.type == "accreditation.refuse") {
      if (!report.answered) report.answered = act.valid;
    }
  }
}

// Where one person stands on this application.
void put_person_stage(const Record& person, const std::string& application, TwoClocks clocks,
                      ApplicationPerson& into) {
  for (const RecordAct& act : person.acts) {
    if (act.change.word("application") != application) continue;
    if (!domain::holds(person, act, clocks)) continue;
    if (act.type == "accreditation.grant") {
      into.stage = "granted";
      into.accreditation_printed = domain::with_check_character(act.change.word("accreditation"));
    } else if (act.type == "accreditation.refuse" && into.stage != "granted") {
      into.stage = "refused";
    }
  }
}

Result<ApplicationPerson> read_person(const Source& source, const ApplicationReport& report,
                                      const std::string& id, TwoClocks clocks) {
  ApplicationPerson person;
  person.person = id;
  person.stage = report.withdrawn                               ? "withdrawn"
                 : report.forwarded || !report.needs_forwarding ? "applied"
                                                                : "at_mfa";
  const auto record =
      find_record(source.reader, domain::object_key("person", report.election.id, id));
  if (!record) return record.error();
  if (!record->has_value()) return person;
  person.citizenships = citizenships_of(**record, report.id);
  put_person_stage(**record, report.id, clocks, person);
  return person;
}

// The list as it was filed, from the act itself: an application's record holds only its size.
Result<void> put_persons(const Source& source, const Record& record, TwoClocks clocks,
                         ApplicationReport& report) {
  const RecordAct* filing = record.first_act("application.submit");
  if (filing == nullptr) return {};
  const auto parts = act_at(source.reader, filing->index);
  if (!parts) return parts.error();
  for (const domain::Event& part : *parts) {
    for (const domain::Line* line : part.all("person")) {
      auto person = read_person(source, report, line->values.front(), clocks);
      if (!person) return person.error();
      report.persons.push_back(std::move(*person));
    }
  }
  return {};
}

void put_age(Instant at, ApplicationReport& report) {
  if (report.answered || report.withdrawn || !report.filed || at < *report.filed) return;
  report.days_unanswered = (at.ms - report.filed->ms) / domain::kDayMs;
}

}  // namespace

Result<ApplicationReport> application(const Source& source, std::string_view id,
                                      std::string_view election, TwoClocks clocks) {
  if (!domain::is_number(id)) return Error{"X.FORM", "application", "this is no application id"};
  auto chosen = choose_election(source, id, election, clocks);
  if (!chosen) return chosen.error();
  ApplicationReport report;
  report.id = id;
  report.election = std::move(*chosen);
  const auto record =
      find_record(source.reader, domain::object_key("application", report.election.id, id));
  if (!record) return record.error();
  if (!record->has_value()) {
    return Error{std::string(kUnknownRule), "application", "the ledger knows no such application"};
  }
  auto sender = organisation(source.reader, (*record)->fact("organisation"));
  if (!sender) return sender.error();
  report.organisation = std::move(*sender);
  if (const auto put = put_answer(source, clocks, report); !put) return put.error();
  put_stages(**record, clocks, report);
  if (!report.filed) return report;
  put_age(asked_instant(source, clocks), report);
  auto acts = sign_history(source.reader, report.answer.history);
  if (!acts) return acts.error();
  report.acts = std::move(*acts);
  for (const SignedAct& act : report.acts) {
    const auto added = add_registered(source.reader, act.by, report.organisations);
    if (!added) return added.error();
  }
  if (const auto put = put_persons(source, **record, clocks, report); !put) return put.error();
  return report;
}

}  // namespace kuboluk::report
