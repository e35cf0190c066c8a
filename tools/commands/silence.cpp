#include "tools/commands/silence.h"

#include <algorithm>

#include "ledger/domain/entry.h"
#include "tools/commands/evidence.h"
#include "tools/commands/evidence_place.h"
#include "tools/commands/verify.h"
#include "tools/files.h"
#include "tools/output/words.h"

namespace kuboluk::tools {

namespace {

using proof::SilenceFinding;

constexpr std::string_view kInvalid =
    "INVALID EVIDENCE: nothing was certified; ask another node for the proof";
// Most persons that are asked about one by one, to say who was answered; a longer list is for the
// election's pages. Stops a filing of thousands from costing thousands of requests.
constexpr std::size_t kPersonsAskedMax = 600;

// The signed list of the application: of all its parts, if it was divided. Errors: the place's;
// X.PROOF; X.FORM.
Result<domain::Event> filing_event(const EvidencePlace& place, const proof::HistoryAct& filed,
                                   std::uint64_t size) {
  const Result<std::string> entry = place.entry(filed.index, size);
  if (!entry) return entry.error();
  const Result<domain::SignedEvent> last = event_with_leaf(*entry, filed.leaf);
  if (!last) return last.error();
  if (!last->event.part) return last->event;
  std::vector<domain::Event> parts;
  const std::uint64_t count = last->event.part->count;
  for (std::uint64_t i = 0; i < count && count <= filed.index + 1; ++i) {
    const Result<std::string> part = place.entry(filed.index + 1 - count + i, size);
    if (!part) return part.error();
    const Result<domain::SignedEvent> event =
        event_with_leaf(*part, log::leaf_hash(bytes_of(*part)));
    if (!event) return event.error();
    parts.push_back(event->event);
  }
  return domain::join(parts);  // by the hash of the whole list, which the last part states
}

class Certifying {
 public:
  Certifying(const SilenceOptions& options, domain::Day by, const ReaderFiles& reader,
             const EvidencePlace& place, const Session& session)
      : options_(options), by_(by), reader_(reader), place_(place), session_(session) {}

  Exit run() const {
    Result<proof::Silence> made = make(options_.person);
    if (!made) return refuse_evidence(session_, made.error(), kInvalid);
    const auto verified = check(*made);
    if (!verified) return say_refused(verified.error());
    if (verified->answer().finding != SilenceFinding::kSilent) {
      say_silence({verified->answer(), {}, answered_persons(verified->answer())}, session_);
      return silence_exit(verified->answer().finding);
    }
    if (!options_.receipt.empty()) {
      if (const auto attached = attach(*made, verified->answer()); !attached) {
        return refuse(session_, Exit::kBadFile, attached.error(),
                      "give the receipt of the node that took this application");
      }
    }
    return keep(*made);
  }

 private:
  Result<proof::Silence> make(const std::string& person) const {
    const auto asked = proof::silence_asked(options_.application, options_.election, person);
    Result<std::string> bytes = place_.status_proof(asked, reader_, session_);
    if (!bytes) return bytes.error();
    const auto proof = proof::parse_status_proof(*bytes);
    if (!proof) return proof.error();
    return proof::Silence{
        proof->ledger, options_.application, options_.election, person, by_, {}, std::move(*bytes)};
  }

  Result<proof::VerifiedSilence> check(const proof::Silence& silence) const {
    return proof::verify_silence(reader_.view(session_, kAgeLimitHours),
                                 proof::print_silence(silence));
  }

  Exit say_refused(const Error& error) const {
    if (error.rule != "step 6") return refuse_evidence(session_, error, kInvalid);
    return refuse(session_, Exit::kCannotTell, error,
                  "CANNOT TELL: wait for a seal after that day (the ledger seals at local midnight "
                  "and at least hourly), then ask again, or choose an earlier day");
  }

  // Who of the application has a decision by that day. What cannot be read is left out: the
  // certificate is refused in any case.
  std::vector<std::string> answered_persons(const proof::SilenceAnswer& answer) const {
    std::vector<std::string> answered;
    if (answer.finding != SilenceFinding::kAnswered || !options_.person.empty()) return answered;
    const auto event = filing_event(place_, *answer.filed, answer.confirmation->size);
    if (!event) return answered;
    const auto lines = event->all("person");
    for (std::size_t i = 0; i < std::min(lines.size(), kPersonsAskedMax); ++i) {
      const std::string& person = lines[i]->values.front();
      const auto made = make(person);
      if (!made) return answered;
      const auto verified = check(*made);
      if (verified && verified->answer().finding == SilenceFinding::kAnswered) {
        answered.push_back(person);
      }
    }
    return answered;
  }

  Result<void> attach(proof::Silence& silence, const proof::SilenceAnswer& answer) const {
    Result<std::string> note = read_file(options_.receipt, exchange::kStatementBytesMax);
    if (!note) return note.error();
    if (!note->ends_with('\n')) return Error{"X.FORM", options_.receipt, "no signed note"};
    const std::uint64_t size = answer.confirmation->size;
    Result<std::string> genesis = place_.entry(0, size);
    if (!genesis) return genesis.error();
    Result<std::string> filing = place_.entry(answer.filed->index, size);
    if (!filing) return filing.error();
    silence.receipt =
        proof::AttachedReceipt{std::move(*note), std::move(*genesis), std::move(*filing)};
    const auto verified = check(silence);
    if (!verified) return verified.error();
    const auto opened = open_attached_receipt(verified->answer());
    if (!opened) return opened.error();
    return {};
  }

  // The file is verified as any reader will do it, from its bytes.
  Exit keep(const proof::Silence& silence) const {
    const std::string bytes = proof::print_silence(silence);
    const Result<void> kept = keep_proof(options_.out, bytes);
    if (!kept) return refuse(session_, Exit::kBadFile, kept.error(), "choose another --out file");
    return verify_silence_file(bytes, reader_, session_);
  }

  const SilenceOptions& options_;
  domain::Day by_;
  const ReaderFiles& reader_;
  const EvidencePlace& place_;
  const Session& session_;
};

}  // namespace

Result<std::optional<exchange::Receipt>> open_attached_receipt(const proof::SilenceAnswer& answer) {
  const auto& attached = answer.certificate.receipt;
  if (!attached) return std::optional<exchange::Receipt>();
  const auto at_step_8 = [](const Error& cause) {
    return Error{"step 8", "receipt", cause.message()};
  };
  const auto genesis =
      event_with_leaf(attached->genesis, log::leaf_hash(bytes_of(attached->genesis)));
  if (!genesis) return at_step_8(genesis.error());
  const auto key = node_key_of(genesis->event, attached->note);
  if (!key) return at_step_8(key.error());
  auto receipt = exchange::open_receipt(attached->note, answer.certificate.ledger, *key);
  if (!receipt) return at_step_8(receipt.error());
  const auto& events = receipt->events;
  if (std::find(events.begin(), events.end(), answer.filing_event) == events.end()) {
    return Error{"step 8", "receipt", "it is for other events than this filing"};
  }
  return std::optional(std::move(*receipt));
}

Exit verify_silence_file(std::string_view bytes, const ReaderFiles& reader,
                         const Session& session) {
  constexpr std::string_view kNext =
      "INVALID EVIDENCE: do not rely on this file; ask a node for a new one";
  const auto verified = proof::verify_silence(reader.view(session, kAgeLimitHours), bytes);
  if (!verified) return refuse_evidence(session, verified.error(), kNext);
  const auto receipt = open_attached_receipt(verified->answer());
  if (!receipt) return refuse_evidence(session, receipt.error(), kNext);
  say_silence({verified->answer(), *receipt, {}}, session);
  return silence_exit(verified->answer().finding);
}

Exit run_silence(const SilenceOptions& options, const Session& session) {
  const auto by = domain::parse_day(options.by);
  if (!by) {
    return refuse(session, Exit::kUsage,
                  Error{"X.FORM", printable(options.by, 40), "this is no day"},
                  "write --by 2025-11-10");
  }
  const auto asked = proof::silence_asked(options.application, options.election, options.person);
  if (!proof::well_formed(asked) ||
      !proof::well_formed(proof::silence_asked(options.application, options.election, ""))) {
    return refuse(session, Exit::kUsage,
                  Error{"X.FORM", printable(options.application, 40),
                        "application, election or person have no possible shape"},
                  "an application looks like APP-odihr-3, an election like kg-jk-2025");
  }
  const Result<ReaderFiles> reader = ReaderFiles::load(options.policy);
  if (!reader) return refuse(session, Exit::kBadFile, reader.error(), kPolicyHint);
  const auto place = EvidencePlace::open(options.ledger, options.node, session);
  if (!place) return place.error();
  return Certifying(options, *by, *reader, *place, session).run();
}

}  // namespace kuboluk::tools
