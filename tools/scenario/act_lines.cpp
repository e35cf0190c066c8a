#include "tools/scenario/act_lines.h"

#include <algorithm>
#include <boost/json/array.hpp>
#include <map>
#include <optional>

#include "crypto/encoding.h"
#include "ledger/domain/charset.h"
#include "ledger/domain/record.h"
#include "tools/scenario/act_values.h"

namespace kuboluk::tools {

namespace json = boost::json;
using domain::ColumnKind;
using domain::LineSpec;
using domain::Times;

// A line that is not one to one, and how it is built. The first entry that fits counts; "" fits
// every type.
struct ActLines::Exception {
  std::string_view type;
  std::string_view key;
  Builder build;
};

ActLines::Builder ActLines::find_builder(std::string_view type, std::string_view key) {
  static constexpr Exception kExceptions[] = {
      {"", "election", &ActLines::add_election},
      {"org.register", "author-key", &ActLines::add_author_key},
      {"org.register", "name", &ActLines::add_texts},
      {"election.call", "title", &ActLines::add_texts},
      {"election.repeat", "title", &ActLines::add_texts},
      {"application.submit", "person", &ActLines::add_persons},
      {"identity.update", "person", &ActLines::add_update},
      {"accreditation.grant", "grant", &ActLines::add_items},
      {"accreditation.refuse", "refuse", &ActLines::add_items},
      {"correction.clerical", "commitment", &ActLines::add_correction},
  };
  for (const Exception& each : kExceptions) {
    if ((each.type.empty() || each.type == type) && each.key == key) return each.build;
  }
  return &ActLines::add_plain;
}

Result<void> ActLines::resolve_election(const domain::ActSpec& spec) {
  election_ = text_arg("election");
  const std::string application = text_arg("application");
  const bool asks = std::any_of(spec.lines.begin(), spec.lines.end(),
                                [](const LineSpec& line) { return line.key == "application"; });
  if (!election_.empty() || !asks || !domain::is_token(application)) {
    if (election_.empty()) election_ = domain::kNotGiven;
    return {};
  }
  election_ = domain::kNotGiven;
  const auto elections = sources_.state.records_under("election/");
  if (!elections) return elections.error();
  std::uint64_t newest = 0;
  for (const auto& [key, text] : *elections) {
    const auto parts = domain::parse_key(key);
    if (!parts) continue;
    const auto found =
        sources_.state.record(domain::object_key("application", parts->id, application));
    if (!found) return found.error();
    if (!found->has_value()) continue;
    const auto record = domain::parse_record(**found);
    if (!record) return record.error();
    if (record->acts.front().index < newest) continue;
    newest = record->acts.front().index;
    election_ = parts->id;
  }
  return {};
}

Result<void> ActLines::add(const LineSpec& spec) {
  return (this->*find_builder(command_.cmd, spec.key))(spec);
}

const json::value* ActLines::use(std::string_view arg) {
  used_.emplace(arg);
  const json::value* value = command_.args.if_contains(arg);
  return value != nullptr && value->is_null() ? nullptr : value;
}

void ActLines::push(const LineSpec& spec, std::vector<std::string> values) {
  lines_.push_back({std::string(spec.key), std::move(values)});
}

std::string ActLines::text_arg(std::string_view arg) {
  const json::value* value = use(arg);
  return value != nullptr && value->is_string() ? std::string(value->get_string()) : std::string();
}

std::vector<std::string> ActLines::unused_args() const {
  std::vector<std::string> unused(unknown_.begin(), unknown_.end());
  for (const auto& [arg, value] : command_.args) {
    if (!used_.contains(std::string(arg))) unused.emplace_back(arg);
  }
  return unused;
}

// A line whose columns are the arguments of the same names; a line that may repeat has one column
// and takes a list.
Result<void> ActLines::add_plain(const LineSpec& spec) {
  const json::value* first = use(spec.columns.front().name);
  const bool repeats = spec.times == Times::kSome || spec.times == Times::kAny;
  if (repeats && first != nullptr && first->is_array()) {
    for (const json::value& each : first->get_array()) {
      const auto text = column_text(&each, spec.columns.front(), sources_.info.offset);
      if (!text) return text.error();
      push(spec, {*text});
    }
    return {};
  }
  std::vector<std::string> values;
  for (const domain::Column& column : spec.columns) {
    const auto text = column_text(use(column.name), column, sources_.info.offset);
    if (!text) return text.error();
    values.push_back(*text);
  }
  const bool given = std::any_of(values.begin(), values.end(), [](const std::string& value) {
    return value != domain::kNotGiven;
  });
  if (spec.times == Times::kOnce || given) push(spec, std::move(values));
  return {};
}

Result<void> ActLines::add_election(const LineSpec& spec) {
  if (spec.times == Times::kOnce || election_ != domain::kNotGiven) push(spec, {election_});
  return {};
}

// An organisation that is an actor too has one name and so one seeded key.
Result<void> ActLines::add_author_key(const LineSpec& spec) {
  const auto key = sources_.keys.author(text_arg("org"));
  if (!key) return key.error();
  push(spec, {key->vkey.text()});
  return {};
}

// {"en": "..", "ru": ".."}: one line per language, sorted.
Result<void> ActLines::add_texts(const LineSpec& spec) {
  const std::string arg = std::string(spec.key) + "s";
  const json::value* value = use(arg);
  if (value == nullptr) return {};
  if (!value->is_object()) return Error{"X.FORM", arg, "must be texts by language"};
  std::map<std::string, std::string> texts;
  for (const auto& [language, text] : value->get_object()) {
    const auto written = column_text(&text, spec.columns.back(), sources_.info.offset);
    if (!written) return written.error();
    texts.emplace(language, *written);
  }
  for (const auto& [language, text] : texts)
    push(spec, {language, text});
  return {};
}

// `items` as objects, or as rows under `cols`.
Result<void> ActLines::add_items(const LineSpec& spec) {
  const json::value* items = use("items");
  const json::value* cols = use("cols");
  if (items == nullptr) return {};
  const Error fault{"X.FORM", "items", "must be a list of objects, or of rows under \"cols\""};
  if (!items->is_array()) return fault;
  for (const json::value& item : items->get_array()) {
    json::object named;
    if (item.is_object()) {
      named = item.get_object();
    } else {
      if (!item.is_array() || cols == nullptr || !cols->is_array()) return fault;
      const json::array& row = item.get_array();
      const json::array& names = cols->get_array();
      if (row.size() != names.size()) return fault;
      for (std::size_t i = 0; i < row.size(); ++i) {
        if (!names[i].is_string()) return fault;
        named.emplace(names[i].get_string(), row[i]);
      }
    }
    if (const auto added = add_item(spec, named); !added) return added.error();
  }
  return {};
}

Result<void> ActLines::add_item(const LineSpec& spec, const json::object& item) {
  std::vector<std::string> values;
  for (const domain::Column& column : spec.columns) {
    const auto text = column_text(item.if_contains(column.name), column, sources_.info.offset);
    if (!text) return text.error();
    values.push_back(*text);
  }
  for (const auto& [key, value] : item) {
    const bool taken =
        std::any_of(spec.columns.begin(), spec.columns.end(),
                    [&](const domain::Column& column) { return column.name == key; });
    if (!taken) unknown_.insert("items." + std::string(key));
  }
  push(spec, std::move(values));
  return {};
}

}  // namespace kuboluk::tools
