#include "tools/output/answer_text.h"

#include <algorithm>
#include <ostream>

#include "crypto/encoding.h"
#include "ledger/domain/ids.h"
#include "tools/output/words.h"

namespace kuboluk::tools {

namespace {

// "  label          value": labels in one column.
void line(std::ostream& out, std::string_view label, std::string_view value) {
  constexpr std::size_t kLabelWidth = 15;
  if (value.empty()) return;
  out << "  " << label << std::string(kLabelWidth - std::min(kLabelWidth - 1, label.size()), ' ')
      << value << '\n';
}

std::string cited(const domain::Rulesets& rulesets, const proof::LawFacts& law,
                  const std::string& paragraph) {
  const auto text = paragraph_text(rulesets, law.ruleset, paragraph);
  return text ? paragraph + ": " + *text : paragraph;
}

std::string shown_number(const proof::Asked& asked) {
  return proof::has_check_character(asked.question) ? domain::with_check_character(asked.id)
                                                    : asked.id;
}

void print_verdict(std::ostream& out, const proof::StatusAnswer& answer) {
  if (answer.confirmation && answer.confirmation->training()) {
    out << "TRAINING: this is no real election\n";
  }
  const std::string number =
      answer.verdict == domain::Verdict::kMistyped ? answer.asked.id : shown_number(answer.asked);
  out << number << ": " << domain::to_text(answer.verdict) << " - "
      << verdict_sentence(answer.verdict) << '\n';
  if (!answer.cannot_tell.empty()) line(out, "why", answer.cannot_tell);
  if (answer.confirmation && !knows_election(answer.law)) line(out, "why", kUnknownElection);
  if (answer.verdict_by_record) {
    line(out, "by the record", domain::to_text(*answer.verdict_by_record));
  }
}

void print_facts(std::ostream& out, const proof::StatusAnswer& answer) {
  const proof::AccreditationFacts& facts = answer.accreditation;
  line(out, "question", proof::to_text(answer.asked.question));
  line(out, "election", answer.asked.election);
  if (facts.number != answer.asked.id && !facts.number.empty()) {
    line(out, "accreditation", domain::with_check_character(facts.number));
  }
  line(out, "person", facts.person);
  line(out, "organisation", facts.organisation);
  line(out, "application", facts.application);
  line(out, "decree", facts.decree);
  line(out, "certificate", facts.certificate);
  line(out, "replaced by", answer.superseded_by);
  line(out, "stands at", answer.stage);
  line(out, "found in", answer.other_elections.empty() ? "" : name_list(answer.other_elections));
}

void print_times(std::ostream& out, const proof::StatusAnswer& answer) {
  const domain::Offset offset = answer.law.offset;
  line(out, "asked for", asked_words(answer.clocks, offset));
  if (const auto& from = answer.accreditation.from) {
    const auto& until = answer.accreditation.until;
    line(out, "authority",
         "from " + local_words(*from, offset) +
             (until ? " until " + local_words(*until, offset) : ", no end is recorded"));
  }
}

void print_decisive(std::ostream& out, const proof::StatusAnswer& answer,
                    const domain::Rulesets& rulesets) {
  if (!answer.decisive) return;
  const proof::DecisiveAct& act = *answer.decisive;
  line(out, "decided by", act.type + ", entry " + std::to_string(act.index));
  line(out, "  paragraph", cited(rulesets, answer.law, act.paragraph));
  if (!act.ground.empty() && act.ground != act.paragraph) {
    line(out, "  ground", cited(rulesets, answer.law, act.ground));
  }
  line(out, "  limb", act.limb);
  line(out, "  reason", act.reason);
  line(out, "  in effect", local_words(act.valid, answer.law.offset));
  line(out, "  recorded", local_words(act.known, answer.law.offset));
}

void print_foot(std::ostream& out, const proof::StatusAnswer& answer) {
  line(out, "law",
       answer.law.ruleset + (answer.law.runnable || answer.law.ruleset.empty()
                                 ? ""
                                 : " (not known to this program)"));
  for (const std::string& note : answer.notes)
    line(out, "note", note);
  if (answer.confirmation) print_confirmation(out, *answer.confirmation, answer.law.offset);
}

void print_act(std::ostream& out, const proof::HistoryAct& act, const proof::LawFacts& law,
               const domain::Rulesets& rulesets) {
  out << "  entry " << act.index << ": " << act.type << (act.undone ? " (undone)" : "") << '\n';
  line(out, "  in effect", local_words(act.valid, law.offset));
  line(out, "  recorded", local_words(act.known, law.offset));
  line(out, "  paragraph", cited(rulesets, law, act.paragraph));
  line(out, "  reason", act.reason);
}

}  // namespace

void print_confirmation(std::ostream& out, const proof::Confirmation& confirmation,
                        domain::Offset offset) {
  line(out, "confirmed by", confirmed_by(confirmation));
  line(out, "ledger",
       confirmation.ledger + (confirmation.training() ? " (TRAINING, scenario clock)" : ""));
  line(out, "log",
       std::to_string(confirmation.size) + " entries, sealed " +
           local_words(confirmation.seal_known, offset));
  line(out, "log root", crypto::to_base64(confirmation.log_root));
  line(out, "status root", crypto::to_base64(confirmation.status_root));
}

void print_status(std::ostream& out, const proof::StatusVerdict& verdict,
                  const domain::Rulesets& rulesets) {
  const proof::StatusAnswer& answer = verdict.answer();
  print_verdict(out, answer);
  if (!answer.confirmation) return;  // MISTYPED: nothing was looked up
  print_facts(out, answer);
  print_times(out, answer);
  print_decisive(out, answer, rulesets);
  print_foot(out, answer);
}

void print_history(std::ostream& out, const proof::StatusVerdict& verdict,
                   const domain::Rulesets& rulesets) {
  const proof::StatusAnswer& answer = verdict.answer();
  print_verdict(out, answer);
  if (!answer.confirmation) return;
  print_facts(out, answer);
  print_times(out, answer);
  out << "History, oldest first (" << answer.history.size()
      << (answer.history.size() == 1 ? " act)\n" : " acts)\n");
  for (const proof::HistoryAct& act : answer.history) {
    print_act(out, act, answer.law, rulesets);
  }
  print_foot(out, answer);
}

}  // namespace kuboluk::tools
