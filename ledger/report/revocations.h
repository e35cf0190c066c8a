// What /e/<election>/revocations shows, the audit view: every revocation that was recorded, undone
// ones included, and every card that was replaced. Complete by the list proof it is read from.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "ledger/report/accredited.h"

namespace kuboluk::report {

// A court decision or a rescission that took a revocation (or a grant) away again.
struct Undoing {
  std::uint64_t index = 0;
  std::string type;  // "court.decision", "decision.rescind"
  std::string by;    // author id
  std::string paragraph;
  domain::Instant decided;   // takes effect
  domain::Instant recorded;  // known
  std::string effect;        // "ex_tunc", "ex_nunc"
  std::string reason;
};

struct Revocation {
  std::string number;
  std::string printed;
  std::string organisation;
  std::string decree;
  std::string by;  // author id: who decided
  std::uint64_t index = 0;
  domain::Instant decided;   // takes effect (valid time)
  domain::Instant recorded;  // in the log (known time)
  Confirmed confirmed;       // the seal after it
  std::string paragraph;
  std::string ground;
  std::string limb;
  std::string reason;
  bool stands = true;              // at the two clocks
  std::vector<Undoing> undone_by;  // in log order
  // A station with the newest data could not have known it before `recorded`: positive where it
  // took effect earlier, in milliseconds; negative where it was announced ahead.
  std::int64_t unknowable_ms() const { return recorded.ms - decided.ms; }
};

struct ReplacedCard {
  std::string accreditation_printed;
  std::string organisation;
  std::string old_printed;
  std::string new_printed;
  std::uint64_t index = 0;
  domain::Instant decided;
  domain::Instant recorded;
  Confirmed confirmed;
  std::string by;
  std::string paragraph;
  std::string reason;
};

struct RevocationsReport {
  ElectionFacts election;
  domain::TwoClocks clocks;
  std::vector<Revocation> revocations;  // in log order, those known at clocks.known
  std::vector<ReplacedCard> replaced;   // in log order
  std::uint64_t standing = 0;           // revocations that hold at the two clocks
  std::map<std::string, OrganisationFacts> organisations;
  proof::Confirmation confirmation;
  proof::LawFacts law;
  std::string cannot_tell;
  std::vector<std::string> notes;
  std::string proof_path;  // "/list/accreditation/<election>"
};

// Errors as accredited().
Result<RevocationsReport> revocations(const Source& source, std::string_view election,
                                      domain::TwoClocks clocks);

}  // namespace kuboluk::report
