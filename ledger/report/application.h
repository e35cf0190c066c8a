// What /a/<application> shows: where it stands, and how long it has been waiting.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "ledger/report/elections.h"

namespace kuboluk::report {

struct ApplicationPerson {
  std::string person;
  std::vector<std::string> citizenships;
  std::string stage;                  // on this application: "at_mfa", "applied", "withdrawn",
                                      // "granted" (revoked or not), "refused"
  std::string accreditation_printed;  // empty: none on this application
};

struct ApplicationReport {
  std::string id;
  ElectionFacts election;
  OrganisationFacts organisation;
  proof::StatusAnswer answer;  // Question::kApplication; answer.stage: where it stands
  // Nothing (and no acts, no persons) where it was not filed yet at the two clocks.
  std::optional<domain::Instant> filed;  // takes effect
  std::optional<domain::Instant> filed_known;
  std::string received_by;  // "cec", "mfa"
  bool needs_forwarding = false;
  std::optional<domain::Instant> forwarded;
  // The first grant or refusal on it that holds.
  std::optional<domain::Instant> answered;
  bool withdrawn = false;
  std::string replaces;  // accreditation that it replaces; empty: none
  // Whole days from `filed` to the instant asked while nobody was granted or refused; measured, and
  // never called a breach (G1). Nothing once answered or withdrawn.
  std::optional<std::int64_t> days_unanswered;
  std::vector<SignedAct> acts;
  Organisations organisations;             // that signed them, by id
  std::vector<ApplicationPerson> persons;  // as filed, in the list's order
  std::string proof_path;                  // "/proof/application/<election>/<id>"
  std::string proof;
};

// `election` empty: the current one if it has the application, else the newest that has it. Errors:
// X.FORM, X.UNKNOWN (no such application or election), "step n", damage.
Result<ApplicationReport> application(const Source& source, std::string_view id,
                                      std::string_view election, domain::TwoClocks clocks);

}  // namespace kuboluk::report
