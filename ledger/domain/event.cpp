#include "ledger/domain/event.h"

#include "crypto/encoding.h"
#include "crypto/sha256.h"
#include "crypto/vkey.h"
#include "ledger/domain/charset.h"
#include "ledger/domain/event_columns.h"
#include "ledger/domain/line_reader.h"

namespace kuboluk::domain {
namespace {

constexpr std::string_view kHeader = "kuboluk/event/v1";

// A ledger id is the first part of the log's key name, which is longer than a token may be.
bool fits_head(std::string_view key, std::string_view value) {
  return key == "ledger" ? crypto::is_key_name(value) : is_token(value);
}

Result<std::string> take_token(LineReader& reader, std::string_view key) {
  const auto value = reader.take(key);
  if (!value) return value.error();
  if (!fits_head(key, *value)) return reader.fault(std::string(key) + " must be an id");
  return std::string(*value);
}

Result<Instant> take_time(LineReader& reader, std::string_view key, Event& event, bool first) {
  const auto value = reader.take(key);
  if (!value) return value.error();
  const auto time = parse_local_time(*value);
  if (!time) return reader.fault(std::string(key) + " must be a time as 2025-11-12T15:00:00+06:00");
  if (first) event.offset = time->offset;
  if (time->offset != event.offset) {
    return reader.fault("all times of an event have the same offset");
  }
  return time->instant;
}

Result<void> take_times(LineReader& reader, Event& event) {
  const auto signed_at = take_time(reader, "signed", event, true);
  if (!signed_at) return signed_at.error();
  const auto expires = take_time(reader, "expires", event, false);
  if (!expires) return expires.error();
  const auto at = take_time(reader, "at", event, false);
  if (!at) return at.error();
  event.signed_at = *signed_at;
  event.expires = *expires;
  event.at = *at;
  return {};
}

Result<void> take_part(LineReader& reader, Event& event) {
  const auto value = reader.take("part");
  if (!value) return value.error();
  const std::size_t slash = value->find('/');
  const std::size_t space = value->find(' ');
  if (slash == std::string_view::npos || space == std::string_view::npos || slash > space) {
    return reader.fault("expected \"part <i>/<n> <act hash>\"");
  }
  const auto number = parse_decimal(value->substr(0, slash), kPartsMax);
  const auto count = parse_decimal(value->substr(slash + 1, space - slash - 1), kPartsMax);
  const auto act = crypto::hash_from_hex(value->substr(space + 1));
  if (!number || !count || !act || *count < 2 || *number < 1 || *number > *count) {
    return reader.fault("expected \"part <i>/<n> <act hash>\" with 1 <= i <= n");
  }
  event.part = Part{static_cast<std::uint32_t>(*number), static_cast<std::uint32_t>(*count), *act};
  return {};
}

// Everything before the lines of the type.
Result<void> take_head(LineReader& reader, Event& event) {
  if (const auto header = reader.take_exactly(kHeader); !header) return header.error();
  for (auto [key, field] : {std::pair{"ledger", &Event::ledger}, std::pair{"type", &Event::type},
                            std::pair{"by", &Event::by}}) {
    auto value = take_token(reader, key);
    if (!value) return value.error();
    event.*field = std::move(*value);
  }
  if (const auto times = take_times(reader, event); !times) return times.error();
  if (reader.peek_key() == "after") {
    const auto value = reader.take("after");
    if (!value) return value.error();
    event.after = crypto::hash_from_hex(*value);
    if (!event.after) return reader.fault("after must be an event id: 64 hex digits");
  }
  auto ruleset = take_token(reader, "ruleset");
  if (!ruleset) return ruleset.error();
  event.ruleset = std::move(*ruleset);
  if (reader.peek_key() == "part") return take_part(reader, event);
  return {};
}

Result<Line> take_known_line(LineReader& reader, const ActSpec& spec) {
  const std::string key(reader.peek_key());
  const auto rest = reader.take(key);
  if (!rest) return rest.error();
  for (const LineSpec& line : spec.lines) {
    if (line.key != key) continue;
    auto parsed = split_line(line, *rest, "event");
    if (!parsed) return reader.fault(parsed.error().detail);
    return parsed;
  }
  return reader.fault("no line of that name belongs to " + std::string(spec.type));
}

Result<void> take_lines(LineReader& reader, Event& event) {
  const ActSpec* spec = find_act_spec(event.type);
  while (!reader.at_end()) {
    if (spec != nullptr) {
      auto line = take_known_line(reader, *spec);
      if (!line) return line.error();
      event.lines.push_back(std::move(*line));
      continue;
    }
    const std::string key(reader.peek_key());
    const auto rest = reader.take(key);
    if (!rest) return rest.error();
    if (!is_token(key)) return reader.fault("a line begins with its name");
    event.lines.push_back({key, {std::string(*rest)}});
  }
  return {};
}

void print_line(std::string& out, const Line& line) {
  out += line.key;
  for (const std::string& value : line.values)
    out += " " + value;
  out += "\n";
}

std::string print_unchecked(const Event& event) {
  std::string out(kHeader);
  out += "\nledger " + event.ledger + "\ntype " + event.type + "\nby " + event.by;
  out += "\nsigned " + print_local_time(event.signed_at, event.offset);
  out += "\nexpires " + print_local_time(event.expires, event.offset);
  out += "\nat " + print_local_time(event.at, event.offset);
  if (event.after) out += "\nafter " + crypto::to_hex(*event.after);
  out += "\nruleset " + event.ruleset + "\n";
  if (event.part) {
    out += "part " + std::to_string(event.part->number) + "/" + std::to_string(event.part->count) +
           " " + crypto::to_hex(event.part->act) + "\n";
  }
  for (const Line& line : event.lines)
    print_line(out, line);
  return out;
}

Result<void> check_head_tokens(const Event& event) {
  if (fits_head("ledger", event.ledger) && is_token(event.type) && is_token(event.by) &&
      is_token(event.ruleset)) {
    return {};
  }
  return Error{"X.FORM", "event", "ledger, type, by and ruleset must be ids"};
}

Result<void> check_body(const Event& event) {
  if (const ActSpec* spec = find_act_spec(event.type)) {
    return check_lines(*spec, event, event.type);
  }
  for (const Line& line : event.lines) {
    if (!is_token(line.key) || line.values.size() != 1 || free_text_fault(line.values[0])) {
      return Error{"X.FORM", event.type, "a line is a name and plain text"};
    }
  }
  return {};
}

}  // namespace

std::string_view Event::value(std::string_view key) const {
  for (const Line& line : lines) {
    if (line.key == key) return line.values.front();
  }
  return kNotGiven;
}

std::optional<std::string> Event::given(std::string_view key) const {
  const std::string_view found = value(key);
  if (found == kNotGiven) return std::nullopt;
  return std::string(found);
}

std::vector<const Line*> Event::all(std::string_view key) const {
  std::vector<const Line*> found;
  for (const Line& line : lines) {
    if (line.key == key) found.push_back(&line);
  }
  return found;
}

Result<Event> parse_event(std::string_view text) {
  auto reader = LineReader::open("event", text);
  if (!reader) return reader.error();
  Event event;
  if (const auto head = take_head(*reader, event); !head) return head.error();
  if (const auto lines = take_lines(*reader, event); !lines) return lines.error();
  if (const auto body = check_body(event); !body) return body.error();
  if (print_unchecked(event) != text) {
    return Error{"X.FORM", "event", "the text is not in the form in which events are printed"};
  }
  return event;
}

Result<std::string> print_event(const Event& event) {
  if (const auto head = check_head_tokens(event); !head) return head.error();
  if (const auto body = check_body(event); !body) return body.error();
  return print_unchecked(event);
}

Hash event_id(std::string_view text) {
  return crypto::sha256(bytes_of(text));
}

}  // namespace kuboluk::domain
