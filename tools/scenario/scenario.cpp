#include "tools/scenario/scenario.h"

#include <algorithm>
#include <array>
#include <boost/json/array.hpp>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <sstream>

#include "crypto/check.h"
#include "ledger/domain/ids.h"
#include "tools/scenario/fields.h"
#include "tools/scenario/json_line.h"

namespace kuboluk::tools {
namespace {

namespace json = boost::json;

constexpr std::string_view kFormat = "observer-ledger-scenario/1";

Result<std::vector<std::string>> read_actors(const Fields& fields) {
  const Result<json::object> object = fields.object("actors");
  if (!object) return object.error();
  std::vector<std::string> actors;
  for (const auto& [actor, title] : *object) {
    if (!domain::is_body_id(actor)) return fields.fault("an id under \"actors\" is no body id");
    if (!title.is_string()) return fields.fault("a title under \"actors\" must be a text");
    actors.emplace_back(actor);
  }
  std::sort(actors.begin(), actors.end());
  return actors;
}

Result<std::vector<std::pair<std::string, std::string>>> read_interpretations(
    const Fields& fields) {
  std::vector<std::pair<std::string, std::string>> readings;
  const Result<std::optional<json::object>> object = fields.optional_object("interpretations");
  if (!object) return object.error();
  if (!object->has_value()) return readings;
  for (const auto& [rule, text] : **object) {
    if (!text.is_string()) return fields.fault("a text under \"interpretations\" is no text");
    readings.emplace_back(rule, text.get_string());
  }
  std::sort(readings.begin(), readings.end());
  return readings;
}

Result<Meta> read_meta(const Fields& fields) {
  const Result<std::string> format = fields.text("format");
  if (!format) return format.error();
  if (*format != kFormat) return fields.fault("the format is not " + std::string(kFormat));
  Meta meta;
  const Result<std::string> name = fields.text("scenario");
  if (!name) return name.error();
  meta.scenario = *name;
  const Result<std::string> zone = fields.text("tz");
  if (!zone) return zone.error();
  const std::optional<domain::Offset> offset = domain::parse_offset(*zone);
  if (!offset) return fields.fault("\"tz\" must be an offset such as +06:00");
  meta.offset = *offset;
  const Result<std::string> ruleset = fields.text("ruleset");
  if (!ruleset) return ruleset.error();
  meta.ruleset = *ruleset;
  Result<std::vector<std::string>> actors = read_actors(fields);
  if (!actors) return actors.error();
  meta.actors = *std::move(actors);
  auto interpretations = read_interpretations(fields);
  if (!interpretations) return interpretations.error();
  meta.interpretations = *std::move(interpretations);
  return meta;
}

// A refusal that names no rule would be met by any refusal, so it is no expectation.
Result<json::object> read_outcome(const Fields& fields) {
  const Result<json::object> expect = fields.object("expect");
  if (!expect) return expect.error();
  const json::value* ok = expect->if_contains("ok");
  if (ok == nullptr || !ok->is_bool())
    return fields.fault("\"expect\" needs \"ok\": true or false");
  const json::value* rule = expect->if_contains("rule");
  if (!ok->get_bool() && (rule == nullptr || !rule->is_string())) {
    return fields.fault("\"expect\" of a refusal needs \"rule\": a text");
  }
  return *expect;
}

Result<Command> read_command(const Fields& fields, std::uint64_t n, std::size_t line) {
  Command command;
  command.n = n;
  command.line = line;
  const Result<std::string> type = fields.text("cmd");
  if (!type) return type.error();
  command.cmd = *type;
  const Result<domain::Instant> at = fields.time("at");
  if (!at) return at.error();
  command.at = *at;
  const Result<domain::Instant> recorded = fields.time_or("recorded_at", *at);
  if (!recorded) return recorded.error();
  command.recorded_at = *recorded;
  const Result<std::string> by = fields.text("by");
  if (!by) return by.error();
  command.by = *by;
  Result<json::object> args = fields.object("args");
  if (!args) return args.error();
  command.args = *std::move(args);
  Result<json::object> expect = read_outcome(fields);
  if (!expect) return expect.error();
  command.expect = *std::move(expect);
  return command;
}

struct QuerySpec {
  std::string_view name;
  QueryKind kind;
  std::vector<std::string_view> required;  // args
  std::vector<std::string_view> optional;  // besides the two clocks
};

const std::array<QuerySpec, 9>& query_specs() {
  static const std::array<QuerySpec, 9> specs = {{
      {"status", QueryKind::kStatus, {"accreditation", "election"}, {}},
      {"certificate", QueryKind::kCertificate, {"certificate", "election"}, {}},
      {"person", QueryKind::kPerson, {"person", "election"}, {}},
      {"application", QueryKind::kApplication, {"application"}, {"election"}},
      {"search", QueryKind::kSearch, {"name", "election"}, {}},
      {"history", QueryKind::kHistory, {"accreditation"}, {"election"}},
      {"silent", QueryKind::kSilent, {"election"}, {}},
      {"declined", QueryKind::kDeclined, {"election"}, {}},
      {"count", QueryKind::kCount, {"what", "election"}, {"decrees", "orgs", "kinds"}},
  }};
  return specs;
}

const QuerySpec& spec_of(QueryKind kind) {
  const auto& specs = query_specs();
  const auto spec = std::find_if(specs.begin(), specs.end(),
                                 [kind](const QuerySpec& each) { return each.kind == kind; });
  KUBOLUK_CHECK(spec != specs.end());
  return *spec;
}

bool takes(const QuerySpec& spec, std::string_view arg) {
  const auto among = [arg](const std::vector<std::string_view>& args) {
    return std::find(args.begin(), args.end(), arg) != args.end();
  };
  return arg == "valid_at" || arg == "known_at" || among(spec.required) || among(spec.optional);
}

// What can be counted, and by what. Checked here, so that a bad file is refused before anything is
// replayed.
Result<void> check_count(const Fields& fields, const json::object& args) {
  constexpr std::array<std::string_view, 6> kWhat = {
      "active", "granted", "invitations", "nationalities", "organisations", "refused"};
  const json::value& what = args.at("what");
  if (std::find(kWhat.begin(), kWhat.end(), std::string_view(what.get_string())) == kWhat.end()) {
    return fields.fault("\"what\" is nothing that can be counted");
  }
  for (const std::string_view key : {"decrees", "orgs", "kinds"}) {
    const json::value* filter = args.if_contains(key);
    if (filter == nullptr) continue;
    const bool fits =
        filter->is_array() && std::all_of(filter->get_array().begin(), filter->get_array().end(),
                                          [](const json::value& id) { return id.is_string(); });
    if (!fits) return fields.fault("\"" + std::string(key) + "\" must be a list of texts");
  }
  return {};
}

Result<Query> read_query(const Fields& fields, const std::string& place, std::uint64_t n,
                         std::size_t line) {
  const Result<std::string> name = fields.text("q");
  if (!name) return name.error();
  const auto& specs = query_specs();
  const auto spec = std::find_if(specs.begin(), specs.end(),
                                 [&](const QuerySpec& each) { return each.name == *name; });
  if (spec == specs.end()) return fields.fault("\"q\" is no query of the format");
  Query query;
  query.n = n;
  query.line = line;
  query.kind = spec->kind;
  Result<json::object> args = fields.object("args");
  if (!args) return args.error();
  query.args = *std::move(args);
  const Fields arg_fields(place, query.args);
  for (const std::string_view key : spec->required) {
    if (const auto value = arg_fields.text(key); !value) return value.error();
  }
  if (query.kind == QueryKind::kCount) {
    if (const auto count = check_count(fields, query.args); !count) return count.error();
  }
  const Result<domain::Instant> valid = arg_fields.time_or("valid_at", domain::kEndOfTime);
  if (!valid) return valid.error();
  query.valid = *valid;
  const Result<domain::Instant> known = arg_fields.time_or("known_at", domain::kEndOfTime);
  if (!known) return known.error();
  query.known = *known;
  Result<json::object> expect = fields.object("expect");
  if (!expect) return expect.error();
  if (expect->empty()) return fields.fault("\"expect\" names nothing to compare");
  query.expect = *std::move(expect);
  return query;
}

class Reader {
 public:
  explicit Reader(std::string_view name) : name_(name) {}

  Result<void> line(std::size_t number, std::string_view text) {
    const std::string place = name_ + ":" + std::to_string(number);
    const Result<json::object> object = parse_json_line(text);
    if (!object) return Error{"FILE", place, object.error().detail};
    const Fields fields(place, *object);
    const Result<std::string> op = fields.text("op");
    if (!op) return op.error();
    if (*op == "meta") return meta(fields, number);
    if (number == 1) return fields.fault("the first line must be the meta line");
    if (*op != "cmd" && *op != "query") return fields.fault("\"op\" must be meta, cmd or query");
    const Result<std::uint64_t> n = fields.number("n");
    if (!n) return n.error();
    if (!numbers_.insert(*n).second) return fields.fault("\"n\" stands on an earlier line too");
    warn(*object, place, *op == "cmd");
    if (*op == "cmd") return add(read_command(fields, *n, number));
    const Result<Query> query = read_query(fields, place, *n, number);
    if (query) warn_of_args(*query);
    return add(query);
  }

  Scenario take() { return std::move(scenario_); }

 private:
  Result<void> meta(const Fields& fields, std::size_t number) {
    if (number != 1) return fields.fault("only the first line is a meta line");
    Result<Meta> read = read_meta(fields);
    if (!read) return read.error();
    scenario_.meta = *std::move(read);
    return {};
  }

  template <class T>
  Result<void> add(Result<T> step) {
    if (!step) return step.error();
    scenario_.steps.emplace_back(*std::move(step));
    return {};
  }

  // A misspelt "recorded_at" would change the meaning of a line without a word.
  void warn(const json::object& object, const std::string& place, bool is_command) {
    static const std::set<std::string_view> shared = {"n", "op", "args", "expect", "src", "note"};
    static const std::set<std::string_view> command = {"cmd", "at", "recorded_at", "by"};
    for (const auto& [key, value] : object) {
      if (shared.contains(key) || (is_command ? command.contains(key) : key == "q")) continue;
      scenario_.warnings.push_back(place + ": the key \"" + std::string(key) + "\" has no effect");
    }
  }

  // A misspelt "known_at" would change the answer without a word.
  void warn_of_args(const Query& query) {
    const QuerySpec& spec = spec_of(query.kind);
    for (const auto& [arg, value] : query.args) {
      if (takes(spec, arg) || !warned_.emplace(query.kind, arg).second) continue;
      scenario_.warnings.push_back("line " + std::to_string(query.line) + ": the query " +
                                   std::string(spec.name) + " takes no argument \"" +
                                   std::string(arg) + "\": it has no effect");
    }
  }

  std::string name_;
  std::set<std::pair<QueryKind, std::string>> warned_;
  std::set<std::uint64_t> numbers_;
  Scenario scenario_;
};

}  // namespace

Result<Scenario> parse_scenario(std::string_view name, std::string_view text) {
  Reader reader(name);
  std::size_t number = 0;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    const Result<void> read = reader.line(++number, text.substr(0, end));
    if (!read) return read.error();
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  if (number == 0) return Error{"FILE", std::string(name), "the file is empty"};
  return reader.take();
}

Result<Scenario> read_scenario(const std::string& path) {
  std::error_code ignored;  // what cannot be seen cannot be opened either
  if (std::filesystem::is_directory(path, ignored)) {
    return Error{"FILE", path, "is a folder; name a scenario file"};
  }
  std::ifstream file(path, std::ios::binary | std::ios::ate);
  if (!file) return Error{"FILE", path, "cannot be opened for reading"};
  const std::streamoff size = file.tellg();
  if (size < 0) return Error{"FILE", path, "is no regular file"};
  if (static_cast<std::size_t>(size) > kScenarioBytesMax) {
    return Error{"FILE", path, "is larger than a scenario file may be"};
  }
  file.seekg(0);
  std::string text(static_cast<std::size_t>(size), '\0');
  if (!file.read(text.data(), size)) return Error{"FILE", path, "cannot be read to its end"};
  return parse_scenario(path, text);
}

}  // namespace kuboluk::tools
