#include "tools/scenario/person_table.h"

#include <boost/json/array.hpp>
#include <boost/json/value.hpp>
#include <utility>

#include "ledger/domain/charset.h"
#include "ledger/domain/event.h"
#include "ledger/domain/record.h"

namespace kuboluk::tools {
namespace {

namespace json = boost::json;

constexpr std::pair<std::string_view, std::string NameFields::*> kNames[] = {
    {"name_lat", &NameFields::latin}, {"name_cyr", &NameFields::cyrillic}};
constexpr std::pair<std::string_view, std::string DocumentFields::*> kDocuments[] = {
    {"doc", &DocumentFields::number}, {"doc_exp", &DocumentFields::expires}};

Result<void> take(const json::object& given, std::string_view key, std::string& field) {
  const json::value* value = given.if_contains(key);
  if (value == nullptr || value->is_null()) return {};
  if (!value->is_string()) return Error{"X.FORM", std::string(key), "must be a text"};
  const std::string_view text = value->get_string();
  if (text.empty() || text == domain::kNotGiven) return {};
  if (const auto fault = domain::free_text_fault(text)) {
    return Error{"X.FORM", std::string(key), *fault};
  }
  if (text.size() > domain::kFreeTextBytesMax) {
    return Error{"X.SIZE", std::string(key), "is longer than a text may be"};
  }
  field = text;
  return {};
}

std::string text_of_arg(const json::object& args, std::string_view key) {
  const json::value* value = args.if_contains(key);
  return value != nullptr && value->is_string() ? std::string(value->get_string()) : std::string();
}

// {"field":"name_lat","new":".."} as {"name_lat":".."}.
json::object corrected_fields(const json::object& args) {
  json::object fields;
  if (const json::value* value = args.if_contains("new")) {
    fields.emplace(text_of_arg(args, "field"), *value);
  }
  return fields;
}

}  // namespace

Result<PersonFields> person_fields(const json::object& given) {
  PersonFields fields;
  for (const auto& [key, member] : kNames) {
    if (const auto taken = take(given, key, fields.name.*member); !taken) return taken.error();
  }
  for (const auto& [key, member] : kDocuments) {
    if (const auto taken = take(given, key, fields.document.*member); !taken) return taken.error();
  }
  if (!fields.document.expires.empty() && !domain::parse_day(fields.document.expires)) {
    return Error{"X.FORM", "doc_exp", "must be a day such as 2030-12-31"};
  }
  return fields;
}

PersonFields merged(PersonFields base, const PersonFields& update) {
  const auto take_over = [](std::string& field, const std::string& value) {
    if (!value.empty()) field = value;
  };
  for (const auto& [key, member] : kNames)
    take_over(base.name.*member, update.name.*member);
  for (const auto& [key, member] : kDocuments) {
    take_over(base.document.*member, update.document.*member);
  }
  return base;
}

PersonFields PersonTable::find(std::string_view election, std::string_view person) const {
  const auto found = persons_.find(std::string(election) + "/" + std::string(person));
  return found == persons_.end() ? PersonFields{} : found->second;
}

void PersonTable::put(std::string_view election, std::string_view person,
                      const PersonFields& fields, domain::Instant known) {
  const std::string key = std::string(election) + "/" + std::string(person);
  persons_[key] = merged(persons_[key], fields);
  for (const auto& [name, member] : kNames) {
    if (!(fields.name.*member).empty()) names_.add(election, person, fields.name.*member, known);
  }
}

Result<void> PersonTable::learn(const Command& command, std::string_view election,
                                const domain::StateView& state) {
  const auto put_fields = [&](std::string_view person, const json::object& given) -> Result<void> {
    const Result<PersonFields> fields = person_fields(given);
    if (!fields) return fields.error();
    put(election, person, *fields, command.recorded_at);
    return {};
  };
  if (command.cmd == "application.submit") {
    const json::value* persons = command.args.if_contains("persons");
    if (persons == nullptr || !persons->is_array()) return {};
    for (const json::value& entry : persons->get_array()) {
      const json::object& given = entry.as_object();
      if (const auto put_one = put_fields(text_of_arg(given, "person"), given); !put_one) {
        return put_one.error();
      }
    }
  } else if (command.cmd == "identity.update") {
    return put_fields(text_of_arg(command.args, "person"), command.args);
  } else if (command.cmd == "correction.clerical") {
    const auto person = person_of(state, election, text_of_arg(command.args, "accreditation"));
    if (!person) return person.error();
    return put_fields(*person, corrected_fields(command.args));
  }
  return {};
}

Result<std::string> person_of(const domain::StateView& state, std::string_view election,
                              std::string_view accreditation) {
  if (!domain::is_token(election) || !domain::is_token(accreditation)) {
    return {boost::system::in_place_value};
  }
  const auto text = state.record(domain::object_key("accreditation", election, accreditation));
  if (!text) return text.error();
  if (!text->has_value()) return {boost::system::in_place_value};
  const auto record = domain::parse_record(**text);
  if (!record) return record.error();
  return {boost::system::in_place_value, record->fact("person")};
}

}  // namespace kuboluk::tools
