#include "node/forms/tables.h"

#include "crypto/encoding.h"
#include "node/forms/words.h"

namespace kuboluk::forms {

namespace {

using Row = std::vector<std::string>;

std::string local(std::optional<domain::Instant> instant, domain::Offset offset) {
  if (!instant || *instant == domain::kEndOfTime) return {};
  return local_words(*instant, offset);
}

std::string known(std::optional<domain::Instant> instant) {
  if (!instant || *instant == domain::kEndOfTime) return {};
  return domain::print_known_time(*instant);
}

std::string joined(const std::vector<std::string>& texts, char between) {
  std::string out;
  for (const std::string& text : texts) {
    if (!out.empty()) out += between;
    out += text;
  }
  return out;
}

// What every strict text says above its rows.
void put_evidence(Table& table, const proof::Confirmation* confirmation,
                  const proof::LawFacts& law) {
  table.head.emplace_back("ruleset", law.ruleset);
  if (confirmation == nullptr) return;
  table.head.emplace_back("ledger", confirmation->ledger);
  table.head.emplace_back("training", confirmation->training() ? "yes" : "no");
  table.head.emplace_back("origin", confirmation->origin);
  table.head.emplace_back("size", std::to_string(confirmation->size));
  table.head.emplace_back("root", crypto::to_base64(confirmation->log_root));
  table.head.emplace_back("as-of",
                          confirmation->as_of ? utc_words(*confirmation->as_of) : std::string());
  table.head.emplace_back(
      "age-seconds", confirmation->age_s ? std::to_string(*confirmation->age_s) : std::string());
  for (const log::CountedCosigner& cosigner : confirmation->cosigners) {
    table.head.emplace_back(
        "cosigner", printable_argument(cosigner.name) + " " + utc_words(cosigner.timestamp));
  }
}

void put_clocks(Table& table, const std::string& election, domain::TwoClocks clocks,
                domain::Offset offset) {
  table.head.emplace_back("election", election);
  table.head.emplace_back("at", local(clocks.valid, offset));
  table.head.emplace_back("known", known(clocks.known));
}

void put_asked(Table& table, const report::ObserverReport& report) {
  const proof::StatusAnswer& answer = report.answer;
  table.head.emplace_back("verdict", domain::to_key(answer.verdict));
  table.head.emplace_back("number", report.number_printed);
  put_clocks(table, answer.asked.election, answer.clocks, answer.law.offset);
  put_evidence(table, answer.confirmation ? &*answer.confirmation : nullptr, answer.law);
  table.head.emplace_back("proof", report.proof_path);
}

}  // namespace

Table observer_table(const report::ObserverReport& report) {
  const proof::StatusAnswer& answer = report.answer;
  const proof::AccreditationFacts& facts = answer.accreditation;
  const domain::Offset offset = answer.law.offset;
  Table table;
  table.kind = "status";
  put_asked(table, report);
  table.columns = {"number",          "number_printed", "verdict",     "question",
                   "election",        "accreditation",  "person",      "organisation",
                   "application",     "decree",         "certificate", "authority_from",
                   "authority_until", "superseded_by",  "paragraph",   "entry",
                   "reason"};
  const auto& act = answer.decisive;
  table.rows.push_back(
      {answer.asked.id, report.number_printed, std::string(domain::to_key(answer.verdict)),
       std::string(proof::to_text(answer.asked.question)), answer.asked.election, facts.number,
       facts.person, facts.organisation, facts.application, facts.decree, facts.certificate,
       local(facts.from, offset), local(facts.until, offset), answer.superseded_by,
       act ? act->paragraph : std::string(), act ? std::to_string(act->index) : std::string(),
       act ? act->reason : std::string()});
  return table;
}

Table history_table(const report::ObserverReport& report) {
  const domain::Offset offset = report.answer.law.offset;
  Table table;
  table.kind = "history";
  put_asked(table, report);
  table.columns = {"entry",  "type", "in_effect", "recorded",       "paragraph", "undone",
                   "record", "by",   "key",       "confirmed_size", "reason"};
  for (const report::SignedAct& one : report.history) {
    const proof::HistoryAct& act = one.act;
    table.rows.push_back({std::to_string(act.index), act.type, local(act.valid, offset),
                          known(act.known), act.paragraph, act.undone ? "true" : "false",
                          act.record, one.by, one.key, std::to_string(one.confirmed.size),
                          act.reason});
  }
  return table;
}

Table accredited_table(const report::AccreditedReport& report, PlainForm form) {
  const domain::Offset offset = report.law.offset;
  const char between = form == PlainForm::kCsv ? ' ' : ',';
  Table table;
  table.kind = "accredited";
  put_clocks(table, report.election.id, report.clocks, offset);
  table.head.emplace_back("rows", std::to_string(report.rows.size()));
  table.head.emplace_back("granted", std::to_string(report.granted));
  put_evidence(table, &report.confirmation, report.law);
  table.head.emplace_back("proof", report.proof_path);
  table.columns = {"number",         "number_printed",    "verdict",
                   "person",         "organisation",      "application",
                   "decree",         "certificate",       "certificate_printed",
                   "authority_from", "authority_until",   "citizenships",
                   "granted_entry",  "granted_in_effect", "granted_recorded"};
  for (const report::AccreditedRow& row : report.rows) {
    const auto& grant = row.grant;
    table.rows.push_back(
        {row.facts.number, row.printed, std::string(domain::to_key(row.verdict)), row.facts.person,
         row.facts.organisation, row.facts.application, row.facts.decree, row.facts.certificate,
         row.certificate_printed, local(row.facts.from, offset), local(row.facts.until, offset),
         joined(row.citizenships, between), grant ? std::to_string(grant->index) : std::string(),
         grant ? local(grant->decided, offset) : std::string(),
         grant ? known(grant->recorded) : std::string()});
  }
  return table;
}

Table revocations_table(const report::RevocationsReport& report) {
  const domain::Offset offset = report.law.offset;
  Table table;
  table.kind = "revocations";
  put_clocks(table, report.election.id, report.clocks, offset);
  table.head.emplace_back("standing", std::to_string(report.standing));
  put_evidence(table, &report.confirmation, report.law);
  table.head.emplace_back("proof", report.proof_path);
  table.columns = {"entry",     "number",   "number_printed", "organisation", "decree",    "by",
                   "in_effect", "recorded", "confirmed_size", "confirmed",    "paragraph", "ground",
                   "limb",      "stands",   "unknowable_ms",  "reason"};
  for (const report::Revocation& one : report.revocations) {
    table.rows.push_back({std::to_string(one.index), one.number, one.printed, one.organisation,
                          one.decree, one.by, local(one.decided, offset), known(one.recorded),
                          std::to_string(one.confirmed.size), known(one.confirmed.known),
                          one.paragraph, one.ground, one.limb, one.stands ? "true" : "false",
                          std::to_string(one.unknowable_ms()), one.reason});
  }
  return table;
}

}  // namespace kuboluk::forms
