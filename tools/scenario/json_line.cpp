#include "tools/scenario/json_line.h"

#include <boost/json/basic_parser_impl.hpp>
#include <boost/json/parse.hpp>
#include <set>
#include <string>
#include <vector>

namespace kuboluk::tools {
namespace {

namespace json = boost::json;

// Listens to the parser for keys that an object has twice; everything else is let through.
struct DoubledKeys {
  static constexpr std::size_t max_object_size = std::size_t(-1);
  static constexpr std::size_t max_array_size = std::size_t(-1);
  static constexpr std::size_t max_key_size = 4096;
  static constexpr std::size_t max_string_size = kJsonLineBytesMax;

  bool on_document_begin(json::error_code&) { return true; }
  bool on_document_end(json::error_code&) { return true; }
  bool on_object_begin(json::error_code&) {
    objects.emplace_back();
    return true;
  }
  bool on_object_end(std::size_t, json::error_code&) {
    objects.pop_back();
    return true;
  }
  bool on_array_begin(json::error_code&) { return true; }
  bool on_array_end(std::size_t, json::error_code&) { return true; }
  bool on_key_part(json::string_view part, std::size_t, json::error_code&) {
    key.append(part.data(), part.size());
    return true;
  }
  bool on_key(json::string_view part, std::size_t, json::error_code&) {
    key.append(part.data(), part.size());
    doubled = doubled || !objects.back().insert(key).second;
    key.clear();
    return true;
  }
  bool on_string_part(json::string_view, std::size_t, json::error_code&) { return true; }
  bool on_string(json::string_view, std::size_t, json::error_code&) { return true; }
  bool on_number_part(json::string_view, json::error_code&) { return true; }
  bool on_int64(std::int64_t, json::string_view, json::error_code&) { return true; }
  bool on_uint64(std::uint64_t, json::string_view, json::error_code&) { return true; }
  bool on_double(double, json::string_view, json::error_code&) { return true; }
  bool on_bool(bool, json::error_code&) { return true; }
  bool on_null(json::error_code&) { return true; }
  bool on_comment_part(json::string_view, json::error_code&) { return true; }
  bool on_comment(json::string_view, json::error_code&) { return true; }

  std::vector<std::set<std::string>> objects;  // keys of the objects that are open
  std::string key;
  bool doubled = false;
};

Error fault(std::string detail) {
  return Error{"JSON", "", std::move(detail)};
}

json::parse_options limits() {
  json::parse_options options;
  options.max_depth = kJsonDepthMax;
  return options;
}

}  // namespace

Result<json::object> parse_json_line(std::string_view line) {
  if (line.size() > kJsonLineBytesMax) return fault("the line is longer than the limit");
  json::basic_parser<DoubledKeys> keys(limits());
  json::error_code code;
  const std::size_t read = keys.write_some(false, line.data(), line.size(), code);
  if (!code && read < line.size()) return fault("text after the JSON value");
  if (code) return fault(code.message() + " at byte " + std::to_string(read + 1));
  if (keys.handler().doubled) return fault("an object has the same key twice");
  json::value value = json::parse(line, code, {}, limits());
  if (code) return fault(code.message());
  if (!value.is_object()) return fault("expected a JSON object");
  return std::move(value.get_object());
}

}  // namespace kuboluk::tools
