// Where an election stands in the law's time at one instant: window, voting day, authority, next
// deadline, and which reading of the gaps of the law (G1-G14) gives these answers.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "ledger/domain/ruleset.h"
#include "ledger/report/elections.h"

namespace kuboluk::report {

enum class WindowState { kNotOpen, kOpen, kClosed, kTakenBack };
std::string_view to_key(WindowState state);  // "not_open", "open", "closed", "taken_back"

enum class AuthorityState { kNotBegun, kRunning, kEnded };
std::string_view to_key(AuthorityState state);  // "not_begun", "running", "ended"

enum class DeadlineKind { kWindowOpens, kWindowCloses, kVoting, kRepeatVoting, kAuthorityEnds };
// "window_opens", "window_closes", "voting", "repeat_voting", "authority_ends"
std::string_view to_key(DeadlineKind kind);

struct Deadline {
  DeadlineKind kind = DeadlineKind::kWindowOpens;
  domain::Instant at;
};

// What the other reading of a gap would change. `gap` is "G2" or "G4".
//   G2 third-day-excluded   last_day and closes would be one day earlier; `affected`: granted
//                           accreditations whose decree is of the day between
//   G4 repeat-election-extends   authority would end with the repeat election's results (`ends`;
//                           nothing: not published yet); `affected`: granted accreditations
//   G4 repeat-voting-ends   repeat voting would not extend authority: `ends` would be the first
//                           publication of results
struct OtherReading {
  std::string gap;
  std::string choice;    // key of the other reading, as above
  bool applies = false;  // false: it would change nothing here
  std::optional<domain::Day> last_day;
  std::optional<domain::Instant> closes;  // exclusive
  std::optional<domain::Instant> ends;    // exclusive
  std::uint64_t affected = 0;
  std::string election;  // the repeat election, for G4
};

struct LegalClock {
  domain::Instant at;  // the instant asked
  domain::Offset offset;
  WindowState window = WindowState::kNotOpen;
  domain::Instant opens;                  // the act that set the election takes effect
  std::optional<domain::Instant> closes;  // exclusive: first instant outside
  std::optional<domain::Day> last_day;    // last permitted day; nothing where an instant closes it
  std::string window_rule;                // "KR.R3.7"
  std::optional<domain::Day> voting_day;
  std::optional<domain::Day> repeat_voting_day;  // latest one that results acts name
  AuthorityState authority = AuthorityState::kNotBegun;
  std::optional<domain::Instant> first_authority;  // earliest decree in effect
  std::optional<domain::Instant> authority_ends;   // exclusive, if an end is recorded
  std::string authority_rule;                      // "KR.R3.8"; empty: the ruleset names none
  std::optional<Deadline> next;                    // nothing: none is known
  std::vector<Deadline> deadlines;                 // all known ones, by time
  std::string ruleset;
  std::vector<domain::Reading> readings;  // of the ruleset, in its order
  // Of the genesis: `switch <gap> <choice>` and `reading <rule> <text>`.
  std::vector<std::pair<std::string, std::string>> switches;
  std::vector<std::pair<std::string, std::string>> genesis_readings;
  std::vector<OtherReading> others;
};

// One granted accreditation, as far as the legal clock needs it.
struct GrantTime {
  domain::Instant decided;
  domain::Instant from;
};

// `at` must be an instant (not kEndOfTime, checked); `known` as in TwoClocks. Errors: X.UNKNOWN (no
// such election), damage.
Result<LegalClock> legal_clock(const domain::StateView& state, const domain::Rulesets& rulesets,
                               std::string_view election, domain::Instant at, domain::Instant known,
                               const std::vector<GrantTime>& grants);

}  // namespace kuboluk::report
