#include "tools/commands/badge.h"

#include <fmt/format.h>
#include <boost/json.hpp>

#include <filesystem>
#include <optional>
#include <ostream>

#include "ledger/domain/ids.h"
#include "ledger/proof/status_proof.h"
#include "tools/commands/evidence.h"
#include "tools/commands/evidence_place.h"
#include "tools/files.h"
#include "tools/output/words.h"
#include "tools/paper/badge.h"
#include "tools/paper/print_files.h"
#include "tools/paper/proven_texts.h"

namespace kuboluk::tools {

namespace {

namespace fs = std::filesystem;

// What was checked about the command line before anything is read.
struct Wanted {
  domain::TwoClocks clocks;
  proof::Asked asked;
  std::string base_url;
  speech::Language language = speech::Language::kKyrgyz;
};

// A verified answer with the bytes it was read from.
struct Proven {
  proof::StatusVerdict verdict;
  std::string bytes;
  paper::Texts organisation;  // names; empty if the evidence holds only the id
};

template <class T>
using Or = boost::system::result<T, Exit>;

Or<Wanted> read_wanted(const BadgeOptions& options, const Session& session) {
  const Result<domain::TwoClocks> clocks = read_clocks(options.clocks, session);
  if (!clocks) {
    return refuse(session, Exit::kUsage, clocks.error(), "write 2025-11-21T15:00:00+06:00");
  }
  const auto asked =
      proof::asked_from_typed(proof::Question::kAccreditation, options.election, options.number);
  if (!asked) {
    return refuse(session, Exit::kUsage, asked.error(), "a number looks like KG25-0128-L");
  }
  if (asked->mistyped) {
    return refuse(session, Exit::kOther,
                  Error{"MISTYPED", printable(options.number, 60),
                        std::string(verdict_sentence(domain::Verdict::kMistyped))},
                  "no certificate was made");
  }
  const Result<std::string> url = paper::check_base_url(options.url);
  if (!url) return refuse(session, Exit::kUsage, url.error(), "as in https://ledger.example");
  const auto language = speech::parse_language(options.language);
  if (!language) {
    return refuse(session, Exit::kUsage,
                  Error{"usage", printable(options.language, 20), "no language of this program"},
                  "--lang ky, ru or en");
  }
  return Wanted{*clocks, asked->asked, *url, *language};
}

// Verifies what was found, whatever it comes from.
Or<Proven> verify_bytes(const BadgeOptions& options, const Wanted& wanted,
                        const ReaderFiles& reader, std::string bytes, const Session& session) {
  const Result<proof::StatusVerdict> verdict = proof::verify_status(
      reader.view(session, options.age_limit_hours), bytes, wanted.asked, wanted.clocks);
  if (verdict) return Proven{*verdict, std::move(bytes), {}};
  return refuse_evidence(session, verdict.error(),
                         "INVALID EVIDENCE: no certificate was made; ask another node for a proof");
}

// A ledger also has the names of the organisation.
Or<Proven> with_names(Proven proven, const batch::LedgerReader& state, const Session& session) {
  const proof::StatusAnswer& answer = proven.verdict.answer();
  const std::string& organisation = answer.accreditation.organisation;
  if (organisation.empty()) return proven;
  Result<paper::Texts> names =
      paper::organisation_names(state, answer.confirmation->status_root, organisation);
  if (!names) return refuse_evidence(session, names.error(), "check the ledger: kuboluk audit");
  proven.organisation = std::move(*names);
  return proven;
}

Or<Proven> prove(const BadgeOptions& options, const Wanted& wanted, const ReaderFiles& reader,
                 const Session& session) {
  if (!options.proof.empty()) {
    Result<std::string> bytes = read_file(options.proof, proof::kStatusProofBytesMax);
    if (!bytes) return refuse(session, Exit::kBadFile, bytes.error(), "give a status proof file");
    return verify_bytes(options, wanted, reader, std::move(*bytes), session);
  }
  const auto place = EvidencePlace::open(options.ledger, options.node, session);
  if (!place) return place.error();
  Result<std::string> bytes = place->status_proof(wanted.asked, reader, session);
  if (!bytes) {
    return refuse_evidence(session, bytes.error(),
                           place->is_node()
                               ? "ask another node"
                               : "no certificate was made: this ledger does not fit your policy");
  }
  auto proven = verify_bytes(options, wanted, reader, std::move(*bytes), session);
  if (!proven || place->state() == nullptr) return proven;
  return with_names(std::move(*proven), *place->state(), session);
}

// The exit to refuse with, or nothing if a certificate may be made.
std::optional<Exit> refuse_verdict(const BadgeOptions& options, const proof::StatusAnswer& answer,
                                   const Session& session) {
  const domain::Verdict verdict = answer.verdict;
  if (verdict == domain::Verdict::kActive || verdict == domain::Verdict::kNotYet) return {};
  // Without a grant there is nothing to print, whoever asks.
  const bool granted =
      answer.accreditation.from.has_value() && verdict != domain::Verdict::kOtherElection;
  if (options.any && granted) return {};
  std::string why(verdict_sentence(verdict));
  if (!answer.cannot_tell.empty()) why.append(": ").append(answer.cannot_tell);
  const Exit exit = verdict == domain::Verdict::kCannotTell ? Exit::kCannotTell : Exit::kOther;
  return refuse(session, exit,
                Error{std::string(domain::to_text(verdict)),
                      domain::with_check_character(answer.asked.id), std::move(why)},
                "no certificate was made; --any makes one that says so (for a number that was "
                "granted)");
}

paper::BadgeFacts badge_facts(const Wanted& wanted, const Proven& proven,
                              const domain::Rulesets& rulesets) {
  const proof::StatusAnswer& answer = proven.verdict.answer();
  const proof::AccreditationFacts& accreditation = answer.accreditation;
  paper::BadgeFacts facts;
  facts.language = wanted.language;
  facts.verdict = answer.verdict;
  facts.number = domain::with_check_character(wanted.asked.id);
  facts.organisation = proven.organisation;
  facts.organisation_id = accreditation.organisation;
  const Result<proof::StatusProof> parsed = proof::parse_status_proof(proven.bytes);
  if (parsed) facts.election = paper::election_titles(parsed->parts, wanted.asked.election);
  facts.election_id = wanted.asked.election;
  facts.decree = accreditation.decree;
  facts.from = accreditation.from;
  facts.until = accreditation.until;
  facts.cites_paragraph_43 = paragraph_text(rulesets, answer.law.ruleset, "KR.R4.3").has_value();
  facts.url = fmt::format("{}/o/{}", wanted.base_url, facts.number);
  facts.evidence = paper::evidence_facts(*answer.confirmation, answer.law.offset, answer.clocks);
  return facts;
}

Exit say_made(const std::vector<fs::path>& files, const paper::BadgeFacts& facts,
              const paper::CodePlan& plan, const Session& session) {
  const Exit exit = Exit::kHolds;
  if (session.json) {
    boost::json::object out;
    out["number"] = facts.number;
    out["verdict"] = domain::to_key(facts.verdict);
    out["url"] = facts.url;
    out["codes"] = plan.codes.size();
    out["on_card"] = plan.on_card;
    out["compressed_bytes"] = plan.compressed;
    boost::json::array& names = out["files"].emplace_array();
    for (const fs::path& file : files)
      names.emplace_back(printable_argument(file.string()));
    out["exit"] = static_cast<int>(exit);
    session.out << boost::json::serialize(out) << '\n';
    return exit;
  }
  session.out << facts.number << ": certificate made, " << domain::to_text(facts.verdict) << '\n';
  session.out << fmt::format(
      "  proof          {} bytes in {} codes of version {}, modules of {:.2f} mm, {}\n",
      plan.compressed, plan.codes.size(), plan.codes.front().version(), plan.module_mm(),
      plan.on_card ? "on the back" : "on verification slips");
  session.out << "  page           " << facts.url << '\n';
  for (const fs::path& file : files)
    session.out << "  file           " << printable_argument(file.string()) << '\n';
  return exit;
}

}  // namespace

Exit run_badge(const BadgeOptions& options, const Session& session) {
  const auto wanted = read_wanted(options, session);
  if (!wanted) return wanted.error();
  const Result<ReaderFiles> reader = ReaderFiles::load(options.policy);
  if (!reader) return refuse(session, Exit::kBadFile, reader.error(), kPolicyHint);
  const auto proven = prove(options, *wanted, *reader, session);
  if (!proven) return proven.error();
  if (const auto refused = refuse_verdict(options, proven->verdict.answer(), session)) {
    return *refused;
  }
  const paper::BadgeFacts facts = badge_facts(*wanted, *proven, reader->rulesets);
  const Result<paper::CodePlan> plan = paper::plan_codes(proven->bytes);
  if (!plan) return refuse(session, Exit::kOther, plan.error(), "no certificate was made");
  const auto pages = paper::badge_pages(facts, *plan);
  if (!pages) return refuse(session, Exit::kUsage, pages.error(), "give a shorter --url");
  const paper::DocumentFacts document{"Kuboluk " + facts.number, facts.evidence.as_of};
  const auto files = paper::print_files(options.out, facts.number, *pages, document, proven->bytes);
  if (!files) {
    return refuse(session, Exit::kBadFile, files.error(), "nothing is replaced: another --out?");
  }
  return say_made(*files, facts, *plan, session);
}

}  // namespace kuboluk::tools
