// The certificate of one observer, 135 x 90 mm (the size of neighbouring countries' certificates):
// front with what people read and a code that opens the page, back with the proof itself. What does
// not fit the back goes to verification slips, A5.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "ledger/domain/verdict.h"
#include "tools/paper/code_plan.h"
#include "tools/paper/document.h"
#include "tools/paper/evidence_facts.h"

namespace kuboluk::tools::paper {

inline constexpr double kCardWidthMm = 135;
inline constexpr double kCardHeightMm = 90;
inline constexpr double kSlipWidthMm = 148;
inline constexpr double kSlipHeightMm = 210;

struct BadgeFacts {
  Language language = Language::kKyrgyz;
  domain::Verdict verdict = domain::Verdict::kCannotTell;
  std::string number;  // as printed, with check character
  Texts organisation;  // its names, proven; empty: only the id is known
  std::string organisation_id;
  Texts election;  // its titles
  std::string election_id;
  std::string decree;
  std::optional<domain::Instant> from;
  std::optional<domain::Instant> until;  // exclusive
  bool cites_paragraph_43 = false;       // the law of the ledger has that paragraph
  std::string url;                       // of the page of this number
  EvidenceFacts evidence;
};

// A page with the name that its file ends in: "front", "back", "slip-1".
struct NamedPage {
  std::string name;
  Page page;
};

// Front and back, then slips if the plan says so. The pages keep their own copies. X.SIZE if the
// address does not fit into a code.
Result<std::vector<NamedPage>> badge_pages(const BadgeFacts& facts, const CodePlan& plan);

}  // namespace kuboluk::tools::paper
