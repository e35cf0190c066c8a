// What /e/<election>/accredited shows: the provably complete list, with filters.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/report/elections.h"

namespace kuboluk::report {

// The act that granted an accreditation.
struct GrantAct {
  std::uint64_t index = 0;
  domain::Instant decided;   // takes effect
  domain::Instant recorded;  // known
};

struct AccreditedRow {
  proof::AccreditationFacts facts;
  std::string printed;              // number with check character
  std::string certificate_printed;  // empty: none
  domain::Verdict verdict = domain::Verdict::kCannotTell;
  std::optional<domain::Verdict> verdict_by_record;  // as in StatusAnswer
  std::optional<proof::DecisiveAct> decisive;
  std::optional<GrantAct> grant;          // where granted()
  std::vector<std::string> citizenships;  // sorted; empty where the evidence does not show them

  // The verdict of the facts alone, without doubt about age or quorum.
  domain::Verdict by_record() const { return verdict_by_record.value_or(verdict); }
  // The grant holds at the two clocks (it may have been revoked since).
  bool granted() const { return by_record() != domain::Verdict::kNoSuchNumber; }
};

// Empty texts let everything through. Every number in a report is the size of the list with that
// filter. Without `verdict` only rows whose grant holds are shown.
struct RowFilter {
  std::string decree;
  std::string organisation;
  std::string citizenship;
  std::optional<domain::Verdict> verdict;
  bool empty() const {
    return decree.empty() && organisation.empty() && citizenship.empty() && !verdict;
  }
  bool shows(const AccreditedRow& row) const;
};
// By key ("active", "not_found", ...). Nothing for an unknown one.
std::optional<domain::Verdict> verdict_of_key(std::string_view key);

struct AccreditedReport {
  ElectionFacts election;
  domain::TwoClocks clocks;
  RowFilter filter;
  std::vector<AccreditedRow> rows;  // that pass the filter, in key order
  std::uint64_t numbers = 0;        // of the whole list, annulled grants included
  std::uint64_t granted = 0;        // of the whole list
  // Every organisation that a row of the whole list names, by id.
  std::map<std::string, OrganisationFacts> organisations;
  proof::Confirmation confirmation;
  proof::LawFacts law;
  std::string cannot_tell;  // why verdicts are CANNOT TELL; may be empty
  std::vector<std::string> notes;
  std::string proof_path;  // "/list/accreditation/<election>"
  std::string proof;       // bytes that were verified
};

// Errors: X.FORM (no possible election id), X.UNKNOWN (no such election), "step n", damage.
Result<AccreditedReport> accredited(const Source& source, std::string_view election,
                                    domain::TwoClocks clocks, const RowFilter& filter);

// The same from the bytes of a list proof alone (a file, another node): no citizenships, and of
// organisations only the ids. A filter by citizenship shows nothing then.
Result<AccreditedReport> accredited_in_proof(const proof::ReaderPolicy& policy,
                                             std::string_view proof_bytes,
                                             std::string_view election, domain::TwoClocks clocks,
                                             const RowFilter& filter);

}  // namespace kuboluk::report
