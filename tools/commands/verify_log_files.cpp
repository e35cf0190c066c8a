// Evidence about the log itself: checkpoints, inclusion proofs, events.
#include <boost/json.hpp>
#include <ostream>

#include "crypto/encoding.h"
#include "ledger/domain/event.h"
#include "ledger/log/cosignature.h"
#include "ledger/log/tlog_proof.h"
#include "tools/commands/verify.h"
#include "tools/output/answer_json.h"
#include "tools/output/words.h"

namespace kuboluk::tools {

namespace {

std::optional<std::uint64_t> age_of(const log::CosignedCheckpoint& checkpoint,
                                    const Session& session) {
  if (!checkpoint.as_of()) return std::nullopt;
  return session.clock_s() > *checkpoint.as_of() ? session.clock_s() - *checkpoint.as_of() : 0;
}

std::string counted(const log::CosignedCheckpoint& checkpoint) {
  std::vector<std::string> names;
  for (const log::CountedCosigner& cosigner : checkpoint.cosigners())
    names.push_back(cosigner.name);
  return std::to_string(names.size()) +
         (names.size() == 1 ? " cosignature counts" : " cosignatures count") +
         (names.empty() ? "" : ": " + name_list(names));
}

boost::json::object checkpoint_json(const log::CosignedCheckpoint& checkpoint, Exit exit,
                                    std::string_view kind, const Session& session) {
  boost::json::object out;
  out["kind"] = kind;
  out["verdict"] = exit == Exit::kHolds ? "holds" : "cannot_tell";
  out["exit"] = static_cast<int>(exit);
  out["origin"] = printable_argument(checkpoint.checkpoint().origin);
  out["size"] = checkpoint.checkpoint().size;
  out["root"] = crypto::to_base64(checkpoint.checkpoint().root);
  out["cosignatures"] = checkpoint.cosigners().size();
  add_cosigners(out, checkpoint.cosigners(), checkpoint.as_of(), age_of(checkpoint, session));
  boost::json::array ignored;
  for (const std::string& line : checkpoint.ignored()) {
    ignored.push_back(boost::json::value(printable_argument(line)));
  }
  out["ignored"] = std::move(ignored);
  return out;
}

void print_checkpoint_words(const log::CosignedCheckpoint& checkpoint, const Session& session) {
  std::ostream& out = session.out;
  out << "  log          " << printable_argument(checkpoint.checkpoint().origin) << '\n';
  out << "  size         " << checkpoint.checkpoint().size << " entries\n";
  out << "  root         " << crypto::to_base64(checkpoint.checkpoint().root) << '\n';
  out << "  cosigned     " << counted(checkpoint) << '\n';
  if (const auto age = age_of(checkpoint, session)) {
    out << "  as of        " << utc_words(*checkpoint.as_of()) << " (" << age_words(*age) << ")\n";
  }
  for (const std::string& ignored : checkpoint.ignored()) {
    out << "  not counted  " << printable_argument(ignored) << '\n';
  }
}

// kCannotTell: the policy asks for cosigners, and no time of theirs can be believed.
Exit age_exit(const log::CosignedCheckpoint& checkpoint, const ReaderFiles& reader) {
  const bool known = checkpoint.as_of() || !reader.policy.has_quorum();
  return known ? Exit::kHolds : Exit::kCannotTell;
}

bool counts(std::string_view text, const crypto::NoteSignature& line, const log::Policy& policy) {
  for (const log::PolicyWitness& witness : policy.witnesses()) {
    if (log::verify_cosignature(text, line, witness.key)) return true;
  }
  for (const log::PolicyLog& log : policy.logs()) {
    if (crypto::verify_note_signature(text, line, log.key)) return true;
  }
  return false;
}

// A checkpoint without a quorum is only incomplete if every line on it is good; with a line that
// nobody can vouch for it may just as well be damaged, and then it is no evidence.
bool only_incomplete(std::string_view bytes, const log::Policy& policy) {
  const Result<crypto::Note> note = crypto::parse_note(bytes);
  if (!note) return false;
  for (const crypto::NoteSignature& line : note->signatures) {
    if (!counts(note->text, line, policy)) return false;
  }
  return true;
}

Exit refuse_checkpoint(std::string_view bytes, const Error& error, const ReaderFiles& reader,
                       const Session& session) {
  if (error.rule == "quorum" && only_incomplete(bytes, reader.policy)) {
    return refuse(
        session, Exit::kCannotTell, error,
        "CANNOT TELL: too few of the cosigners that your policy asks for have signed yet");
  }
  return refuse(session, Exit::kInvalidEvidence, error,
                "INVALID EVIDENCE: this is no checkpoint, proof or event that your policy accepts");
}

}  // namespace

Exit verify_checkpoint_file(std::string_view bytes, const ReaderFiles& reader,
                            const Session& session) {
  const Result<log::CosignedCheckpoint> checkpoint = log::verify_checkpoint(
      reader.policy, bytes, session.clock_s(), kClockSkewSeconds, log::CheckpointMode::kBare);
  if (!checkpoint) return refuse_checkpoint(bytes, checkpoint.error(), reader, session);
  const Exit exit = age_exit(*checkpoint, reader);
  if (session.json) {
    session.out << boost::json::serialize(checkpoint_json(*checkpoint, exit, "checkpoint", session))
                << '\n';
    return exit;
  }
  session.out << (exit == Exit::kHolds ? "HOLDS: a checkpoint that your policy accepts\n"
                                       : "CANNOT TELL: no time on it can be believed\n");
  print_checkpoint_words(*checkpoint, session);
  return exit;
}

Exit verify_tlog_proof_file(std::string_view bytes, std::string_view entry,
                            const ReaderFiles& reader, const Session& session) {
  const Result<log::TlogProof> proof = log::parse_tlog_proof(bytes);
  if (!proof) {
    return refuse(session, Exit::kInvalidEvidence, proof.error(), "this is no tlog-proof");
  }
  const Result<log::CosignedCheckpoint> checkpoint =
      log::verify_tlog_proof(reader.policy, *proof, log::leaf_hash(bytes_of(entry)),
                             session.clock_s(), kClockSkewSeconds, log::CheckpointMode::kBare);
  if (!checkpoint) return refuse_checkpoint(proof->checkpoint, checkpoint.error(), reader, session);
  const Exit exit = age_exit(*checkpoint, reader);
  if (session.json) {
    boost::json::object out = checkpoint_json(*checkpoint, exit, "tlog-proof", session);
    out["index"] = proof->index;
    session.out << boost::json::serialize(out) << '\n';
    return exit;
  }
  session.out << (exit == Exit::kHolds ? "HOLDS: " : "CANNOT TELL: ") << "the entry is number "
              << proof->index << " of the log\n";
  print_checkpoint_words(*checkpoint, session);
  return exit;
}

namespace {

Result<domain::SignedEvent> check_event(std::string_view bytes, const EventAuthors& authors) {
  Result<domain::SignedEvent> event = domain::parse_signed_event(bytes);
  if (!event) return event.error();
  const bool genesis = event->event.type == "ledger.genesis";
  if (!genesis && event->event.ledger != authors.ledger) {
    return Error{"X.LEDGER", event->event.ledger,
                 "the event is for another ledger than " + authors.ledger};
  }
  const Result<domain::AuthorKeys> keys = authors.keys_of(event->event.by);
  if (!keys) return keys.error();
  const Result<void> signed_well = domain::verify_signatures(*event, *keys);
  if (!signed_well) return signed_well.error();
  return event;
}

boost::json::object event_json(const domain::SignedEvent& event) {
  boost::json::object out;
  out["kind"] = "event";
  out["verdict"] = "holds";
  out["exit"] = static_cast<int>(Exit::kHolds);
  out["event"] = crypto::to_hex(event.id);
  out["ledger"] = event.event.ledger;
  out["type"] = event.event.type;
  out["by"] = event.event.by;
  out["signed"] = domain::print_local_time(event.event.signed_at, event.event.offset);
  out["expires"] = domain::print_local_time(event.event.expires, event.event.offset);
  out["at"] = domain::print_local_time(event.event.at, event.event.offset);
  out["signatures"] = event.note.signatures.size();
  return out;
}

}  // namespace

Exit verify_event_file(std::string_view bytes, const EventAuthors& authors,
                       const Session& session) {
  const Result<domain::SignedEvent> event = check_event(bytes, authors);
  if (!event) {
    return refuse(session, Exit::kInvalidEvidence, event.error(),
                  "INVALID EVIDENCE: this event was not signed as it stands");
  }
  if (session.json) {
    session.out << boost::json::serialize(event_json(*event)) << '\n';
    return Exit::kHolds;
  }
  const domain::Offset offset = event->event.offset;
  session.out << "HOLDS: an event signed by " << event->event.by << '\n'
              << "  event        " << crypto::to_hex(event->id) << '\n'
              << "  ledger       " << event->event.ledger << '\n'
              << "  type         " << event->event.type << '\n'
              << "  signed       " << domain::print_local_time(event->event.signed_at, offset)
              << '\n'
              << "  takes effect " << domain::print_local_time(event->event.at, offset) << '\n'
              << "  expires      " << domain::print_local_time(event->event.expires, offset) << '\n'
              << "  note         only the signature was checked; a status proof shows what the "
                 "ledger says\n";
  return Exit::kHolds;
}

}  // namespace kuboluk::tools
