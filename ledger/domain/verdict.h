// What an official at the door needs to know, folded from records over two clocks. One precedence
// table decides.
#pragma once

#include <bitset>
#include <optional>
#include <string>
#include <string_view>

#include "ledger/domain/record.h"

namespace kuboluk::domain {

// Strongest first: the precedence table of DESIGN.md 4, verifier step 7.
enum class Verdict {
  kMistyped,
  kCannotTell,
  kNoSuchNumber,
  kOtherElection,
  kRefused,
  kRevoked,
  kSuperseded,
  kExpired,
  kNotYet,
  kActive,
};
inline constexpr std::size_t kVerdictCount = 10;

// "REVOKED", "NO SUCH NUMBER", ...
std::string_view to_text(Verdict verdict);
// "revoked", "not_found", ...: stable key of the JSON forms and the scenario format.
std::string_view to_key(Verdict verdict);

// Everything that was found about a number; the strongest finding is the verdict.
class Findings {
 public:
  void add(Verdict verdict) { found_.set(static_cast<std::size_t>(verdict)); }
  bool has(Verdict verdict) const { return found_.test(static_cast<std::size_t>(verdict)); }
  // At least one finding must be there (checked).
  Verdict decide() const;

 private:
  std::bitset<kVerdictCount> found_;
};

// "What held at `valid`, as known at `known`", both inclusive.
struct TwoClocks {
  Instant valid = kEndOfTime;
  Instant known = kEndOfTime;
};

// True if `act` takes away the line with that log index: its word "undoes" lists indexes, joined by
// commas.
bool undoes(const RecordAct& act, std::uint64_t index);

// True if `act`, a line of `record`, holds at the two clocks: recorded and in effect, and not
// undone by a court decision or a rescission (ex tunc: from every valid time once known; ex nunc:
// from the undoing act's valid time).
bool holds(const Record& record, const RecordAct& act, TwoClocks clocks);

// What is known of one accreditation (and of the card, where a certificate is asked).
struct AccreditationAnswer {
  Findings findings;
  const RecordAct* grant = nullptr;     // the grant in effect, if any
  const RecordAct* revoked = nullptr;   // the revocation in effect, if any
  const RecordAct* annulled = nullptr;  // what took the grant away, if anything did
  std::optional<Instant> from;          // authority begins
  std::optional<Instant> until;         // authority ends (exclusive), if an end is recorded
};

// Folds accreditation and election; adds kNoSuchNumber, kRevoked, kExpired, kNotYet or kActive.
// Pointers in the answer point into `accreditation`.
AccreditationAnswer fold_accreditation(const Record& accreditation, const Record& election,
                                       TwoClocks clocks);

// When authority ends by the election's record (exclusive), as known at `known`: the end of the
// earliest publication day of results without repeat voting that was not undone.
std::optional<Instant> authority_end(const Record& election, TwoClocks clocks);

// The number that replaced the certificate, if it was replaced at the two clocks.
std::optional<std::string> superseded_by(const Record& certificate, TwoClocks clocks);
// True if the certificate was issued at the two clocks.
bool issued(const Record& certificate, TwoClocks clocks);

// Where a person's affair stands: the grant that stands, if one does (another organisation's
// application for the same person may be refused all the same); else what the last decisive act
// says.
enum class PersonStage { kUnknown, kApplied, kGranted, kRefused };
struct PersonAnswer {
  PersonStage stage = PersonStage::kUnknown;
  const RecordAct* decisive = nullptr;  // points into the record
};
PersonAnswer fold_person(const Record& person, TwoClocks clocks);

// Where an application stands: "not_found", "applied", "at_mfa", "withdrawn", "granted", "refused".
std::string_view fold_application(const Record& application, TwoClocks clocks);

}  // namespace kuboluk::domain
