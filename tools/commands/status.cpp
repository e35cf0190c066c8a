#include "tools/commands/status.h"

#include <boost/json.hpp>
#include <optional>
#include <ostream>

#include "ledger/domain/entry.h"
#include "ledger/proof/status_proof.h"
#include "tools/commands/evidence.h"
#include "tools/commands/evidence_place.h"
#include "tools/files.h"
#include "tools/output/answer_json.h"
#include "tools/output/answer_text.h"

namespace kuboluk::tools {

namespace {

constexpr std::string_view kTimeHint = "times look like 2025-11-21T15:00:00+06:00";
constexpr std::string_view kNumberHint = "copy the number from the card, as in KG25-0128-L";

// An answer that is still to be said, or the exit after an error that was already said.
using Answered = boost::system::result<proof::StatusVerdict, Exit>;

// Where the answer comes from: a ledger folder or a node, or the bytes of one proof file.
struct Place {
  std::optional<EvidencePlace> asked;
  std::string file_bytes;
};

// What one number was answered, and from which bytes.
struct Found {
  proof::StatusVerdict verdict;
  std::string bytes;
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

// Asks one place, as often as there are ways to understand what was typed.
class Asking {
 public:
  Asking(const StatusOptions& options, const ReaderFiles& reader, domain::TwoClocks clocks,
         const Place& place, const Session& session)
      : options_(options), reader_(reader), clocks_(clocks), place_(place), session_(session) {}

  // Errors: those of building and of verifying a status proof.
  Result<Found> ask(proof::Question question, const std::string& number) const {
    Result<std::string> bytes = proof_bytes(question, number);
    if (!bytes) return bytes.error();
    const Result<proof::StatusVerdict> verdict =
        proof::verify_typed(reader_.view(session_, options_.age_limit_hours), *bytes, question,
                            options_.election, number, clocks_);
    if (!verdict) return verdict.error();
    return Found{*verdict, std::move(*bytes)};
  }

  // People type under stress: a number that is not found as typed is looked up in capitals.
  Result<Found> ask_as_typed(proof::Question question) const {
    Result<Found> found = ask(question, options_.number);
    if (!found && is_silent(found.error())) return found;
    const std::string capitals = in_capitals(options_.number);
    if (!proof::has_check_character(question) || capitals == options_.number) return found;
    if (found && !is_missing(found->verdict)) return found;
    Result<Found> again = ask(question, capitals);
    return again && !is_missing(again->verdict) ? again : found;
  }

  // True if no accreditation has this number, but a card has it.
  bool is_certificate() const {
    const Result<Found> found = ask_as_typed(proof::Question::kCertificate);
    return found && !is_missing(found->verdict) &&
           found->verdict.verdict() != domain::Verdict::kOtherElection;
  }

  // A node that does not answer is not asked in other words.
  static bool is_silent(const Error& error) { return error.rule == kUnreachableRule; }

  static bool is_missing(const proof::StatusVerdict& verdict) {
    const domain::Verdict by_record =
        verdict.answer().verdict_by_record.value_or(verdict.verdict());
    return by_record == domain::Verdict::kNoSuchNumber;
  }

 private:
  static std::string in_capitals(std::string text) {
    for (char& letter : text) {
      if (letter >= 'a' && letter <= 'z') letter = static_cast<char>(letter - 'a' + 'A');
    }
    return text;
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
                     const Session& session) {
  const Result<Found> found = asking.ask_as_typed(question);
  const bool missing = !found || Asking::is_missing(found->verdict);
  const bool silent = !found && Asking::is_silent(found.error());
  const bool certificate =
      missing && !silent && question == proof::Question::kAccreditation && asking.is_certificate();
  const std::string_view hint = "this is a certificate number: add --certificate";
  if (!found) {
    return refuse_evidence(
        session, found.error(),
        certificate ? hint
                    : "INVALID EVIDENCE: nothing was answered; ask another node for a proof");
  }
  if (certificate) session.err << hint << '\n';
  if (!options.out.empty()) {
    const Result<void> kept = keep_proof(options.out, found->bytes);
    if (!kept) return refuse(session, Exit::kBadFile, kept.error(), "choose another --out file");
  }
  return found->verdict;
}

Answered answer(const StatusOptions& options, proof::Question question, const Session& session) {
  const Result<domain::TwoClocks> clocks = read_clocks(options.clocks, session);
  if (!clocks) return refuse(session, Exit::kUsage, clocks.error(), kTimeHint);
  const Result<proof::TypedAsked> asked =
      proof::asked_from_typed(question, options.election, options.number);
  if (!asked) return refuse(session, Exit::kUsage, asked.error(), kNumberHint);
  if (const auto mistyped =
          proof::mistyped_verdict(question, options.election, options.number, *clocks)) {
    return *mistyped;
  }
  const Result<ReaderFiles> reader = ReaderFiles::load(options.policy);
  if (!reader) return refuse(session, Exit::kBadFile, reader.error(), kPolicyHint);
  const auto place = open_place(options, session);
  if (!place) return place.error();
  return answer_from(Asking(options, *reader, *clocks, *place, session), options, question,
                     session);
}

Exit say(const Answered& answered, bool with_history, const Session& session) {
  if (!answered) return answered.error();
  const Exit exit = verdict_exit(answered->verdict());
  const domain::Rulesets rulesets = domain::built_in_rulesets();
  if (session.json) {
    session.out << boost::json::serialize(status_json(*answered, exit, rulesets, with_history))
                << '\n';
  } else if (with_history) {
    print_history(session.out, *answered, rulesets);
  } else {
    print_status(session.out, *answered, rulesets);
  }
  return exit;
}

}  // namespace

Exit run_status(const StatusOptions& options, const Session& session) {
  const proof::Question question = options.person        ? proof::Question::kPerson
                                   : options.certificate ? proof::Question::kCertificate
                                                         : proof::Question::kAccreditation;
  return say(answer(options, question, session), false, session);
}

Exit run_history(const StatusOptions& options, const Session& session) {
  return say(answer(options, proof::Question::kHistory, session), true, session);
}

}  // namespace kuboluk::tools
