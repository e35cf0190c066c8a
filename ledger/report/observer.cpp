#include "ledger/report/observer.h"

#include "ledger/domain/charset.h"
#include "ledger/domain/ids.h"
#include "ledger/proof/status_proof.h"

namespace kuboluk::report {
namespace {

using domain::Verdict;
using proof::Asked;
using proof::Question;

std::string in_capitals(std::string text) {
  for (char& letter : text) {
    if (letter >= 'a' && letter <= 'z') letter = static_cast<char>(letter - 'a' + 'A');
  }
  return text;
}

std::string in_small_letters(std::string text) {
  for (char& letter : text) {
    if (letter >= 'A' && letter <= 'Z') letter = static_cast<char>(letter - 'A' + 'a');
  }
  return text;
}

Result<Found> ask(const Source& source, Question question, std::string_view election,
                  std::string_view typed, domain::TwoClocks clocks) {
  const auto asked = proof::asked_from_typed(question, election, typed);
  if (!asked) return asked.error();
  const auto built =
      proof::build_status_proof(source.reader, source.policy.policy, source.checkpoint_note,
                                asked->asked, source.policy.clock_s, source.policy.skew_s);
  if (!built) return built.error();
  std::string bytes = proof::print_status_proof(*built);
  const auto verdict = proof::verify_typed(source.policy, bytes, question, election, typed, clocks);
  if (!verdict) return verdict.error();
  return Found{*verdict, std::move(bytes)};
}

// The instant at which "the current election" is meant.
domain::Instant asked_instant(const Source& source, domain::TwoClocks clocks) {
  if (clocks.valid != domain::kEndOfTime) return clocks.valid;
  return {static_cast<std::int64_t>(source.policy.clock_s) * domain::kSecondMs};
}

Result<void> choose_election(const Source& source, const ObserverQuestion& question,
                             ObserverReport& report) {
  if (!question.election.empty()) {
    if (!domain::is_body_id(question.election)) {
      return Error{"X.FORM", "election", "this is no election id"};
    }
    const auto named = election(source.reader, question.election);
    if (!named) return named.error();
    if (!*named) {
      return Error{std::string(kUnknownRule), "election", "the ledger knows no such election"};
    }
    report.election = **named;
    return {};
  }
  const auto all = elections(source.reader);
  if (!all) return all.error();
  const ElectionFacts* current = current_election(*all, asked_instant(source, question.clocks));
  if (current == nullptr) {
    return Error{std::string(kUnknownRule), "election", "the ledger has no election yet"};
  }
  report.election = *current;
  report.election_chosen = true;
  return {};
}

// True if no accreditation has the number, but a card has it in this election.
bool is_card(const Found& card) {
  return !is_missing(card.verdict) && card.verdict.verdict() != Verdict::kOtherElection;
}

// Who was refused never had a number: all that such a person can be asked by is the id that the
// application and the refusal name. Persons who were granted something are asked by their numbers.
Result<Found> ask_refused(const Source& source, const ObserverQuestion& question, Found& found) {
  const Asked& asked = found.verdict.answer().asked;
  const std::string id = in_small_letters(asked.id);
  if (id != in_small_letters(question.typed) || !domain::is_person_id(id)) return std::move(found);
  auto person = ask(source, Question::kPerson, asked.election, id, question.clocks);
  if (!person) return person.error();
  const proof::StatusVerdict& verdict = person->verdict;
  const Verdict by_record = verdict.answer().verdict_by_record.value_or(verdict.verdict());
  return by_record == Verdict::kRefused ? std::move(person) : Result<Found>(std::move(found));
}

Result<Found> ask_number(const Source& source, const ObserverQuestion& question,
                         ObserverReport& report) {
  const Question asked = question.history ? Question::kHistory : Question::kAccreditation;
  auto found = ask_as_typed(source, asked, report.election.id, question.typed, question.clocks);
  if (!found) return found.error();
  if (!is_missing(found->verdict)) return found;
  auto card = ask_as_typed(source, Question::kCertificate, report.election.id, question.typed,
                           question.clocks);
  if (!card) return card.error();
  if (!is_card(*card)) return question.history ? found : ask_refused(source, question, *found);
  report.by_certificate = true;
  const std::string& number = card->verdict.answer().accreditation.number;
  if (!question.history || number.empty()) return card;
  return ask_as_typed(source, asked, report.election.id, number, question.clocks);
}

Result<void> add_names(const Source& source, ObserverReport& report) {
  const proof::StatusAnswer& answer = report.answer;
  for (const std::string& id : answer.other_elections) {
    auto other = election(source.reader, id);
    if (!other) return other.error();
    if (*other) report.others.push_back(std::move(**other));
  }
  if (!answer.accreditation.organisation.empty()) {
    auto named = organisation(source.reader, answer.accreditation.organisation);
    if (!named) return named.error();
    report.organisation = std::move(*named);
  }
  if (!answer.accreditation.certificate.empty()) {
    report.certificate_printed = domain::with_check_character(answer.accreditation.certificate);
  }
  return {};
}

}  // namespace

bool is_missing(const proof::StatusVerdict& verdict) {
  return verdict.answer().verdict_by_record.value_or(verdict.verdict()) == Verdict::kNoSuchNumber;
}

Result<Found> ask_as_typed(const Source& source, Question question, std::string_view election,
                           std::string_view typed, domain::TwoClocks clocks) {
  Result<Found> found = ask(source, question, election, typed, clocks);
  const std::string capitals = in_capitals(std::string(typed));
  if (!proof::has_check_character(question) || capitals == typed) return found;
  if (found && !is_missing(found->verdict)) return found;
  Result<Found> again = ask(source, question, election, capitals, clocks);
  return again && !is_missing(again->verdict) ? again : found;
}

Result<ObserverReport> observer(const Source& source, const ObserverQuestion& question) {
  ObserverReport report;
  report.typed = question.typed;
  if (const auto chosen = choose_election(source, question, report); !chosen) {
    return chosen.error();
  }
  const Question asked = question.history ? Question::kHistory : Question::kAccreditation;
  const auto typed = proof::asked_from_typed(asked, report.election.id, question.typed);
  if (!typed) return typed.error();
  if (const auto mistyped =
          proof::mistyped_verdict(asked, report.election.id, question.typed, question.clocks)) {
    report.answer = mistyped->answer();
    report.number_printed = question.typed;
    return report;
  }
  auto found = ask_number(source, question, report);
  if (!found) return found.error();
  report.answer = found->verdict.answer();
  report.proof = std::move(found->bytes);
  const Asked& answered = report.answer.asked;
  report.number_printed = proof::has_check_character(answered.question)
                              ? domain::with_check_character(answered.id)
                              : answered.id;
  report.proof_path = "/proof/" + std::string(proof::to_text(report.answer.asked.question)) + "/" +
                      report.answer.asked.election + "/" + report.answer.asked.id;
  if (const auto named = add_names(source, report); !named) return named.error();
  if (!question.history) return report;
  auto history = sign_history(source.reader, report.answer.history);
  if (!history) return history.error();
  report.history = std::move(*history);
  for (const SignedAct& act : report.history) {
    const auto added = add_registered(source.reader, act.by, report.organisations);
    if (!added) return added.error();
  }
  return report;
}

}  // namespace kuboluk::report
