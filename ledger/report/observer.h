// What /o/<number> shows: one number as a person typed it, answered by the verifier.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "ledger/report/elections.h"

namespace kuboluk::report {

struct ObserverQuestion {
  std::string typed;     // the number as typed, with or without check group, any case
  std::string election;  // empty: the current one at `clocks.valid` (at `now` if that is no limit)
  domain::TwoClocks clocks;
  bool history = false;  // Question::kHistory instead of kAccreditation
};

struct ObserverReport {
  std::string typed;  // as asked; printable
  // answer().asked says which question was answered: kCertificate where no accreditation has the
  // number but a card has it; kPerson where nothing has it but it is the id of a person who was
  // refused (REFUSED has no number of its own).
  proof::StatusAnswer answer;
  bool by_certificate = false;
  ElectionFacts election;             // asked
  bool election_chosen = false;       // the reader named none: the current one was asked
  std::vector<ElectionFacts> others;  // answer.other_elections with their names
  OrganisationFacts organisation;     // id empty: none known
  std::string number_printed;         // with check character (an id has none); MISTYPED: as typed
  std::string certificate_printed;    // of answer.accreditation.certificate; empty: none
  std::vector<SignedAct> history;     // kHistory only
  Organisations organisations;        // that signed it, by id
  std::string proof_path;             // "/proof/accreditation/<election>/<number>"; empty: MISTYPED
  std::string proof;                  // bytes that were verified; empty for MISTYPED
};

// Errors: X.FORM (no number at all, or an election of no possible shape), X.UNKNOWN (the ledger
// has no election yet, or not the one named), "step n", damage. An unknown number is an answer.
Result<ObserverReport> observer(const Source& source, const ObserverQuestion& question);

// One question asked of one number: what `kuboluk status` and the page share. People type under
// stress: a number that is not found as typed is looked up in capitals.
struct Found {
  proof::StatusVerdict verdict;
  std::string bytes;  // of the proof
};
Result<Found> ask_as_typed(const Source& source, proof::Question question,
                           std::string_view election, std::string_view typed,
                           domain::TwoClocks clocks);
// True if neither the facts nor the record know the number here.
bool is_missing(const proof::StatusVerdict& verdict);

}  // namespace kuboluk::report
