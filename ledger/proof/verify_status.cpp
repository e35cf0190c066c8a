#include "ledger/proof/answer_fold.h"
#include "ledger/proof/status_proof.h"
#include "ledger/proof/verifier.h"
#include "ledger/proof/verify_steps.h"

namespace kuboluk::proof {

namespace {

// Step 4: what was asked decides every key; the file only has to have the objects.
Result<Closure> prove_closure(const StatusProof& proof, const Asked& asked,
                              std::vector<std::optional<domain::Record>> records,
                              const Hash& status_root) {
  ProvenParts source(proof.parts, std::move(records), proof.elsewhere, status_root);
  auto closure = walk_closure(source, asked);
  if (!closure) return at_step(4, closure.error().object, closure.error().detail);
  if (auto done = source.finish(); !done) {
    return at_step(4, done.error().object, done.error().detail);
  }
  return closure;
}

// Step 5, for every election whose records the answer is folded from.
LawFacts read_laws(const domain::Rulesets& rulesets, const Closure& closure, const Asked& asked,
                   std::string& why) {
  auto law = read_law(rulesets, closure, asked.election, why);
  for (const auto& election : closure.elsewhere) {
    auto other = read_law(rulesets, closure, election, why);
    if (law.ruleset.empty()) law = std::move(other);
  }
  return law;
}

void note_folded_acts(const Closure& closure, std::vector<std::string>& notes) {
  for (const auto& [key, record] : closure.objects) {
    if (!record || record->acts_total == record->acts.size()) continue;
    notes.push_back(key + ": " + std::to_string(record->acts_total - record->acts.size()) +
                    " earlier acts are not listed; they decide nothing here.");
  }
}

StatusVerdict answer_from(const ReaderPolicy& reader, const Closure& closure, const Asked& asked,
                          Confirmation confirmation, domain::TwoClocks clocks) {
  std::string why;
  auto law = read_laws(reader.rulesets, closure, asked, why);                     // step 5
  const auto doubts = find_doubts(reader, confirmation, clocks, std::move(why));  // step 6
  auto folded = fold_answer(closure, asked, clocks);                              // step 7
  const auto judged = judge(folded.findings, doubts);
  auto& answer = folded.answer;
  answer.verdict = judged.verdict;
  answer.verdict_by_record = judged.by_record;
  answer.cannot_tell = judged.why;
  answer.notes = common_notes(confirmation, law, doubts);
  note_folded_acts(closure, answer.notes);
  answer.law = std::move(law);
  answer.confirmation = std::move(confirmation);
  return VerdictMaker::make(std::move(answer));
}

}  // namespace

Result<StatusVerdict> verify_status(const ReaderPolicy& reader, std::string_view proof_bytes,
                                    const std::optional<Asked>& asked, domain::TwoClocks clocks) {
  const auto proof = parse_status_proof(proof_bytes);  // step 1
  if (!proof) return at_step(1, proof.error().object, proof.error());
  if (asked && !well_formed(*asked)) return at_step(1, "asked", "no such number can exist");
  auto records = parse_part_records(proof->parts, proof->ledger);
  if (!records) return records.error();
  auto confirmation =  // steps 2 and 3
      verify_anchor(reader.policy, proof->anchor, proof->ledger, reader.clock_s, reader.skew_s);
  if (!confirmation) return confirmation.error();
  if (asked && *asked != proof->asked) {  // step 4
    return at_step(
        4, "asked",
        "the proof is about " + to_text(proof->asked) + ", not about " + to_text(*asked));
  }
  const auto closure =
      prove_closure(*proof, proof->asked, std::move(*records), confirmation->status_root);
  if (!closure) return closure.error();
  return answer_from(reader, *closure, proof->asked, std::move(*confirmation), clocks);
}

Result<StatusVerdict> verify_typed(const ReaderPolicy& reader, std::string_view proof_bytes,
                                   Question question, std::string_view election,
                                   std::string_view typed, domain::TwoClocks clocks) {
  const auto asked = asked_from_typed(question, election, typed);
  if (!asked) return at_step(1, asked.error().object, asked.error());
  if (auto mistyped = mistyped_verdict(question, election, typed, clocks)) return *mistyped;
  return verify_status(reader, proof_bytes, asked->asked, clocks);
}

std::optional<StatusVerdict> mistyped_verdict(Question question, std::string_view election,
                                              std::string_view typed, domain::TwoClocks clocks) {
  const auto asked = asked_from_typed(question, election, typed);
  if (!asked || !asked->mistyped) return std::nullopt;
  StatusAnswer answer;
  answer.verdict = domain::Verdict::kMistyped;
  answer.asked = asked->asked;
  answer.clocks = clocks;
  return VerdictMaker::make(std::move(answer));
}

}  // namespace kuboluk::proof
