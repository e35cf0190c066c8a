#include "node/forms/answer_json.h"

#include <boost/json.hpp>

#include "crypto/encoding.h"
#include "ledger/domain/ids.h"
#include "node/forms/json_values.h"
#include "node/forms/words.h"

namespace kuboluk::forms {

namespace json = boost::json;

namespace {

json::object log_json(const proof::Confirmation& confirmation) {
  json::object out;
  out["origin"] = confirmation.origin;
  out["size"] = confirmation.size;
  out["root"] = crypto::to_base64(confirmation.log_root);
  out["status_root"] = crypto::to_base64(confirmation.status_root);
  out["sealed"] = domain::print_known_time(confirmation.seal_known);
  out["sealed_after"] = confirmation.sealed_after;
  return out;
}

json::object row_json(const proof::ListRow& row, const proof::LawFacts& law,
                      const domain::Rulesets& rulesets) {
  json::object out;
  out["number"] = row.accreditation.number;
  out["number_printed"] = domain::with_check_character(row.accreditation.number);
  out["verdict"] = domain::to_key(row.verdict);
  add_facts(out, row.accreditation, law.offset);
  out["decisive"] = decisive_json(row.decisive, law, rulesets);
  return out;
}

json::object totals_json(const ListTotals& totals) {
  json::object out;
  out["in_election"] = totals.in_election;
  out["shown"] = totals.shown;
  json::object verdicts;
  for (const auto& [verdict, count] : totals.by_verdict)
    verdicts[domain::to_key(verdict)] = count;
  out["by_verdict"] = std::move(verdicts);
  json::object decrees;
  for (const auto& [decree, count] : totals.by_decree)
    decrees[decree] = count;
  out["by_decree"] = std::move(decrees);
  out["organisations"] = totals.organisations.size();
  return out;
}

}  // namespace

int exit_of(domain::Verdict verdict) {
  if (verdict == domain::Verdict::kActive) return kExitHolds;
  return verdict == domain::Verdict::kCannotTell ? kExitCannotTell : kExitOther;
}

json::value decisive_json(const std::optional<proof::DecisiveAct>& act, const proof::LawFacts& law,
                          const domain::Rulesets& rulesets) {
  if (!act) return nullptr;
  json::object out;
  out["entry"] = act->index;
  out["type"] = act->type;
  out["paragraph"] = act->paragraph;
  out["paragraph_text"] = paragraph_json(rulesets, law.ruleset, act->paragraph);
  out["in_effect"] = valid_time(act->valid, law.offset);
  out["recorded"] = known_time(act->known);
  out["ground"] = or_null(act->ground);
  out["limb"] = or_null(act->limb);
  out["reason"] = or_null(act->reason);
  return out;
}

void add_facts(json::object& out, const proof::AccreditationFacts& facts, domain::Offset offset) {
  out["person"] = or_null(facts.person);
  out["organisation"] = or_null(facts.organisation);
  out["application"] = or_null(facts.application);
  out["decree"] = or_null(facts.decree);
  out["certificate"] = or_null(facts.certificate);
  out["authority_from"] = valid_time(facts.from, offset);
  out["authority_until"] = valid_time(facts.until, offset);
}

json::array history_json(const std::vector<proof::HistoryAct>& history, const proof::LawFacts& law,
                         const domain::Rulesets& rulesets) {
  json::array acts;
  for (const proof::HistoryAct& act : history) {
    json::object out;
    out["entry"] = act.index;
    out["type"] = act.type;
    out["in_effect"] = valid_time(act.valid, law.offset);
    out["recorded"] = known_time(act.known);
    out["paragraph"] = act.paragraph;
    out["paragraph_text"] = paragraph_json(rulesets, law.ruleset, act.paragraph);
    out["reason"] = or_null(act.reason);
    out["undone"] = act.undone;
    out["record"] = act.record;
    out["leaf"] = crypto::to_base64(act.leaf);
    acts.push_back(std::move(out));
  }
  return acts;
}

void add_evidence(json::object& out, const proof::Confirmation* confirmation,
                  const proof::LawFacts& law, const std::vector<std::string>& notes) {
  out["ruleset"] = or_null(law.ruleset);
  out["ruleset_known"] = law.runnable;
  out["notes"] = json::array(notes.begin(), notes.end());
  out["ledger"] = confirmation ? json::value(confirmation->ledger) : json::value(nullptr);
  out["training"] = confirmation ? json::value(confirmation->training()) : json::value(nullptr);
  out["log"] = confirmation ? json::value(log_json(*confirmation)) : json::value(nullptr);
  add_cosigners(out, confirmation ? confirmation->cosigners : std::vector<log::CountedCosigner>{},
                confirmation ? confirmation->as_of : std::nullopt,
                confirmation ? confirmation->age_s : std::nullopt);
}

void add_cosigners(json::object& into, const std::vector<log::CountedCosigner>& cosigners,
                   std::optional<std::uint64_t> as_of, std::optional<std::uint64_t> age_s) {
  json::array list;
  for (const log::CountedCosigner& cosigner : cosigners) {
    json::object out;
    out["name"] = printable_argument(cosigner.name);
    out["time"] = utc_words(cosigner.timestamp);
    out["ahead_of_clock"] = cosigner.ahead;
    list.push_back(std::move(out));
  }
  into["cosigners"] = std::move(list);
  into["as_of"] = as_of ? json::value(utc_words(*as_of)) : json::value(nullptr);
  into["age_seconds"] = age_s ? json::value(*age_s) : json::value(nullptr);
  into["age"] = age_s ? json::value(age_words(*age_s)) : json::value(nullptr);
}

json::object status_json(const proof::StatusAnswer& answer, int exit,
                         const domain::Rulesets& rulesets, bool with_history) {
  const domain::Offset offset = answer.law.offset;
  json::object out;
  out["kind"] = with_history ? "history" : "status";
  out["verdict"] = domain::to_key(answer.verdict);
  out["words"] = domain::to_text(answer.verdict);
  out["exit"] = exit;
  out["verdict_by_record"] = answer.verdict_by_record
                                 ? json::value(domain::to_key(*answer.verdict_by_record))
                                 : json::value(nullptr);
  out["cannot_tell"] = or_null(answer.cannot_tell);
  out["question"] = proof::to_text(answer.asked.question);
  out["election"] = answer.asked.election;
  out["election_known"] =
      answer.confirmation ? json::value(knows_election(answer.law)) : json::value(nullptr);
  out["number"] = answer.asked.id;
  out["number_printed"] = proof::has_check_character(answer.asked.question)
                              ? domain::with_check_character(answer.asked.id)
                              : answer.asked.id;
  out["at"] = valid_time(answer.clocks.valid, offset);
  out["known"] = known_time(answer.clocks.known);
  out["accreditation"] = or_null(answer.accreditation.number);
  add_facts(out, answer.accreditation, offset);
  out["superseded_by"] = or_null(answer.superseded_by);
  out["other_elections"] =
      json::array(answer.other_elections.begin(), answer.other_elections.end());
  out["stage"] = or_null(answer.stage);
  out["decisive"] = decisive_json(answer.decisive, answer.law, rulesets);
  if (with_history) out["history"] = history_json(answer.history, answer.law, rulesets);
  add_evidence(out, answer.confirmation ? &*answer.confirmation : nullptr, answer.law,
               answer.notes);
  return out;
}

json::object list_json(const proof::VerifiedList& list, const ListFilter& filter, int exit,
                       const domain::Rulesets& rulesets) {
  json::object out;
  out["kind"] = "list";
  out["verdict"] = exit == kExitHolds ? "holds" : "cannot_tell";
  out["exit"] = exit;
  out["cannot_tell"] = or_null(list.cannot_tell());
  out["election"] = list.election();
  out["at"] = valid_time(list.clocks().valid, list.law().offset);
  out["known"] = known_time(list.clocks().known);
  out["totals"] = totals_json(total_list(list, filter));
  json::array rows;
  for (const proof::ListRow& row : list.rows()) {
    if (filter.shows(row)) rows.push_back(row_json(row, list.law(), rulesets));
  }
  out["rows"] = std::move(rows);
  add_evidence(out, &list.confirmation(), list.law(), list.notes());
  return out;
}

}  // namespace kuboluk::forms
