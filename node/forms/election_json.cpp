#include <boost/json.hpp>

#include "node/forms/answer_json.h"
#include "node/forms/json_values.h"
#include "node/forms/list_path.h"
#include "node/forms/names_json.h"
#include "node/forms/report_json.h"

namespace kuboluk::forms {

namespace json = boost::json;

namespace {

// Every number with the list that it is the size of.
void put_tally(json::object& out, const report::Tally& tally, const report::ElectionReport& of) {
  out["granted"] = tally.granted;
  json::object verdicts;
  for (const auto& [verdict, count] : tally.by_verdict)
    verdicts[domain::to_key(verdict)] = count;
  out["by_verdict"] = std::move(verdicts);
  out["list"] = list_path(of.election.id, tally.filter, of.clocks, ".json");
}

json::array decrees_json(const report::ElectionReport& report) {
  json::array out;
  for (const report::DecreeTally& one : report.by_decree) {
    json::object row;
    row["decree"] = one.decree;
    row["entry"] = one.index;
    row["in_effect"] = valid_time(one.decided, report.election.offset);
    row["recorded"] = known_time(one.recorded);
    put_tally(row, one.tally, report);
    out.push_back(std::move(row));
  }
  return out;
}

json::array organisation_tallies(const report::ElectionReport& report) {
  json::array out;
  for (const report::OrganisationTally& one : report.by_organisation) {
    json::object row = organisation_json(one.organisation);
    put_tally(row, one.tally, report);
    out.push_back(std::move(row));
  }
  return out;
}

json::array citizenships_json(const report::ElectionReport& report) {
  json::array out;
  for (const report::CitizenshipTally& one : report.by_citizenship) {
    json::object row;
    row["citizenship"] = one.code;
    put_tally(row, one.tally, report);
    out.push_back(std::move(row));
  }
  return out;
}

json::array refused_json(const report::ElectionReport& report, const domain::Rulesets& rulesets) {
  json::array out;
  for (const report::RefusedPerson& one : report.refused) {
    json::object row;
    row["person"] = one.person;
    row["application"] = one.application;
    row["organisation"] = or_null(one.organisation);
    row["decree"] = or_null(one.decree);
    row["entry"] = one.index;
    row["in_effect"] = valid_time(one.decided, report.election.offset);
    row["recorded"] = known_time(one.recorded);
    row["ground"] = or_null(one.ground);
    row["ground_text"] = paragraph_json(rulesets, report.law.ruleset, one.ground);
    row["reason"] = or_null(one.reason);
    out.push_back(std::move(row));
  }
  return out;
}

json::array ids_json(const std::vector<report::OrganisationFacts>& organisations) {
  json::array out;
  for (const report::OrganisationFacts& one : organisations)
    out.emplace_back(one.id);
  return out;
}

json::object deadline_json(const report::Deadline& deadline, domain::Offset offset) {
  json::object out;
  out["kind"] = report::to_key(deadline.kind);
  out["at"] = valid_time(deadline.at, offset);
  return out;
}

json::array pairs_json(const std::vector<std::pair<std::string, std::string>>& pairs,
                       std::string_view key, std::string_view value) {
  json::array out;
  for (const auto& [first, second] : pairs) {
    json::object row;
    row[key] = first;
    row[value] = second;
    out.push_back(std::move(row));
  }
  return out;
}

json::array others_json(const report::LegalClock& clock) {
  json::array out;
  for (const report::OtherReading& other : clock.others) {
    json::object row;
    row["gap"] = other.gap;
    row["choice"] = other.choice;
    row["applies"] = other.applies;
    row["last_day"] = day_json(other.last_day);
    row["closes"] = valid_time(other.closes, clock.offset);
    row["authority_ends"] = valid_time(other.ends, clock.offset);
    row["affected"] = other.affected;
    row["election"] = or_null(other.election);
    out.push_back(std::move(row));
  }
  return out;
}

json::array readings_json(const report::LegalClock& clock) {
  json::array out;
  for (const domain::Reading& reading : clock.readings) {
    json::object row;
    row["gap"] = reading.gap;
    row["choice"] = reading.choice;
    row["text"] = reading.text;
    out.push_back(std::move(row));
  }
  return out;
}

json::object clock_json(const report::LegalClock& clock) {
  json::object out;
  out["at"] = valid_time(clock.at, clock.offset);
  out["window"] = report::to_key(clock.window);
  out["window_opens"] = valid_time(clock.opens, clock.offset);
  out["window_closes"] = valid_time(clock.closes, clock.offset);
  out["last_day"] = day_json(clock.last_day);
  out["window_rule"] = or_null(clock.window_rule);
  out["voting_day"] = day_json(clock.voting_day);
  out["repeat_voting_day"] = day_json(clock.repeat_voting_day);
  out["authority"] = report::to_key(clock.authority);
  out["first_authority"] = valid_time(clock.first_authority, clock.offset);
  out["authority_ends"] = valid_time(clock.authority_ends, clock.offset);
  out["authority_rule"] = or_null(clock.authority_rule);
  out["next"] =
      clock.next ? json::value(deadline_json(*clock.next, clock.offset)) : json::value(nullptr);
  json::array deadlines;
  for (const report::Deadline& deadline : clock.deadlines)
    deadlines.push_back(deadline_json(deadline, clock.offset));
  out["deadlines"] = std::move(deadlines);
  out["readings"] = readings_json(clock);
  out["switches"] = pairs_json(clock.switches, "gap", "choice");
  out["genesis_readings"] = pairs_json(clock.genesis_readings, "rule", "text");
  out["other_readings"] = others_json(clock);
  return out;
}

void put_totals(json::object& out, const report::ElectionReport& report) {
  json::object totals;
  put_tally(totals, report.all, report);
  totals["numbers"] = report.numbers;
  totals["annulled"] = report.annulled;
  totals["refused_persons"] = report.refused.size();
  totals["invitations"] = report.invitations;
  totals["invited"] = report.invited.size();
  totals["silent"] = report.silent.size();
  totals["declined"] = report.declined.size();
  totals["several_citizenships"] = report.several_citizenships;
  totals["without_citizenship"] = report.without_citizenship;
  out["totals"] = std::move(totals);
}

}  // namespace

json::object election_json(const report::ElectionReport& report, const domain::Rulesets& rulesets) {
  json::object out;
  out["kind"] = "election";
  out["verdict"] = report.cannot_tell.empty() ? "holds" : "cannot_tell";
  out["exit"] = report.cannot_tell.empty() ? kExitHolds : kExitCannotTell;
  out["cannot_tell"] = or_null(report.cannot_tell);
  out["election"] = report.election.id;
  out["election_facts"] = election_facts_json(report.election);
  out["at"] = valid_time(report.clocks.valid, report.election.offset);
  out["known"] = known_time(report.clocks.known);
  put_totals(out, report);
  out["by_decree"] = decrees_json(report);
  out["by_organisation"] = organisation_tallies(report);
  out["by_citizenship"] = citizenships_json(report);
  out["refused"] = refused_json(report, rulesets);
  out["invited"] = ids_json(report.invited);
  out["silent"] = ids_json(report.silent);
  out["declined"] = ids_json(report.declined);
  out["clock"] = clock_json(report.clock);
  out["organisations"] = organisations_json(report.organisations);
  out["proof"] = report.proof_path;
  add_evidence(out, &report.confirmation, report.law, report.notes);
  return out;
}

}  // namespace kuboluk::forms
