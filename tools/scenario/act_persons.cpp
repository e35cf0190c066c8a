// The lines of an act that speak of persons: commitments instead of names and documents.
#include <algorithm>
#include <boost/json/array.hpp>
#include <set>

#include "crypto/encoding.h"
#include "ledger/domain/charset.h"
#include "ledger/domain/record.h"
#include "tools/scenario/act_lines.h"

namespace kuboluk::tools {
namespace {

namespace json = boost::json;

// Every citizenship counts: `nat`, `nat2`, and whatever else begins with "nat".
Result<std::string> citizenships(const json::object& given) {
  std::set<std::string> codes;
  for (const auto& [key, value] : given) {
    if (!std::string_view(key).starts_with("nat") || value.is_null()) continue;
    if (!value.is_string()) return Error{"X.FORM", "nat", "a citizenship must be a text"};
    if (!value.get_string().empty()) codes.emplace(value.get_string());
  }
  codes.erase(std::string(domain::kNotGiven));
  std::string joined;
  for (const std::string& code : codes)
    joined += (joined.empty() ? "" : ",") + code;
  return {boost::system::in_place_value, joined.empty() ? std::string(domain::kNotGiven) : joined};
}

bool is_person_key(std::string_view key) {
  return key == "person" || key == "name_lat" || key == "name_cyr" || key == "doc" ||
         key == "doc_exp" || key.starts_with("nat");
}

std::string or_not_given(std::string text) {
  return text.empty() ? std::string(domain::kNotGiven) : std::move(text);
}

}  // namespace

std::string ActLines::name_commitment(std::string_view organisation, std::string_view person,
                                      const NameFields& name) const {
  if (name.empty()) return std::string(domain::kNotGiven);
  const Hash salt = sources_.keys.salt(organisation, person, kNameGroup);
  return crypto::to_base64(commit_name(salt, sources_.info.id, person, name));
}

std::string ActLines::document_commitment(std::string_view organisation, std::string_view person,
                                          const DocumentFields& document) const {
  if (document.empty()) return std::string(domain::kNotGiven);
  const Hash salt = sources_.keys.salt(organisation, person, kDocumentGroup);
  return crypto::to_base64(commit_document(salt, sources_.info.id, person, document));
}

// "yes" if the document is valid on voting day, whole; "no" without a document, a date or an
// election to compare with.
Result<std::string> ActLines::document_valid(const DocumentFields& document) const {
  using boost::system::in_place_value;
  if (document.number.empty() || !domain::is_token(election_)) return {in_place_value, "no"};
  const auto text = sources_.state.record(domain::election_key(election_));
  if (!text) return text.error();
  if (!text->has_value()) return {in_place_value, "no"};
  const auto election = domain::parse_record(**text);
  if (!election) return election.error();
  const auto expires = domain::parse_day(document.expires);
  const auto voting_day = domain::parse_day(election->fact("voting-day"));
  return {in_place_value, expires && voting_day && *expires >= *voting_day ? "yes" : "no"};
}

Result<void> ActLines::add_persons(const domain::LineSpec& /*spec*/) {
  const json::value* persons = use("persons");
  if (persons == nullptr) return {};
  if (!persons->is_array()) return Error{"X.FORM", "persons", "must be a list"};
  for (const json::value& person : persons->get_array()) {
    if (!person.is_object()) return Error{"X.FORM", "persons", "must be a list of objects"};
    if (const auto added = add_person(person.get_object()); !added) return added.error();
  }
  return {};
}

Result<void> ActLines::add_person(const json::object& given) {
  const json::value* id = given.if_contains("person");
  const std::string person = id != nullptr && id->is_string() ? std::string(id->get_string()) : "";
  const auto fields = person_fields(given);
  if (!fields) return fields.error();
  const auto nats = citizenships(given);
  if (!nats) return nats.error();
  const auto valid = document_valid(fields->document);
  if (!valid) return valid.error();
  const std::string organisation = text_arg("org");
  for (const auto& [key, value] : given) {
    if (!is_person_key(key)) unknown_.insert("persons." + std::string(key));
  }
  lines_.push_back(
      {"person",
       {or_not_given(person), *nats, *valid, name_commitment(organisation, person, fields->name),
        document_commitment(organisation, person, fields->document)}});
  return {};
}

// Only the groups that the update touches are committed to anew, each as a whole.
Result<void> ActLines::add_update(const domain::LineSpec& /*spec*/) {
  const std::string person = text_arg("person");
  for (const auto& [key, value] : command_.args) {
    if (is_person_key(key)) used_.emplace(key);
  }
  const auto update = person_fields(command_.args);
  if (!update) return update.error();
  const PersonFields whole = merged(sources_.persons.find(election_, person), *update);
  const auto nats = citizenships(command_.args);
  if (!nats) return nats.error();
  std::string valid(domain::kNotGiven);
  if (!update->document.empty()) {
    const auto checked = document_valid(whole.document);
    if (!checked) return checked.error();
    valid = *checked;
  }
  lines_.push_back(
      {"person",
       {or_not_given(person), *nats, valid,
        name_commitment(command_.by, person, update->name.empty() ? NameFields{} : whole.name),
        document_commitment(command_.by, person,
                            update->document.empty() ? DocumentFields{} : whole.document)}});
  return {};
}

// The group that the corrected field belongs to, committed to as a whole; the old and the new text
// stay out of the event.
Result<void> ActLines::add_correction(const domain::LineSpec& spec) {
  use("old");
  const json::value* corrected = use("new");
  json::object given;
  if (corrected != nullptr) given.emplace(text_arg("field"), *corrected);
  const auto update = person_fields(given);
  if (!update) return update.error();
  const auto person = person_of(sources_.state, election_, text_arg("accreditation"));
  if (!person) return person.error();
  const PersonFields whole = merged(sources_.persons.find(election_, *person), *update);
  if (!update->name.empty()) {
    push(spec, {name_commitment(command_.by, *person, whole.name)});
  } else if (!update->document.empty()) {
    push(spec, {document_commitment(command_.by, *person, whole.document)});
  } else {
    push(spec, {std::string(domain::kNotGiven)});
  }
  return {};
}

}  // namespace kuboluk::tools
