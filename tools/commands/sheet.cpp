#include "tools/commands/sheet.h"

#include <boost/json.hpp>

#include <filesystem>
#include <ostream>

#include "ledger/domain/ids.h"
#include "ledger/proof/list_proof.h"
#include "tools/commands/evidence.h"
#include "tools/commands/evidence_place.h"
#include "tools/files.h"
#include "tools/output/words.h"
#include "tools/paper/proven_texts.h"
#include "tools/paper/sheet.h"

namespace kuboluk::tools {

namespace {

template <class T>
using Or = boost::system::result<T, Exit>;

// What was checked about the command line before anything is read.
struct Wanted {
  domain::TwoClocks clocks;
  std::string base_url;
};

// A verified list with the proof it was read from.
struct ProvenList {
  proof::VerifiedList list;
  std::string bytes;
  paper::OrganisationNames names;  // empty if the evidence holds only ids
};

Or<Wanted> read_wanted(const SheetOptions& options, const Session& session) {
  const Result<domain::TwoClocks> clocks = read_clocks(options.clocks, session);
  if (!clocks) {
    return refuse(session, Exit::kUsage, clocks.error(), "write 2025-11-21T15:00:00+06:00");
  }
  if (!domain::is_body_id(options.election)) {
    return refuse(session, Exit::kUsage,
                  Error{"X.FORM", printable(options.election, 40), "this is no election id"},
                  "an election id looks like kg-jk-2025");
  }
  const Result<std::string> url = paper::check_base_url(options.url);
  if (!url) return refuse(session, Exit::kUsage, url.error(), "as in https://ledger.example");
  return Wanted{*clocks, *url};
}

Or<ProvenList> verify_bytes(const SheetOptions& options, const Wanted& wanted,
                            const ReaderFiles& reader, std::string bytes, const Session& session) {
  const Result<proof::VerifiedList> list = proof::verify_list(
      reader.view(session, options.age_limit_hours), bytes, options.election, wanted.clocks);
  if (list) return ProvenList{*list, std::move(bytes), {}};
  return refuse_evidence(
      session, list.error(),
      "INVALID EVIDENCE: nothing was printed; ask another node for a list proof");
}

// A ledger also has the names of the organisations that the list names.
Or<ProvenList> with_names(ProvenList proven, const batch::LedgerReader& state,
                          const Session& session) {
  for (const proof::ListRow& row : proven.list.rows()) {
    const std::string& organisation = row.accreditation.organisation;
    if (organisation.empty() || proven.names.contains(organisation)) continue;
    const Result<paper::Texts> names =
        paper::organisation_names(state, proven.list.confirmation().status_root, organisation);
    if (!names) return refuse_evidence(session, names.error(), "check the ledger: kuboluk audit");
    proven.names.emplace(organisation, *names);
  }
  return proven;
}

Or<ProvenList> prove(const SheetOptions& options, const Wanted& wanted, const ReaderFiles& reader,
                     const Session& session) {
  if (!options.proof.empty()) {
    Result<std::string> bytes = read_file(options.proof, proof::kListProofBytesMax);
    if (!bytes) return refuse(session, Exit::kBadFile, bytes.error(), "give a list proof file");
    return verify_bytes(options, wanted, reader, std::move(*bytes), session);
  }
  const auto place = EvidencePlace::open(options.ledger, options.node, session);
  if (!place) return place.error();
  Result<std::string> bytes = place->list_proof(options.election, reader, session);
  if (!bytes) {
    return refuse_evidence(session, bytes.error(),
                           place->is_node()
                               ? "ask another node for a list proof"
                               : "nothing was printed: this ledger does not fit your policy");
  }
  auto proven = verify_bytes(options, wanted, reader, std::move(*bytes), session);
  if (!proven || place->state() == nullptr) return proven;
  return with_names(std::move(*proven), *place->state(), session);
}

// The exit to refuse with; kHolds if a list may be printed.
Exit judge(const proof::VerifiedList& list, const Session& session) {
  if (!knows_election(list.law())) {
    return refuse(session, Exit::kOther,
                  Error{"X.UNKNOWN", list.election(), std::string(kUnknownElection)},
                  "an election id looks like kg-jk-2025");
  }
  if (list.cannot_tell().empty()) return Exit::kHolds;
  // A list on which nobody may pass would send everybody away.
  return refuse(session, Exit::kCannotTell,
                Error{"CANNOT TELL", list.election(), list.cannot_tell()},
                "nothing was printed; take fresh evidence, or allow its age with --age-limit");
}

Exit say_made(const SheetOptions& options, const paper::SheetFacts& facts, std::size_t pages,
              const Session& session) {
  if (session.json) {
    boost::json::object out;
    out["election"] = facts.election_id;
    out["rows"] = facts.listed.size();
    out["gone"] = facts.gone.size();
    out["pages"] = pages;
    out["size"] = facts.evidence.size;
    out["url"] = options.revoked_only ? facts.gone_url : facts.list_url;
    out["file"] = printable_argument(options.out);
    out["exit"] = static_cast<int>(Exit::kHolds);
    session.out << boost::json::serialize(out) << '\n';
    return Exit::kHolds;
  }
  session.out << facts.election_id << ": " << facts.listed.size() << " accredited numbers, "
              << facts.gone.size() << " revoked or superseded ones, on " << pages
              << (pages == 1 ? " page\n" : " pages\n") << "  file           "
              << printable_argument(options.out) << '\n';
  return Exit::kHolds;
}

}  // namespace

Exit run_sheet(const SheetOptions& options, const Session& session) {
  const auto wanted = read_wanted(options, session);
  if (!wanted) return wanted.error();
  const Result<ReaderFiles> reader = ReaderFiles::load(options.policy);
  if (!reader) return refuse(session, Exit::kBadFile, reader.error(), kPolicyHint);
  const auto proven = prove(options, *wanted, *reader, session);
  if (!proven) return proven.error();
  const Exit judged = judge(proven->list, session);
  if (judged != Exit::kHolds) return judged;
  const Result<proof::ListProof> parsed = proof::parse_list_proof(proven->bytes);
  if (!parsed) return refuse_evidence(session, parsed.error(), "nothing was printed");
  const paper::SheetFacts facts =
      paper::sheet_facts(proven->list, *parsed, proven->names, wanted->base_url);
  const auto pages = paper::sheet_pages(facts, options.revoked_only);
  if (!pages) return refuse(session, Exit::kUsage, pages.error(), "give a shorter --url");
  const Result<std::string> pdf =
      paper::render_pdf(*pages, {"Kuboluk " + facts.election_id, facts.evidence.as_of});
  if (!pdf) return refuse(session, Exit::kBadFile, pdf.error(), "install the font, then try again");
  const Result<void> written = write_new_file(options.out, *pdf);
  if (!written)
    return refuse(session, Exit::kBadFile, written.error(), "choose another --out file");
  return say_made(options, facts, pages->size(), session);
}

}  // namespace kuboluk::tools
