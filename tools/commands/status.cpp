#include "tools/commands/status.h"

#include <boost/json.hpp>
#include <optional>
#include <ostream>

#include "ledger/domain/ids.h"
#include "ledger/proof/status_proof.h"
#include "tools/commands/evidence.h"
#include "tools/commands/evidence_place.h"
#include "tools/files.h"
#include "tools/output/answer_json.h"
#include "tools/output/answer_text.h"
#include "tools/output/words.h"

namespace kuboluk::tools {

namespace {

constexpr std::string_view kTimeHint = "times look like 2025-11-21T15:00:00+06:00";
constexpr std::string_view kNumberHint = "copy the number from the card, as in KG25-0128-L";

// What one number was answered, and from which bytes.
struct Found {
  proof::StatusVerdict verdict;
  std::string bytes;
  std::string_view found_as = {};  // where the number is not of the kind that was looked for first
};

// An answer that is still to be said, or the exit after an error that was already said.
using Answered = boost::system::result<Found, Exit>;

constexpr std::string_view kFoundAsCard = "a certificate number; no accreditation has it";
constexpr std::string_view kFoundAsPerson = "a person id; no number was given to this person";

// Where the answer comes from: a ledger folder or a node, or the bytes of one proof file.
struct Place {
  std::optional<EvidencePlace> asked;
  std::string file_bytes;
};

boost::system::result<Place, Exit> open_place(const StatusOptions& options,
                                              const Session& session) {
  Place place;
  if (!options.proof.empty()) {
    Result<std::string> bytes = read_file(options.proof, proof::kStatusProofBytesMax);
    if (!bytes) return refuse(session, Exit::kBadFile, bytes.error(), "give a status proof file");
    place.file_bytes = std::move(*bytes);
    return place;
  }
  auto opened = EvidencePlace::open(options.ledger, options.node, session);
  if (!opened) return opened.error();
  place.asked.emplace(std::move(*opened));
  return place;
}

// The question of a proof file about one number, where the reader named none: what he typed is
// compared with the file in any case. Another kind of proof is refused as always.
proof::Question question_in(std::string_view file_bytes, proof::Question otherwise) {
  const Result<proof::StatusProof> proof = proof::parse_status_proof(file_bytes);
  if (!proof) return otherwise;
  const proof::Question question = proof->asked.question;
  const bool of_number =
      question == proof::Question::kCertificate || question == proof::Question::kPerson;
  return of_number ? question : otherwise;
}

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

domain::Verdict by_record(const proof::StatusVerdict& verdict) {
  return verdict.answer().verdict_by_record.value_or(verdict.verdict());
}

bool is_missing(const proof::StatusVerdict& verdict) {
  return by_record(verdict) == domain::Verdict::kNoSuchNumber;
}

// Asks one place, as often as there are ways to understand what was typed: in the same order as the
// page of a number (ledger/report/observer.h).
class Asking {
 public:
  Asking(const StatusOptions& options, const ReaderFiles& reader, domain::TwoClocks clocks,
         const Place& place, const Session& session)
      : options_(options), reader_(reader), clocks_(clocks), place_(place), session_(session) {}

  // Errors of all: those of building and of verifying a status proof.

  // People type under stress: a number that is not found as typed is looked up in capitals.
  Result<Found> ask_as_typed(proof::Question question) const {
    Result<Found> found = ask(question, options_.number);
    // A node that does not answer is not asked in other words.
    if (!found && found.error().rule == kUnreachableRule) return found;
    const std::string capitals = in_capitals(options_.number);
    if (!proof::has_check_character(question) || capitals == options_.number) return found;
    if (found && !is_missing(found->verdict)) return found;
    Result<Found> again = ask(question, capitals);
    return again && !is_missing(again->verdict) ? again : found;
  }

  // As ask_as_typed; a number that no accreditation has may be that of a card, or the id of a
  // person who was refused: REFUSED has no number of its own.
  Result<Found> ask_any(proof::Question question) const {
    Result<Found> found = ask_as_typed(question);
    if (!found || !is_missing(found->verdict)) return found;
    Result<Found> card = ask_as_typed(proof::Question::kCertificate);
    if (!card) return card;
    const bool is_card =
        !is_missing(card->verdict) && card->verdict.verdict() != domain::Verdict::kOtherElection;
    if (question == proof::Question::kHistory) return is_card ? history_of(*card) : found;
    if (!is_card) return ask_refused(std::move(*found));
    card->found_as = kFoundAsCard;
    return card;
  }

 private:
  Result<Found> ask(proof::Question question, const std::string& number) const {
    Result<std::string> bytes = proof_bytes(question, number);
    if (!bytes) return bytes.error();
    const Result<proof::StatusVerdict> verdict =
        proof::verify_typed(reader_.view(session_, options_.age_limit_hours), *bytes, question,
                            options_.election, number, clocks_);
    if (!verdict) return verdict.error();
    return Found{*verdict, std::move(*bytes)};
  }

  Result<Found> history_of(const Found& card) const {
    const std::string& number = card.verdict.answer().accreditation.number;
    if (number.empty()) return card;
    Result<Found> history = ask(proof::Question::kHistory, number);
    if (history) history->found_as = kFoundAsCard;
    return history;
  }

  Result<Found> ask_refused(Found found) const {
    const std::string id = in_small_letters(found.verdict.answer().asked.id);
    if (id != in_small_letters(options_.number) || !domain::is_person_id(id)) return found;
    Result<Found> person = ask(proof::Question::kPerson, id);
    if (!person) return person;
    if (by_record(person->verdict) != domain::Verdict::kRefused) return found;
    person->found_as = kFoundAsPerson;
    return person;
  }

  Result<std::string> proof_bytes(proof::Question question, const std::string& number) const {
    if (!place_.asked) return place_.file_bytes;
    const auto asked = proof::asked_from_typed(question, options_.election, number);
    if (!asked) return asked.error();
    return place_.asked->status_proof(asked->asked, reader_, session_);
  }

  const StatusOptions& options_;
  const ReaderFiles& reader_;
  domain::TwoClocks clocks_;
  const Place& place_;
  const Session& session_;
};

Answered answer_from(const Asking& asking, const StatusOptions& options, proof::Question question,
                     bool any, const Session& session) {
  Result<Found> found = any ? asking.ask_any(question) : asking.ask_as_typed(question);
  if (!found) {
    return refuse_evidence(session, found.error(),
                           "INVALID EVIDENCE: nothing was answered; ask another node for a proof");
  }
  if (!options.out.empty()) {
    const Result<void> kept = keep_proof(options.out, found->bytes);
    if (!kept) return refuse(session, Exit::kBadFile, kept.error(), "choose another --out file");
  }
  return std::move(*found);
}

Answered answer(const StatusOptions& options, proof::Question question, const Session& session) {
  const Result<domain::TwoClocks> clocks = read_clocks(options.clocks, session);
  if (!clocks) return refuse(session, Exit::kUsage, clocks.error(), kTimeHint);
  const Result<proof::TypedAsked> asked =
      proof::asked_from_typed(question, options.election, options.number);
  if (!asked) return refuse(session, Exit::kUsage, asked.error(), kNumberHint);
  if (const auto mistyped =
          proof::mistyped_verdict(question, options.election, options.number, *clocks)) {
    return Found{*mistyped, {}};
  }
  const Result<ReaderFiles> reader = ReaderFiles::load(options.policy);
  if (!reader) return refuse(session, Exit::kBadFile, reader.error(), kPolicyHint);
  const auto place = open_place(options, session);
  if (!place) return place.error();
  // A flag forces one meaning; a proof file has one.
  const bool forced = options.person || options.certificate;
  const bool file = !place->asked;
  const bool status = question == proof::Question::kAccreditation;
  if (file && status && !forced) question = question_in(place->file_bytes, question);
  return answer_from(Asking(options, *reader, *clocks, *place, session), options, question,
                     !file && !forced, session);
}

Exit say(const Answered& answered, const std::string& typed, bool with_history,
         const Session& session) {
  if (!answered) return answered.error();
  const proof::StatusVerdict& verdict = answered->verdict;
  const Exit exit = verdict_exit(verdict.verdict());
  const domain::Rulesets rulesets = domain::built_in_rulesets();
  if (session.json) {
    session.out << boost::json::serialize(status_json(verdict, exit, rulesets, with_history))
                << '\n';
    return exit;
  }
  if (!answered->found_as.empty()) {
    session.out << printable(typed, 60) << " is " << answered->found_as << '\n';
  }
  if (with_history) {
    print_history(session.out, verdict, rulesets);
  } else {
    print_status(session.out, verdict, rulesets);
  }
  return exit;
}

}  // namespace

Exit run_status(const StatusOptions& options, const Session& session) {
  const proof::Question question = options.person        ? proof::Question::kPerson
                                   : options.certificate ? proof::Question::kCertificate
                                                         : proof::Question::kAccreditation;
  return say(answer(options, question, session), options.number, false, session);
}

Exit run_history(const StatusOptions& options, const Session& session) {
  return say(answer(options, proof::Question::kHistory, session), options.number, true, session);
}

}  // namespace kuboluk::tools
