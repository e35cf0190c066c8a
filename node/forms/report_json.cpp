#include "node/forms/report_json.h"

#include <boost/json.hpp>

#include "ledger/domain/ids.h"
#include "node/forms/answer_json.h"
#include "node/forms/json_values.h"
#include "node/forms/names_json.h"
#include "node/forms/words.h"

namespace kuboluk::forms {

namespace json = boost::json;

namespace {

json::array signed_history(const std::vector<report::SignedAct>& acts, const proof::LawFacts& law,
                           const domain::Rulesets& rulesets) {
  std::vector<proof::HistoryAct> plain;
  for (const report::SignedAct& act : acts)
    plain.push_back(act.act);
  json::array out = history_json(plain, law, rulesets);
  for (std::size_t i = 0; i < acts.size(); ++i) {
    json::object& act = out[i].as_object();
    act["by"] = acts[i].by;
    act["key"] = acts[i].key;
    act["confirmed"] = confirmed_json(acts[i].confirmed);
  }
  return out;
}

json::array texts_array(const std::vector<std::string>& texts) {
  return json::array(texts.begin(), texts.end());
}

// What accredited, revocations and election have in common, first.
void put_head(json::object& out, std::string_view kind, const report::ElectionFacts& election,
              domain::TwoClocks clocks, const std::string& cannot_tell) {
  out["kind"] = kind;
  out["verdict"] = cannot_tell.empty() ? "holds" : "cannot_tell";
  out["exit"] = cannot_tell.empty() ? kExitHolds : kExitCannotTell;
  out["cannot_tell"] = or_null(cannot_tell);
  out["election"] = election.id;
  out["election_facts"] = election_facts_json(election);
  out["at"] = valid_time(clocks.valid, election.offset);
  out["known"] = known_time(clocks.known);
}

json::object row_json(const report::AccreditedRow& row, const proof::LawFacts& law,
                      const domain::Rulesets& rulesets) {
  json::object out;
  out["number"] = row.facts.number;
  out["number_printed"] = row.printed;
  out["verdict"] = domain::to_key(row.verdict);
  add_facts(out, row.facts, law.offset);
  out["decisive"] = decisive_json(row.decisive, law, rulesets);
  out["certificate_printed"] = or_null(row.certificate_printed);
  out["citizenships"] = texts_array(row.citizenships);
  out["granted_entry"] = row.grant ? json::value(row.grant->index) : json::value(nullptr);
  out["granted_in_effect"] =
      row.grant ? valid_time(row.grant->decided, law.offset) : json::value(nullptr);
  out["granted_recorded"] = row.grant ? known_time(row.grant->recorded) : json::value(nullptr);
  return out;
}

json::object verdicts_json(const std::map<domain::Verdict, std::uint64_t>& counts) {
  json::object out;
  for (const auto& [verdict, count] : counts)
    out[domain::to_key(verdict)] = count;
  return out;
}

json::object filter_json(const report::RowFilter& filter) {
  json::object out;
  out["decree"] = or_null(filter.decree);
  out["organisation"] = or_null(filter.organisation);
  out["citizenship"] = or_null(filter.citizenship);
  out["verdict"] = filter.verdict ? json::value(domain::to_key(*filter.verdict)) : nullptr;
  return out;
}

json::object shown_totals(const report::AccreditedReport& report) {
  json::object out;
  out["in_election"] = report.numbers;
  out["granted"] = report.granted;
  out["shown"] = report.rows.size();
  std::map<domain::Verdict, std::uint64_t> verdicts;
  std::map<std::string, std::uint64_t> decrees;
  std::map<std::string, std::uint64_t> organisations;
  for (const report::AccreditedRow& row : report.rows) {
    ++verdicts[row.verdict];
    if (!row.facts.decree.empty()) ++decrees[row.facts.decree];
    if (!row.facts.organisation.empty()) ++organisations[row.facts.organisation];
  }
  out["by_verdict"] = verdicts_json(verdicts);
  json::object by_decree;
  for (const auto& [decree, count] : decrees)
    by_decree[decree] = count;
  out["by_decree"] = std::move(by_decree);
  out["organisations"] = organisations.size();
  return out;
}

json::object undoing_json(const report::Undoing& undoing, domain::Offset offset) {
  json::object out;
  out["entry"] = undoing.index;
  out["type"] = undoing.type;
  out["by"] = undoing.by;
  out["paragraph"] = undoing.paragraph;
  out["in_effect"] = valid_time(undoing.decided, offset);
  out["recorded"] = known_time(undoing.recorded);
  out["effect"] = or_null(undoing.effect);
  out["reason"] = or_null(undoing.reason);
  return out;
}

json::object revocation_json(const report::Revocation& one, const proof::LawFacts& law,
                             const domain::Rulesets& rulesets) {
  json::object out;
  out["entry"] = one.index;
  out["number"] = one.number;
  out["number_printed"] = one.printed;
  out["organisation"] = or_null(one.organisation);
  out["decree"] = or_null(one.decree);
  out["by"] = one.by;
  out["in_effect"] = valid_time(one.decided, law.offset);
  out["recorded"] = known_time(one.recorded);
  out["confirmed_size"] = one.confirmed.size;
  out["confirmed"] = known_time(one.confirmed.known);
  out["paragraph"] = one.paragraph;
  out["paragraph_text"] = paragraph_json(rulesets, law.ruleset, one.paragraph);
  out["ground"] = or_null(one.ground);
  out["limb"] = or_null(one.limb);
  out["reason"] = or_null(one.reason);
  out["stands"] = one.stands;
  out["unknowable_ms"] = one.unknowable_ms();
  json::array undone;
  for (const report::Undoing& undoing : one.undone_by)
    undone.push_back(undoing_json(undoing, law.offset));
  out["undone_by"] = std::move(undone);
  return out;
}

json::object card_json(const report::ReplacedCard& card, domain::Offset offset) {
  json::object out;
  out["entry"] = card.index;
  out["accreditation"] = card.accreditation_printed;
  out["organisation"] = or_null(card.organisation);
  out["old"] = card.old_printed;
  out["new"] = card.new_printed;
  out["by"] = card.by;
  out["in_effect"] = valid_time(card.decided, offset);
  out["recorded"] = known_time(card.recorded);
  out["confirmed_size"] = card.confirmed.size;
  out["paragraph"] = card.paragraph;
  out["reason"] = or_null(card.reason);
  return out;
}

}  // namespace

json::object observer_json(const report::ObserverReport& report, const domain::Rulesets& rulesets,
                           bool history) {
  const proof::StatusAnswer& answer = report.answer;
  json::object out = status_json(answer, exit_of(answer.verdict), rulesets, history);
  if (history) out["history"] = signed_history(report.history, answer.law, rulesets);
  out["by_certificate"] = report.by_certificate;
  out["election_chosen"] = report.election_chosen;
  out["election_facts"] = election_facts_json(report.election);
  json::array others;
  for (const report::ElectionFacts& other : report.others)
    others.push_back(election_facts_json(other));
  out["other_election_facts"] = std::move(others);
  out["organisation_facts"] = report.organisation.id.empty()
                                  ? json::value(nullptr)
                                  : json::value(organisation_json(report.organisation));
  out["certificate_printed"] = or_null(report.certificate_printed);
  out["proof"] = or_null(report.proof_path);
  return out;
}

json::object accredited_json(const report::AccreditedReport& report,
                             const domain::Rulesets& rulesets) {
  json::object out;
  put_head(out, "accredited", report.election, report.clocks, report.cannot_tell);
  out["filter"] = filter_json(report.filter);
  out["totals"] = shown_totals(report);
  json::array rows;
  for (const report::AccreditedRow& row : report.rows)
    rows.push_back(row_json(row, report.law, rulesets));
  out["rows"] = std::move(rows);
  out["organisations"] = organisations_json(report.organisations);
  out["proof"] = report.proof_path;
  add_evidence(out, &report.confirmation, report.law, report.notes);
  return out;
}

json::object revocations_json(const report::RevocationsReport& report,
                              const domain::Rulesets& rulesets) {
  json::object out;
  put_head(out, "revocations", report.election, report.clocks, report.cannot_tell);
  out["standing"] = report.standing;
  json::array rows;
  for (const report::Revocation& one : report.revocations)
    rows.push_back(revocation_json(one, report.law, rulesets));
  out["rows"] = std::move(rows);
  json::array cards;
  for (const report::ReplacedCard& card : report.replaced)
    cards.push_back(card_json(card, report.law.offset));
  out["replaced"] = std::move(cards);
  out["organisations"] = organisations_json(report.organisations);
  out["proof"] = report.proof_path;
  add_evidence(out, &report.confirmation, report.law, report.notes);
  return out;
}

json::object application_json(const report::ApplicationReport& report,
                              const domain::Rulesets& rulesets) {
  const domain::Offset offset = report.election.offset;
  const proof::StatusAnswer& answer = report.answer;
  json::object out = status_json(answer, exit_of(answer.verdict), rulesets, false);
  out["kind"] = "application";
  out["election_facts"] = election_facts_json(report.election);
  out["organisation_facts"] = organisation_json(report.organisation);
  out["filed"] = valid_time(report.filed, offset);
  out["filed_recorded"] = known_time(report.filed_known);
  out["received_by"] = or_null(report.received_by);
  out["needs_forwarding"] = report.needs_forwarding;
  out["forwarded"] = valid_time(report.forwarded, offset);
  out["answered"] = valid_time(report.answered, offset);
  out["withdrawn"] = report.withdrawn;
  out["replaces"] = or_null(report.replaces);
  out["days_unanswered"] =
      report.days_unanswered ? json::value(*report.days_unanswered) : json::value(nullptr);
  out["acts"] = signed_history(report.acts, answer.law, rulesets);
  json::array persons;
  for (const report::ApplicationPerson& person : report.persons) {
    json::object one;
    one["person"] = person.person;
    one["citizenships"] = texts_array(person.citizenships);
    one["stage"] = or_null(person.stage);
    one["number_printed"] = or_null(person.accreditation_printed);
    persons.push_back(std::move(one));
  }
  out["persons"] = std::move(persons);
  out["proof"] = or_null(report.proof_path);
  return out;
}

json::object log_row_json(const report::LogRow& row, domain::Offset offset) {
  json::object out;
  out["index"] = row.index;
  out["recorded"] = known_time(row.known);
  out["type"] = row.type;
  out["by"] = or_null(row.by);
  out["election"] = or_null(row.election);
  out["object_kind"] = or_null(row.object_kind);
  out["object"] = or_null(row.object);
  out["paragraph"] = or_null(row.paragraph);
  out["in_effect"] = valid_time(row.valid, offset);
  out["event"] = or_null(row.event_id);
  out["persons"] = row.persons;
  out["part"] = or_null(row.part);
  out["confirmed_size"] = row.confirmed_size;
  return out;
}

json::object log_json(const report::LogReport& report) {
  json::object out;
  out["kind"] = "log";
  out["ledger"] = report.ledger;
  out["training"] = report.training;
  out["size"] = report.size;
  out["older"] = report.older ? json::value(*report.older) : json::value(nullptr);
  out["newer"] = report.newer ? json::value(*report.newer) : json::value(nullptr);
  json::array rows;
  for (const report::LogRow& row : report.rows)
    rows.push_back(log_row_json(row, report.offset));
  out["rows"] = std::move(rows);
  return out;
}

}  // namespace kuboluk::forms
