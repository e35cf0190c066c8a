#include "tools/scenario/fields.h"

#include <boost/json/value.hpp>

namespace kuboluk::tools {

namespace json = boost::json;

const json::value* Fields::find(std::string_view key) const {
  return object_.if_contains(key);
}

Error Fields::missing(std::string_view key) const {
  return fault("the key \"" + std::string(key) + "\" is missing");
}

Error Fields::wrong(std::string_view key, std::string_view expected) const {
  return fault("\"" + std::string(key) + "\" must be " + std::string(expected));
}

Result<std::string> Fields::text(std::string_view key) const {
  const json::value* value = find(key);
  if (value == nullptr) return missing(key);
  if (!value->is_string() || value->get_string().empty()) return wrong(key, "a text, not empty");
  return {boost::system::in_place_value, value->get_string()};
}

Result<std::uint64_t> Fields::number(std::string_view key) const {
  const json::value* value = find(key);
  if (value == nullptr) return missing(key);
  if (!value->is_int64() || value->get_int64() < 0) return wrong(key, "a number, not negative");
  return static_cast<std::uint64_t>(value->get_int64());
}

Result<domain::Instant> Fields::time(std::string_view key) const {
  const Result<std::string> written = text(key);
  if (!written) return written.error();
  const std::optional<domain::LocalTime> local = domain::parse_local_time(*written);
  if (!local) return wrong(key, "a time such as 2025-11-12T14:58:11+06:00");
  return local->instant;
}

Result<domain::Instant> Fields::time_or(std::string_view key, domain::Instant fallback) const {
  return find(key) == nullptr ? Result<domain::Instant>(fallback) : time(key);
}

Result<json::object> Fields::object(std::string_view key) const {
  const json::value* value = find(key);
  if (value == nullptr) return missing(key);
  if (!value->is_object()) return wrong(key, "an object");
  return value->get_object();
}

Result<std::optional<json::object>> Fields::optional_object(std::string_view key) const {
  using Answer = Result<std::optional<json::object>>;
  if (find(key) == nullptr) return Answer(std::optional<json::object>());
  const Result<json::object> present = object(key);
  if (!present) return present.error();
  return Answer(std::optional<json::object>(*present));
}

}  // namespace kuboluk::tools
