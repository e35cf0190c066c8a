// What /e/<election> shows: totals that add up, and the legal clock. Each number is the size of a
// list (accredited.h) whose filter the row gives.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "ledger/report/accredited.h"
#include "ledger/report/legal_clock.h"

namespace kuboluk::report {

// `granted` = sum of `by_verdict`.
struct Tally {
  std::uint64_t granted = 0;
  std::map<domain::Verdict, std::uint64_t> by_verdict;
  RowFilter filter;  // the list of exactly these rows
};

// Sum over all decrees = all granted.
struct DecreeTally {
  std::string decree;
  domain::Instant decided;
  domain::Instant recorded;
  std::uint64_t index = 0;
  Tally tally;
};

// By sending organisation (G11): sum = all granted.
struct OrganisationTally {
  OrganisationFacts organisation;
  Tally tally;
};

// A person with several citizenships counts in each: the sum may be more than all granted.
struct CitizenshipTally {
  std::string code;
  Tally tally;
};

struct RefusedPerson {
  std::string person;
  std::string application;
  std::string organisation;
  std::string decree;
  std::uint64_t index = 0;
  domain::Instant decided;
  domain::Instant recorded;
  std::string ground;
  std::string reason;
};

struct ElectionReport {
  ElectionFacts election;
  domain::TwoClocks clocks;
  Tally all;
  std::uint64_t numbers = 0;   // ever granted, annulled ones included
  std::uint64_t annulled = 0;  // numbers - all.granted: grants that do not hold at the two clocks
  std::vector<DecreeTally> by_decree;  // in order of decree time: 378 = 29 + 42 + 56 + 170 + 81
  std::vector<OrganisationTally> by_organisation;  // most first, then by id
  std::vector<CitizenshipTally> by_citizenship;    // most first, then by code
  std::uint64_t several_citizenships = 0;          // granted persons with more than one
  std::uint64_t without_citizenship = 0;           // granted persons for whom none is given
  std::vector<RefusedPerson> refused;              // persons who stand refused, by person id
  std::uint64_t invitations = 0;
  std::vector<OrganisationFacts> invited;  // each once, by id
  std::vector<OrganisationFacts> silent;   // invited, neither applied nor declined
  std::vector<OrganisationFacts> declined;
  std::map<std::string, OrganisationFacts> organisations;
  LegalClock clock;
  proof::Confirmation confirmation;
  proof::LawFacts law;
  std::string cannot_tell;
  std::vector<std::string> notes;
  std::string proof_path;  // "/list/accreditation/<election>"
};

// Errors as accredited(). The legal clock stands at clocks.valid, or at the policy's clock where
// that is no limit.
Result<ElectionReport> election_report(const Source& source, std::string_view election,
                                       domain::TwoClocks clocks);

// The totals of rows alone: what election_report and a list's foot share.
struct RowTotals {
  Tally all;
  std::vector<DecreeTally> by_decree;  // decided, recorded and index from the rows' grants
  std::vector<OrganisationTally> by_organisation;  // organisations with their id only
  std::vector<CitizenshipTally> by_citizenship;
  std::uint64_t several_citizenships = 0;
  std::uint64_t without_citizenship = 0;
};
RowTotals total(const std::vector<AccreditedRow>& rows);

}  // namespace kuboluk::report
