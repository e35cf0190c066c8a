#include <algorithm>
#include <limits>

#include "ledger/domain/entry.h"
#include "ledger/domain/signed_event.h"
#include "ledger/domain/view.h"
#include "ledger/log/merkle.h"
#include "ledger/proof/closure.h"
#include "ledger/proof/silence.h"
#include "ledger/proof/verify_steps.h"

namespace kuboluk::proof {

namespace {

std::string_view word_of(const HistoryAct& act, std::string_view key) {
  for (const auto& [name, value] : act.words) {
    if (name == key) return value;
  }
  return {};
}

bool is_decision(std::string_view type) {
  return type == "accreditation.grant" || type == "accreditation.refuse";
}

// Which lines of the proven records are about the application.
class Story {
 public:
  explicit Story(const Silence& silence)
      : silence_(silence),
        application_(domain::object_key("application", silence.election, silence.application)),
        main_(main_key(silence_asked(silence.application, silence.election, silence.person))) {}

  bool filing(const HistoryAct& act) const {
    if (act.type != "application.submit" || act.record != main_) return false;
    return silence_.person.empty() || word_of(act, "application") == silence_.application;
  }
  bool forwarding(const HistoryAct& act) const {
    return act.type == "application.forward" && act.record == application_;
  }
  bool withdrawal(const HistoryAct& act) const {
    return act.type == "application.withdraw" && act.record == application_;
  }
  // One that was annulled or rescinded later is a decision all the same: somebody answered.
  bool decision(const HistoryAct& act) const {
    if (!is_decision(act.type) || act.record != main_) return false;
    return silence_.person.empty() || word_of(act, "application") == silence_.application;
  }

 private:
  const Silence& silence_;
  std::string application_;
  std::string main_;
};

// Step 7: everything by its known time.
void fold(const std::vector<HistoryAct>& history, SilenceAnswer& answer) {
  const Story story(answer.certificate);
  for (const HistoryAct& act : history) {
    const bool in_time = act.known < answer.until;
    if (story.decision(act)) {
      if (in_time) {
        answer.decisions.push_back(act);
      } else if (!answer.later) {
        answer.later = act;
      }
    }
    if (!in_time) continue;
    if (story.filing(act) && !answer.filed) answer.filed = act;
    if (story.forwarding(act)) answer.forwarded = act;
    if (story.withdrawal(act)) answer.withdrawn = act;
  }
}

SilenceFinding decide(const SilenceAnswer& answer) {
  if (!answer.cannot_tell.empty()) return SilenceFinding::kCannotTell;
  if (!answer.filed) return SilenceFinding::kNotReceived;
  if (!answer.decisions.empty()) return SilenceFinding::kAnswered;
  if (answer.withdrawn) return SilenceFinding::kWithdrawn;
  return SilenceFinding::kSilent;
}

ForwardingFinding decide_forwarding(const SilenceAnswer& answer, const StatusAnswer& at_the_day) {
  if (answer.forwarded) return ForwardingFinding::kForwarded;
  // Of a person with several applications the stage is that of another one, perhaps.
  if (at_the_day.accreditation.application != answer.certificate.application) {
    return ForwardingFinding::kNotShown;
  }
  if (at_the_day.stage == "at_mfa") return ForwardingFinding::kNotForwarded;
  return at_the_day.stage == "applied" ? ForwardingFinding::kNotNeeded
                                       : ForwardingFinding::kNotShown;
}

// The leaf that the proven ruleset record names as the genesis.
std::optional<Hash> genesis_leaf(const Silence& silence, const LawFacts& law) {
  const auto proof = parse_status_proof(silence.status_proof);
  if (!proof) return std::nullopt;
  for (const Part& part : proof->parts) {
    if (!part.record || !part.key.starts_with("ruleset/")) continue;
    const auto record = domain::parse_record(*part.record);
    if (!record || record->fact("name") != law.ruleset) continue;
    const auto* act = record->first_act("ledger.genesis");
    if (act != nullptr && act->index == 0) return act->leaf;
  }
  return std::nullopt;
}

// The event in the bytes of an entry that must have that leaf hash.
Result<domain::SignedEvent> attached_event(std::string_view object, const std::string& bytes,
                                           const std::optional<Hash>& leaf) {
  if (!leaf || log::leaf_hash(bytes_of(bytes)) != *leaf) {
    return at_step(8, object, "this is not the entry that the proven record names");
  }
  const auto entry = domain::parse_entry(bytes);
  if (!entry) return at_step(8, object, entry.error());
  if (entry->is_seal()) return at_step(8, object, "this entry is a seal");
  auto event = domain::parse_signed_event(std::get<std::string>(entry->body));
  if (!event) return at_step(8, object, event.error());
  return event;
}

}  // namespace

class SilenceVerifier {
 public:
  SilenceVerifier(const ReaderPolicy& reader, Silence silence)
      // Age does not matter: what was recorded by a past day, no newer act can change.
      : reader_{reader.policy, reader.rulesets, reader.clock_s, reader.skew_s,
                std::numeric_limits<std::uint64_t>::max()} {
    answer_.certificate = std::move(silence);
  }

  Result<VerifiedSilence> run() {
    const Silence& silence = answer_.certificate;
    const auto asked = silence_asked(silence.application, silence.election, silence.person);
    const auto whole = verify_status(reader_, silence.status_proof, asked, {});  // steps 1 to 5
    if (!whole) return whole.error();
    if (auto known = take_evidence(whole->answer()); !known) return known.error();  // steps 1, 6
    // Recorded by then is what was known a millisecond before the end: known times have no less.
    const auto at_the_day =
        verify_status(reader_, silence.status_proof, asked,
                      {domain::kEndOfTime, domain::Instant{answer_.until.ms - 1}});
    if (!at_the_day) return at_the_day.error();
    fold(whole->answer().history, answer_);  // step 7
    answer_.finding = decide(answer_);
    answer_.forwarding = decide_forwarding(answer_, at_the_day->answer());
    if (auto attached = check_receipt(); !attached) return attached.error();  // step 8
    return VerifiedSilence(std::move(answer_));
  }

 private:
  Result<void> take_evidence(const StatusAnswer& whole) {
    answer_.cannot_tell = whole.cannot_tell;
    answer_.law = whole.law;
    answer_.confirmation = whole.confirmation;
    answer_.notes = whole.notes;
    if (answer_.confirmation->ledger != answer_.certificate.ledger) {
      return at_step(1, "ledger", "the status proof is of another ledger than the file says");
    }
    if (answer_.law.ruleset.empty()) {
      return at_step(6, answer_.certificate.election,
                     "the ledger knows no such election, so no offset in which the day ends");
    }
    answer_.until = domain::end_of(answer_.certificate.by, answer_.law.offset);
    if (answer_.confirmation->seal_known < answer_.until) {
      return at_step(6, "seal",
                     "it is known at " +
                         domain::print_known_time(answer_.confirmation->seal_known) +
                         ", and the day ends at " + domain::print_known_time(answer_.until) +
                         ": this shows nothing about the time between");
    }
    return {};
  }

  Result<void> check_receipt() {
    const auto& receipt = answer_.certificate.receipt;
    if (!receipt) return {};
    if (!answer_.filed) return at_step(8, "filing", "the proof shows no filing in time");
    const auto genesis =
        attached_event("genesis", receipt->genesis, genesis_leaf(answer_.certificate, answer_.law));
    if (!genesis) return genesis.error();
    const auto info = domain::read_genesis(genesis->bytes);
    if (!info) return at_step(8, "genesis", info.error());
    if (info->id != answer_.certificate.ledger) {
      return at_step(8, "genesis", "it is of another ledger");
    }
    const auto filing = attached_event("filing", receipt->filing, answer_.filed->leaf);
    if (!filing) return filing.error();
    answer_.filing_event = filing->id;
    return {};
  }

  ReaderPolicy reader_;
  SilenceAnswer answer_;
};

Result<VerifiedSilence> verify_silence(const ReaderPolicy& reader, std::string_view bytes) {
  auto silence = parse_silence(bytes);  // step 1
  if (!silence) return at_step(1, silence.error().object, silence.error());
  return SilenceVerifier(reader, std::move(*silence)).run();
}

}  // namespace kuboluk::proof
