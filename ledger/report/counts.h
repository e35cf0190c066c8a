// Counts and lists over the records of one election, at two clocks. Indexes of the reader's own,
// never records of the ledger (DESIGN.md 4). One implementation: the pages and the replay of a
// scenario count with it.
//
// An accreditation that was revoked still counts as granted; one whose grant was annulled does not.
// Errors: damage.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "ledger/report/election_records.h"

namespace kuboluk::report {

using Count = Result<std::size_t>;

Count count_granted(const ElectionRecords& election, const Filters& filters,
                    domain::TwoClocks clocks);
Count count_active(const ElectionRecords& election, const Filters& filters,
                   domain::TwoClocks clocks);
// Of the granted.
Count count_organisations(const ElectionRecords& election, const Filters& filters,
                          domain::TwoClocks clocks);
// Of the granted; every citizenship counts.
Count count_nationalities(const ElectionRecords& election, const Filters& filters,
                          domain::TwoClocks clocks);
// Persons who stand refused, each once however often refused, of whom a refusal that holds passes
// the filters.
Count count_refused(const ElectionRecords& election, const Filters& filters,
                    domain::TwoClocks clocks);
Count count_invitations(const ElectionRecords& election, const Filters& filters,
                        domain::TwoClocks clocks);

// A person who stands refused, with the refusal that says so.
struct StandingRefusal {
  std::string person;
  std::string organisation;  // whose list the person stands on in that application
  domain::RecordAct refusal;
};
Result<std::vector<StandingRefusal>> standing_refusals(const ElectionRecords& election,
                                                       const Filters& filters,
                                                       domain::TwoClocks clocks);

// Organisations, each once. One with several invitations has declined if it declined one and still
// holds no other; it is silent if it neither declined nor applied.
struct Invited {
  std::size_t invitations = 0;
  Ids all;
  Ids declined;
  Ids silent;
};
Result<Invited> invited(const ElectionRecords& election, domain::TwoClocks clocks);

// Citizenship codes of the person as the list of that application gives them, sorted, each once;
// none if he is not on it or they are not given.
std::vector<std::string> citizenships_of(const domain::Record& person,
                                         std::string_view application);

}  // namespace kuboluk::report
