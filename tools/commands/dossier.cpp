#include "tools/commands/dossier.h"

#include <boost/json.hpp>
#include <limits>
#include <ostream>

#include "ledger/log/policy.h"
#include "tools/commands/dossier_material.h"
#include "tools/commands/dossier_page.h"
#include "tools/commands/evidence.h"
#include "tools/files.h"
#include "tools/output/answer_json.h"
#include "tools/output/answer_text.h"
#include "tools/output/words.h"

namespace kuboluk::tools {

namespace {

constexpr std::string_view kInvalid =
    "INVALID EVIDENCE: do not rely on this file; ask a node for a new one";
// A node may publish a newer tree between two requests: then everything is asked again.
constexpr int kGatherTriesMax = 3;

// A dossier is read long after it was made: what it shows is the state that was confirmed then, so
// its age does not turn ACTIVE into CANNOT TELL.
proof::ReaderPolicy ageless(const proof::ReaderPolicy& view) {
  return {view.policy, view.rulesets, view.clock_s, view.skew_s,
          std::numeric_limits<std::uint64_t>::max()};
}

// The page that this program makes of the evidence, with the maker's policy and clock. Errors:
// those of check_dossier, C2SP.policy.
Result<std::string> page_of(const Dossier& dossier) {
  const auto policy = log::Policy::parse(dossier.policy);
  if (!policy) return policy.error();
  constexpr std::uint64_t kSecondsPerHour = 3'600;
  const domain::Rulesets rulesets = domain::built_in_rulesets();
  const proof::ReaderPolicy maker{*policy, rulesets,
                                  static_cast<std::uint64_t>(dossier.made.ms / domain::kSecondMs),
                                  kClockSkewSeconds, kAgeLimitHours * kSecondsPerHour};
  const auto checked = check_dossier(maker, dossier);
  if (!checked) return checked.error();
  return print_dossier_page(dossier, *checked);
}

boost::json::object dossier_json(const Dossier& dossier, const CheckedDossier& checked,
                                 bool compared, Exit exit, const domain::Rulesets& rulesets) {
  boost::json::object out;
  out["kind"] = "dossier";
  out["exit"] = static_cast<int>(exit);
  out["program"] = printable_argument(dossier.program);
  out["page_compared"] = compared;
  out["made"] = domain::print_known_time(dossier.made);
  boost::json::array entries;
  for (const auto& [index, entry] : dossier.entries)
    entries.push_back(boost::json::value(index));
  out["entries"] = std::move(entries);
  const Exit verdict = verdict_exit(checked.asked.verdict());
  out["answer"] = status_json(checked.asked, verdict, rulesets, true);
  return out;
}

void say(const Dossier& dossier, const CheckedDossier& checked, bool compared, Exit exit,
         const domain::Rulesets& rulesets, const Session& session) {
  if (session.json) {
    session.out << boost::json::serialize(dossier_json(dossier, checked, compared, exit, rulesets))
                << '\n';
    return;
  }
  session.out << (compared ? "HOLDS: a dossier whose every act, signature and proof was checked\n"
                           : "CANNOT TELL whether the words of the page are right: another "
                             "version made it. The evidence in it holds:\n");
  session.out << "  entries        " << dossier.entries.size()
              << " in full, each with its proof and its author's signature\n"
              << "  made           " << domain::print_known_time(dossier.made) << '\n';
  print_history(session.out, checked.asked, rulesets);
}

Result<Dossier> gather(const EvidencePlace& place, const ReaderFiles& reader,
                       const std::string& policy_text, const proof::Asked& asked,
                       domain::TwoClocks clocks, const Session& session) {
  for (int tries = 1;; ++tries) {
    auto dossier = gather_dossier(place, reader, policy_text, asked, clocks, session);
    if (dossier || !place.is_node() || tries == kGatherTriesMax) return dossier;
    // It was asked with patience already: another try would only double the wait.
    if (dossier.error().rule == kUnreachableRule) return dossier;
  }
}

Exit make_dossier(const DossierOptions& options, const proof::Asked& asked,
                  domain::TwoClocks clocks, const ReaderFiles& reader, const Session& session) {
  Result<std::string> policy = read_file(options.policy, log::kPolicyBytesMax);
  if (!policy) return refuse(session, Exit::kBadFile, policy.error(), kPolicyHint);
  const auto place = EvidencePlace::open(options.ledger, options.node, session);
  if (!place) return place.error();
  const auto dossier = gather(*place, reader, *policy, asked, clocks, session);
  if (!dossier) return refuse_evidence(session, dossier.error(), kInvalid);
  const auto page = page_of(*dossier);
  if (!page) return refuse_evidence(session, page.error(), kInvalid);
  if (const auto kept = keep_proof(options.out, *page); !kept) {
    return refuse(session, Exit::kBadFile, kept.error(), "choose another --out file");
  }
  return check_dossier_file(*page, reader, session);
}

Exit check_file(const DossierOptions& options, const ReaderFiles& reader, const Session& session) {
  const Result<std::string> bytes = read_file(options.check, kDossierBytesMax);
  if (!bytes) return refuse(session, Exit::kBadFile, bytes.error(), "give a dossier with --check");
  return check_dossier_file(*bytes, reader, session);
}

}  // namespace

bool is_dossier(std::string_view bytes) {
  return bytes.starts_with("<!DOCTYPE html>") &&
         bytes.find("<pre id=\"dossier\">\n") != std::string_view::npos;
}

Exit check_dossier_file(std::string_view bytes, const ReaderFiles& reader, const Session& session) {
  const auto dossier = read_dossier(bytes);
  if (!dossier) return refuse_evidence(session, dossier.error(), kInvalid);
  const auto checked = check_dossier(ageless(reader.view(session, kAgeLimitHours)), *dossier);
  if (!checked) return refuse_evidence(session, checked.error(), kInvalid);
  const auto page = page_of(*dossier);
  const bool compared = page && *page == bytes;
  if (!compared && dossier->program == kDossierProgram) {
    const Error error{"step 1", "page",
                      "its words are not those that this program makes of its evidence"};
    return refuse(session, Exit::kInvalidEvidence, page ? error : page.error(), kInvalid);
  }
  const bool told = checked->asked.answer().cannot_tell.empty();
  const Exit exit = compared && told ? Exit::kHolds : Exit::kCannotTell;
  say(*dossier, *checked, compared, exit, reader.rulesets, session);
  return exit;
}

Exit run_dossier(const DossierOptions& options, const Session& session) {
  const Result<ReaderFiles> reader = ReaderFiles::load(options.policy);
  if (!reader) return refuse(session, Exit::kBadFile, reader.error(), kPolicyHint);
  if (!options.check.empty()) return check_file(options, *reader, session);
  const Result<domain::TwoClocks> clocks = read_clocks(options.clocks, session);
  if (!clocks) {
    return refuse(session, Exit::kUsage, clocks.error(), "write 2025-11-21T15:00:00+06:00");
  }
  const auto question = options.person ? proof::Question::kPerson : proof::Question::kHistory;
  const auto asked = proof::asked_from_typed(question, options.election, options.number);
  if (!asked) {
    return refuse(session, Exit::kUsage, asked.error(), "copy the number from the card");
  }
  if (asked->mistyped) {
    return refuse(
        session, Exit::kUsage,
        Error{"X.FORM", printable(options.number, 40), "the check character does not fit"},
        "copy the number from the card, as in KG25-0128-L");
  }
  return make_dossier(options, asked->asked, *clocks, *reader, session);
}

}  // namespace kuboluk::tools
