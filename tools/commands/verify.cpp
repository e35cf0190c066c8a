#include "tools/commands/verify.h"

#include <boost/json.hpp>
#include <ostream>

#include "ledger/proof/list_proof.h"
#include "ledger/proof/status_proof.h"
#include "tools/commands/dossier.h"
#include "tools/commands/event_authors.h"
#include "tools/commands/evidence.h"
#include "tools/commands/list.h"
#include "tools/commands/silence.h"
#include "tools/files.h"
#include "tools/open_ledger.h"
#include "tools/output/answer_json.h"
#include "tools/output/answer_text.h"

namespace kuboluk::tools {

namespace {

constexpr std::pair<std::string_view, EvidenceKind> kHeaders[] = {
    {proof::kStatusProofHeader, EvidenceKind::kStatusProof},
    {proof::kListProofHeader, EvidenceKind::kListProof},
    {proof::kSilenceHeader, EvidenceKind::kSilence},
    {"c2sp.org/tlog-proof@v1", EvidenceKind::kTlogProof},
    {"kuboluk/event/v1", EvidenceKind::kEvent},
    {"kuboluk/fork/v1", EvidenceKind::kFork},
    {"kuboluk/receipt/v1", EvidenceKind::kReceipt},
    {"kuboluk/rejection/v1", EvidenceKind::kRejection},
    {"kuboluk/refusal/v1", EvidenceKind::kRefusal},
    {"kuboluk/recorded/v1", EvidenceKind::kRecorded},
};

Exit need(const Session& session, std::string object, std::string detail, std::string_view next) {
  return refuse(session, Exit::kUsage, Error{"X.FORM", std::move(object), std::move(detail)}, next);
}

bool is_statement(EvidenceKind kind) {
  return kind >= EvidenceKind::kFork && kind <= EvidenceKind::kRecorded;
}

Exit verify_event(std::string_view bytes, const VerifyOptions& options, const Session& session) {
  if (options.genesis.empty() && options.ledger.empty()) {
    return need(session, options.file, "an event is checked against the keys of its author",
                "add --genesis FILE (keys of the start) or --ledger DIR (keys of today)");
  }
  if (!options.genesis.empty()) {
    const Result<std::string> genesis = read_file(options.genesis, domain::kEventBytesMax);
    if (!genesis) return refuse(session, Exit::kBadFile, genesis.error(), "give a genesis file");
    const auto authors = authors_of_genesis(*genesis);
    if (!authors) {
      return refuse(session, Exit::kBadFile, authors.error(), options.genesis + " is no genesis");
    }
    return verify_event_file(bytes, **authors, session);
  }
  const Result<OpenedLedger> ledger = OpenedLedger::open(options.ledger);
  if (!ledger) return refuse(session, Exit::kBadFile, ledger.error(), "give a ledger folder");
  return verify_event_file(bytes, LedgerAuthors(*ledger), session);
}

Exit verify_with_policy(EvidenceKind kind, std::string_view bytes, const VerifyOptions& options,
                        domain::TwoClocks clocks, const Session& session) {
  if (options.policy.empty()) {
    return need(session, "--policy", "this evidence is checked against a policy", kPolicyHint);
  }
  const Result<ReaderFiles> reader = ReaderFiles::load(options.policy);
  if (!reader) return refuse(session, Exit::kBadFile, reader.error(), kPolicyHint);
  if (kind == EvidenceKind::kStatusProof) {
    return verify_status_file(bytes, *reader, clocks, options.age_limit_hours, session);
  }
  if (kind == EvidenceKind::kListProof) {
    return verify_list_file(bytes, *reader, clocks, options.age_limit_hours, session);
  }
  if (kind == EvidenceKind::kDossier) return check_dossier_file(bytes, *reader, session);
  if (kind == EvidenceKind::kSilence) return verify_silence_file(bytes, *reader, session);
  if (kind == EvidenceKind::kCheckpoint) return verify_checkpoint_file(bytes, *reader, session);
  if (options.entry.empty()) {
    return need(session, options.file, "a tlog-proof is about one entry, which it does not contain",
                "add --entry FILE with the exact bytes of the entry");
  }
  const Result<std::string> entry = read_file(options.entry, domain::kEntryBytesMax);
  if (!entry) return refuse(session, Exit::kBadFile, entry.error(), "give the file of the entry");
  return verify_tlog_proof_file(bytes, *entry, *reader, session);
}

}  // namespace

EvidenceKind recognise(std::string_view bytes) {
  const std::string_view first = bytes.substr(0, bytes.find('\n'));
  for (const auto& [header, kind] : kHeaders) {
    if (first == header) return kind;
  }
  return is_dossier(bytes) ? EvidenceKind::kDossier : EvidenceKind::kCheckpoint;
}

Exit verify_status_file(std::string_view bytes, const ReaderFiles& reader, domain::TwoClocks clocks,
                        std::uint64_t age_limit_hours, const Session& session) {
  const Result<proof::StatusVerdict> verdict =
      proof::verify_status(reader.view(session, age_limit_hours), bytes, std::nullopt, clocks);
  if (!verdict) {
    return refuse_evidence(session, verdict.error(),
                           "INVALID EVIDENCE: do not rely on this file; ask a node for a new one");
  }
  const Exit exit = verdict_exit(verdict->verdict());
  const bool history = verdict->answer().asked.question == proof::Question::kHistory;
  if (session.json) {
    session.out << boost::json::serialize(status_json(*verdict, exit, reader.rulesets, history))
                << '\n';
  } else if (history) {
    print_history(session.out, *verdict, reader.rulesets);
  } else {
    print_status(session.out, *verdict, reader.rulesets);
  }
  return exit;
}

Exit verify_list_file(std::string_view bytes, const ReaderFiles& reader, domain::TwoClocks clocks,
                      std::uint64_t age_limit_hours, const Session& session) {
  const Result<proof::VerifiedList> list =
      proof::verify_list(reader.view(session, age_limit_hours), bytes, std::nullopt, clocks);
  if (!list) {
    return refuse_evidence(session, list.error(),
                           "INVALID EVIDENCE: do not rely on this file; ask a node for a new one");
  }
  return say_list(*list, ListOptions{}, session);
}

Exit run_verify(const VerifyOptions& options, const Session& session) {
  const Result<domain::TwoClocks> clocks = read_clocks(options.clocks, session);
  if (!clocks) {
    return refuse(session, Exit::kUsage, clocks.error(), "write 2025-11-21T15:00:00+06:00");
  }
  const Result<std::string> bytes = read_file(options.file, proof::kListProofBytesMax);
  if (!bytes) {
    return refuse(session, Exit::kBadFile, bytes.error(),
                  "give a proof, checkpoint, event, receipt, refusal or fork file");
  }
  const EvidenceKind kind = recognise(*bytes);
  if (kind == EvidenceKind::kEvent) return verify_event(*bytes, options, session);
  if (is_statement(kind)) {
    if (!options.genesis.empty()) {
      return verify_statement_file(kind, *bytes, options.genesis, session);
    }
    return need(session, options.file, "this evidence is checked against the keys of the genesis",
                "add --genesis FILE");
  }
  return verify_with_policy(kind, *bytes, options, *clocks, session);
}

}  // namespace kuboluk::tools
