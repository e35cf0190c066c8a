#include "node/forms/json_values.h"

#include "node/forms/words.h"

namespace kuboluk::forms {

namespace json = boost::json;

json::value or_null(std::string_view text) {
  return text.empty() ? json::value(nullptr) : json::value(text);
}

json::value valid_time(std::optional<domain::Instant> instant, domain::Offset offset) {
  if (!instant || *instant == domain::kEndOfTime) return nullptr;
  return json::value(local_words(*instant, offset));
}

json::value known_time(std::optional<domain::Instant> instant) {
  if (!instant || *instant == domain::kEndOfTime) return nullptr;
  return json::value(domain::print_known_time(*instant));
}

json::value day_json(std::optional<domain::Day> day) {
  return day ? json::value(domain::print_day(*day)) : json::value(nullptr);
}

json::value paragraph_json(const domain::Rulesets& rulesets, std::string_view ruleset,
                           std::string_view paragraph) {
  const auto text = paragraph_text(rulesets, ruleset, paragraph);
  return text ? json::value(*text) : json::value(nullptr);
}

}  // namespace kuboluk::forms
