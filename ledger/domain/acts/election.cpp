// What happens to an election as a whole: called, results published, invalidated, repeated.
#include "ledger/domain/acts/acts.h"
#include "ledger/domain/acts/lines.h"
#include "ledger/domain/ids.h"

namespace kuboluk::domain::acts {
namespace {

// The record of an election that this act sets: facts that never change.
Result<Record> make_election(const ActContext& act, const std::string& id) {
  const std::string key = election_key(id);
  const auto known = act.exists(key);
  if (!known) return known.error();
  if (*known) return act.refuse("X.DUP", id, "the election is known already");
  if (!is_body_id(id)) {
    return act.refuse("X.FORM", id, "an election's id is lower-case letters, digits and hyphens");
  }
  if (!act.event.given("voting_day"))
    return act.refuse("X.FORM", id, "the voting day is not given");
  Record record = act.make_record(key);
  record.add_fact("kind", act.event.value("kind"));
  record.add_fact("voting-day", act.event.value("voting_day"));
  // Without a day of its own the decision counts as published on the day it takes effect.
  record.add_fact(
      "published-on",
      act.event.given("published_on").value_or(print_day(day_of(act.event.at, act.info.offset))));
  record.add_fact("closes", act.event.value("accreditation_closes"));
  record.add_fact("ruleset", act.info.ruleset);
  for (const Line* line : act.event.all("title")) {
    record.add_fact("title", line->values[0] + " " + line->values[1]);
  }
  return record;
}

Result<void> call(ActContext& act) {
  auto record = make_election(act, act.election());
  if (!record) return record.error();
  const bool closes_given = act.event.given("accreditation_closes").has_value();
  if (act.ruleset.window == WindowKind::kExplicitClosing && !closes_given) {
    return act.refuse("X.FORM", act.election(),
                      "this ruleset needs accreditation_closes in the call");
  }
  std::string decree = act.event.given("decree").value_or("");
  act.touch(std::move(*record), {{}, decree.empty() ? "" : "decree " + decree});
  return {};
}

Result<void> publish_results(ActContext& act) {
  auto record = act.require(election_key(act.election()), "the election");
  if (!record) return record.error();
  if (!act.event.given("published_on")) {
    return act.refuse("X.FORM", act.election(), "the day of publication is not given");
  }
  act.touch(std::move(*record),
            {{{"scope", std::string(act.event.value("scope"))},
              {"published", std::string(act.event.value("published_on"))},
              {"repeat-voting", std::string(act.event.value("repeat_voting_day"))}},
             ""});
  return {};
}

Result<void> invalidate(ActContext& act) {
  auto record = act.require(election_key(act.election()), "the election");
  if (!record) return record.error();
  act.touch(std::move(*record), {{{"scope", std::string(act.event.value("scope"))}}, ""});
  return {};
}

Result<void> repeat(ActContext& act) {
  auto record = act.require(election_key(act.election()), "the election");
  if (!record) return record.error();
  const std::string id(act.event.value("new_election"));
  auto fresh = make_election(act, id);
  if (!fresh) return fresh.error();
  const std::string scope(act.event.value("scope"));
  act.touch(std::move(*record), {{{"scope", scope}, {"new", id}}, ""});
  act.touch(std::move(*fresh), {{{"scope", scope}, {"of", act.election()}}, ""});
  return {};
}

const LineSpec kScopeLine{"scope", Times::kOnce, {{"scope", ColumnKind::kToken}}};
const LineSpec kKindLine{"kind", Times::kOnce, {{"kind", ColumnKind::kToken}}};
const LineSpec kVotingDayLine{"voting_day", Times::kOnce, {{"voting_day", ColumnKind::kDay}}};
const LineSpec kClosesLine{
    "accreditation_closes", Times::kAtMostOnce, {{"accreditation_closes", ColumnKind::kTime}}};
const LineSpec kTitleLine{
    "title", Times::kAny, {{"language", ColumnKind::kToken}, {"title", ColumnKind::kText}}};

}  // namespace

const Act kElectionCall{{"election.call",
                         {kElectionLine,
                          kKindLine,
                          kVotingDayLine,
                          {"decree", Times::kAtMostOnce, {{"decree", ColumnKind::kText}}},
                          {"published_on", Times::kOnce, {{"published_on", ColumnKind::kDay}}},
                          kClosesLine,
                          kTitleLine}},
                        call};

const Act kResultsPublish{
    {"results.publish",
     {kElectionLine,
      kScopeLine,
      {"published_on", Times::kOnce, {{"published_on", ColumnKind::kDay}}},
      {"repeat_voting_day", Times::kAtMostOnce, {{"repeat_voting_day", ColumnKind::kDay}}}}},
    publish_results};

const Act kElectionInvalidate{{"election.invalidate", {kElectionLine, kScopeLine}}, invalidate};

const Act kElectionRepeat{
    {"election.repeat",
     {kElectionLine,
      kKindLine,
      kScopeLine,
      kVotingDayLine,
      {"new_election", Times::kOnce, {{"new_election", ColumnKind::kToken}}},
      {"published_on", Times::kAtMostOnce, {{"published_on", ColumnKind::kDay}}},
      kClosesLine,
      kTitleLine}},
    repeat};

}  // namespace kuboluk::domain::acts
