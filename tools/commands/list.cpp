#include "tools/commands/list.h"

#include <boost/json.hpp>
#include <ostream>

#include "ledger/domain/ids.h"
#include "ledger/proof/list_proof.h"
#include "tools/commands/evidence.h"
#include "tools/commands/evidence_place.h"
#include "tools/files.h"
#include "tools/output/answer_json.h"
#include "tools/output/answer_text.h"
#include "tools/output/words.h"

namespace kuboluk::tools {

namespace {

boost::system::result<std::string, Exit> proof_bytes(const ListOptions& options,
                                                     const ReaderFiles& reader,
                                                     const Session& session) {
  if (!options.proof.empty()) {
    const Result<std::string> bytes = read_file(options.proof, proof::kListProofBytesMax);
    if (!bytes) return refuse(session, Exit::kBadFile, bytes.error(), "give a list proof file");
    return *bytes;
  }
  const auto place = EvidencePlace::open(options.ledger, options.node, session);
  if (!place) return place.error();
  const Result<std::string> bytes = place->list_proof(options.election, reader, session);
  if (bytes) return *bytes;
  return refuse_evidence(session, bytes.error(),
                         place->is_node()
                             ? "ask another node for a list proof"
                             : "nothing was answered: this ledger does not fit your policy");
}

}  // namespace

Exit say_list(const proof::VerifiedList& list, const ListOptions& shown, const Session& session) {
  if (!knows_election(list.law())) {
    return refuse(session, Exit::kOther,
                  Error{"X.UNKNOWN", list.election(), std::string(kUnknownElection)},
                  "an election id looks like kg-jk-2025");
  }
  const Exit exit = list.cannot_tell().empty() ? Exit::kHolds : Exit::kCannotTell;
  const ListFilter filter{shown.organisation, shown.decrees};
  if (session.json) {
    const domain::Rulesets rulesets = domain::built_in_rulesets();
    session.out << boost::json::serialize(list_json(list, filter, exit, rulesets)) << '\n';
  } else {
    print_list(session.out, list, filter);
  }
  return exit;
}

Exit run_list(const ListOptions& options, const Session& session) {
  const Result<domain::TwoClocks> clocks = read_clocks(options.clocks, session);
  if (!clocks) {
    return refuse(session, Exit::kUsage, clocks.error(), "write 2025-11-21T15:00:00+06:00");
  }
  if (!domain::is_body_id(options.election)) {
    return refuse(session, Exit::kUsage,
                  Error{"X.FORM", printable(options.election, 40), "this is no election id"},
                  "an election id looks like kg-jk-2025");
  }
  const Result<ReaderFiles> reader = ReaderFiles::load(options.policy);
  if (!reader) return refuse(session, Exit::kBadFile, reader.error(), kPolicyHint);
  const auto bytes = proof_bytes(options, *reader, session);
  if (!bytes) return bytes.error();
  const Result<proof::VerifiedList> list = proof::verify_list(
      reader->view(session, options.age_limit_hours), *bytes, options.election, *clocks);
  if (!list) {
    return refuse_evidence(
        session, list.error(),
        "INVALID EVIDENCE: nothing was answered; ask another node for a list proof");
  }
  if (!options.out.empty()) {
    const Result<void> kept = keep_proof(options.out, *bytes);
    if (!kept) return refuse(session, Exit::kBadFile, kept.error(), "choose another --out file");
  }
  return say_list(*list, options, session);
}

}  // namespace kuboluk::tools
