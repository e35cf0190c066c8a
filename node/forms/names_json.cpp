#include "node/forms/names_json.h"

#include "node/forms/json_values.h"

namespace kuboluk::forms {

namespace json = boost::json;

json::object texts_json(const report::Texts& texts) {
  json::object out;
  for (const report::TextIn& text : texts)
    out[text.language] = text.text;
  return out;
}

json::object election_facts_json(const report::ElectionFacts& election) {
  json::object out;
  out["id"] = election.id;
  out["titles"] = texts_json(election.titles);
  out["kind"] = or_null(election.kind);
  out["voting_day"] = day_json(election.voting_day);
  out["published_on"] = day_json(election.published_on);
  out["closes"] = valid_time(election.closes, election.offset);
  out["ruleset"] = or_null(election.ruleset);
  out["repeat_of"] = or_null(election.repeat_of);
  out["stands"] = election.stands;
  return out;
}

json::object organisation_json(const report::OrganisationFacts& organisation) {
  json::object out;
  out["id"] = organisation.id;
  out["names"] = texts_json(organisation.names);
  out["kind"] = or_null(organisation.kind);
  out["mission"] = or_null(organisation.mission);
  return out;
}

json::object organisations_json(
    const std::map<std::string, report::OrganisationFacts>& organisations) {
  json::object out;
  for (const auto& [id, organisation] : organisations)
    out[id] = organisation_json(organisation);
  return out;
}

json::object confirmed_json(const report::Confirmed& confirmed) {
  json::object out;
  out["size"] = confirmed.size;
  out["recorded"] = known_time(confirmed.known);
  return out;
}

}  // namespace kuboluk::forms
