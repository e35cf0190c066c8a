#include "tools/scenario/act_values.h"

#include <boost/json/array.hpp>
#include <set>

#include "ledger/domain/event.h"

namespace kuboluk::tools {
namespace {

namespace json = boost::json;
using domain::ColumnKind;

Error fault(const domain::Column& column, std::string detail) {
  return Error{"X.FORM", std::string(column.name), std::move(detail)};
}

Result<std::string> list_text(const json::array& list, const domain::Column& column) {
  std::set<std::string> words;
  for (const json::value& word : list) {
    if (!word.is_string()) return fault(column, "a list may hold texts only");
    words.emplace(word.get_string());
  }
  std::string joined;
  for (const std::string& word : words)
    joined += (joined.empty() ? "" : ",") + word;
  return {boost::system::in_place_value, joined.empty() ? std::string(domain::kNotGiven) : joined};
}

std::string plain_text(std::string_view text, const domain::Column& column, domain::Offset offset) {
  if (text.empty()) return std::string(domain::kNotGiven);
  if (column.kind == ColumnKind::kTime) {
    const auto time = domain::parse_local_time(text);
    if (time) return domain::print_local_time(time->instant, offset);
  }
  return std::string(text);
}

}  // namespace

Result<std::string> column_text(const json::value* value, const domain::Column& column,
                                domain::Offset offset) {
  if (value == nullptr || value->is_null()) {
    return {boost::system::in_place_value, domain::kNotGiven};
  }
  if (value->is_array() && column.kind == ColumnKind::kTokenList) {
    return list_text(value->get_array(), column);
  }
  if (value->is_string()) {
    return {boost::system::in_place_value, plain_text(value->get_string(), column, offset)};
  }
  if (value->is_int64()) {
    return {boost::system::in_place_value, std::to_string(value->get_int64())};
  }
  if (value->is_bool() && column.kind == ColumnKind::kYesNo) {
    return {boost::system::in_place_value, value->get_bool() ? "yes" : "no"};
  }
  return fault(column, "a text was expected");
}

}  // namespace kuboluk::tools
