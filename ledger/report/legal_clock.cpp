#include "ledger/report/legal_clock.h"

#include <algorithm>
#include <array>

#include "crypto/check.h"
#include "ledger/domain/charset.h"
#include "ledger/domain/event.h"
#include "ledger/domain/verdict.h"

namespace kuboluk::report {
namespace {

using domain::Instant;
using domain::Record;
using domain::RecordAct;
using domain::TwoClocks;

// The readings that the rulesets choose today; another choice has another "other reading", which
// this program does not know.
constexpr std::string_view kThirdDayIncluded = "third-day-included";
constexpr std::string_view kRepeatVotingExtends = "repeat-voting-extends";

// What all parts of the clock are read from.
struct Sources {
  const domain::StateView& state;
  const domain::Ruleset* ruleset;  // null: this program does not run it
  const Record& election;
  TwoClocks clocks;
};

std::string id_of_ruleset(std::string_view name) {
  return std::string(name.substr(0, name.find('@')));
}

std::pair<std::string, std::string> divide_at_space(const std::string& text) {
  const std::size_t space = std::min(text.find(' '), text.size());
  return {text.substr(0, space), text.substr(std::min(space + 1, text.size()))};
}

bool was_taken_back(const Sources& from) {
  const RecordAct& set = from.election.acts.front();
  return set.known <= from.clocks.known && set.valid <= from.clocks.valid &&
         !domain::holds(from.election, set, from.clocks);
}

void put_window(const Sources& from, LegalClock& clock) {
  clock.opens = from.election.acts.front().valid;
  const auto closes = domain::parse_local_time(from.election.fact("closes"));
  const bool by_days =
      from.ruleset != nullptr && from.ruleset->window == domain::WindowKind::kDaysBeforeVoting;
  if (by_days && clock.voting_day) {
    clock.last_day = domain::Day{clock.voting_day->days - from.ruleset->window_days};
    clock.closes = domain::end_of(*clock.last_day, clock.offset);
  } else if (!by_days && closes) {
    clock.closes = closes->instant;
  }
  if (from.ruleset != nullptr) clock.window_rule = from.ruleset->window_rule;
  clock.window = clock.at < clock.opens                      ? WindowState::kNotOpen
                 : clock.closes && clock.at >= *clock.closes ? WindowState::kClosed
                                                             : WindowState::kOpen;
  if (was_taken_back(from)) clock.window = WindowState::kTakenBack;
}

// Acts on the election of that type that are known and not taken back.
template <class Visit>
void each_standing(const Record& election, std::string_view type, TwoClocks clocks, Visit visit) {
  for (const RecordAct& act : election.acts) {
    // From which instant on it holds is its own matter: results name a day that may lie ahead.
    if (act.type != type || act.known > clocks.known) continue;
    const bool undone = act.valid <= clocks.valid && !domain::holds(election, act, clocks);
    if (!undone) visit(act);
  }
}

void put_authority(const Sources& from, const std::vector<GrantTime>& grants, LegalClock& clock) {
  for (const GrantTime& grant : grants) {
    if (!clock.first_authority || grant.from < *clock.first_authority) {
      clock.first_authority = grant.from;
    }
  }
  clock.authority_ends = domain::authority_end(from.election, from.clocks);
  if (from.ruleset != nullptr) {
    const auto results = from.ruleset->acts.find("results.publish");
    if (results != from.ruleset->acts.end()) clock.authority_rule = results->second.paragraph;
  }
  each_standing(from.election, "results.publish", from.clocks, [&](const RecordAct& act) {
    const auto day = domain::parse_day(act.change.word("repeat-voting"));
    if (day && (!clock.repeat_voting_day || *day > *clock.repeat_voting_day)) {
      clock.repeat_voting_day = day;
    }
  });
  if (clock.authority_ends && clock.at >= *clock.authority_ends) {
    clock.authority = AuthorityState::kEnded;
  } else if (clock.first_authority && clock.at >= *clock.first_authority) {
    clock.authority = AuthorityState::kRunning;
  }
}

void put_deadlines(LegalClock& clock) {
  const auto add = [&](DeadlineKind kind, std::optional<Instant> at) {
    if (at) clock.deadlines.push_back({kind, *at});
  };
  const auto start = [&](std::optional<domain::Day> day) {
    return day ? std::optional(domain::start_of(*day, clock.offset)) : std::nullopt;
  };
  add(DeadlineKind::kWindowOpens, clock.opens);
  add(DeadlineKind::kWindowCloses, clock.closes);
  add(DeadlineKind::kVoting, start(clock.voting_day));
  add(DeadlineKind::kRepeatVoting, start(clock.repeat_voting_day));
  add(DeadlineKind::kAuthorityEnds, clock.authority_ends);
  std::stable_sort(clock.deadlines.begin(), clock.deadlines.end(),
                   [](const Deadline& a, const Deadline& b) { return a.at < b.at; });
  if (clock.window == WindowState::kTakenBack) return;
  const auto next = std::find_if(clock.deadlines.begin(), clock.deadlines.end(),
                                 [&](const Deadline& each) { return each.at > clock.at; });
  if (next != clock.deadlines.end()) clock.next = *next;
}

Result<void> put_readings(const Sources& from, LegalClock& clock) {
  if (from.ruleset != nullptr) clock.readings = from.ruleset->readings;
  const std::string id = id_of_ruleset(clock.ruleset);
  if (!domain::is_token(id)) return {};
  const auto record = find_record(from.state, domain::plain_key("ruleset", id));
  if (!record) return record.error();
  if (!record->has_value()) return {};
  for (const std::string& fact : (*record)->facts_of("switch"))
    clock.switches.push_back(divide_at_space(fact));
  for (const std::string& fact : (*record)->facts_of("reading"))
    clock.genesis_readings.push_back(divide_at_space(fact));
  return {};
}

bool chooses(const LegalClock& clock, std::string_view gap, std::string_view choice) {
  return std::any_of(
      clock.readings.begin(), clock.readings.end(),
      [&](const domain::Reading& each) { return each.gap == gap && each.choice == choice; });
}

// G2: is the third day before voting inside the window?
void put_other_window(const std::vector<GrantTime>& grants, LegalClock& clock) {
  if (!chooses(clock, "G2", kThirdDayIncluded) || !clock.last_day) return;
  OtherReading other{"G2", "third-day-excluded", true, {}, {}, {}, 0, ""};
  other.last_day = domain::Day{clock.last_day->days - 1};
  other.closes = domain::end_of(*other.last_day, clock.offset);
  for (const GrantTime& grant : grants) {
    other.affected += domain::day_of(grant.decided, clock.offset) == *clock.last_day ? 1 : 0;
  }
  clock.others.push_back(std::move(other));
}

// G4: does a repeat election extend authority too?
Result<void> put_repeat_election(const Sources& from, std::size_t grants, LegalClock& clock) {
  OtherReading other{"G4", "repeat-election-extends", false, {}, {}, {}, 0, ""};
  each_standing(from.election, "election.repeat", from.clocks, [&](const RecordAct& act) {
    if (act.change.word("new") != domain::kNotGiven) other.election = act.change.word("new");
  });
  if (!other.election.empty()) {
    const auto repeat = find_record(from.state, domain::election_key(other.election));
    if (!repeat) return repeat.error();
    if (*repeat) other.ends = domain::authority_end(**repeat, from.clocks);
    other.applies = true;
    other.affected = grants;
  }
  clock.others.push_back(std::move(other));
  return {};
}

// G4: does repeat voting extend authority?
void put_repeat_voting(const Sources& from, std::size_t grants, LegalClock& clock) {
  OtherReading other{"G4", "repeat-voting-ends", false, {}, {}, {}, 0, ""};
  each_standing(from.election, "results.publish", from.clocks, [&](const RecordAct& act) {
    const auto day = domain::parse_day(act.change.word("published"));
    if (act.change.word("repeat-voting") == domain::kNotGiven || !day) return;
    const Instant end = domain::end_of(*day, clock.offset);
    if (!other.ends || end < *other.ends) other.ends = end;
  });
  other.applies = other.ends.has_value();
  other.affected = other.applies ? grants : 0;
  clock.others.push_back(std::move(other));
}

}  // namespace

std::string_view to_key(WindowState state) {
  constexpr std::array<std::string_view, 4> kKeys = {"not_open", "open", "closed", "taken_back"};
  return kKeys[static_cast<std::size_t>(state)];
}

std::string_view to_key(AuthorityState state) {
  constexpr std::array<std::string_view, 3> kKeys = {"not_begun", "running", "ended"};
  return kKeys[static_cast<std::size_t>(state)];
}

std::string_view to_key(DeadlineKind kind) {
  constexpr std::array<std::string_view, 5> kKeys = {"window_opens", "window_closes", "voting",
                                                     "repeat_voting", "authority_ends"};
  return kKeys[static_cast<std::size_t>(kind)];
}

Result<LegalClock> legal_clock(const domain::StateView& state, const domain::Rulesets& rulesets,
                               std::string_view election, Instant at, Instant known,
                               const std::vector<GrantTime>& grants) {
  KUBOLUK_CHECK(at != domain::kEndOfTime);
  const Error unknown{std::string(kUnknownRule), "election", "the ledger knows no such election"};
  if (!domain::is_token(election)) return unknown;
  const auto record = find_record(state, domain::election_key(election));
  if (!record) return record.error();
  if (!record->has_value() || (*record)->acts.empty()) return unknown;
  LegalClock clock;
  clock.at = at;
  clock.offset = (*record)->offset;
  clock.voting_day = domain::parse_day((*record)->fact("voting-day"));
  clock.ruleset = (*record)->fact("ruleset");
  const Sources from{state, rulesets.find_by_name(clock.ruleset), **record, {at, known}};
  put_window(from, clock);
  put_authority(from, grants, clock);
  put_deadlines(clock);
  if (const auto put = put_readings(from, clock); !put) return put.error();
  put_other_window(grants, clock);
  if (!chooses(clock, "G4", kRepeatVotingExtends)) return clock;
  if (const auto put = put_repeat_election(from, grants.size(), clock); !put) return put.error();
  put_repeat_voting(from, grants.size(), clock);
  return clock;
}

}  // namespace kuboluk::report
