#include "ledger/domain/event_columns.h"

#include "crypto/encoding.h"
#include "crypto/vkey.h"
#include "ledger/domain/charset.h"
#include "ledger/domain/line_reader.h"

namespace kuboluk::domain {
namespace {

constexpr std::uint64_t kNumberMax = 999'999'999;

bool fits(ColumnKind kind, std::string_view value, Offset offset) {
  switch (kind) {
    case ColumnKind::kToken:
      return is_token(value);
    case ColumnKind::kTokenList:
      return is_token_list(value);
    case ColumnKind::kDay:
      return parse_day(value).has_value();
    case ColumnKind::kTime: {
      const auto time = parse_local_time(value);
      return time && time->offset == offset;
    }
    case ColumnKind::kYesNo:
      return value == "yes" || value == "no";
    case ColumnKind::kHash:
      return crypto::hash_from_base64(value).has_value();
    case ColumnKind::kNumber:
      return parse_decimal(value, kNumberMax).has_value();
    case ColumnKind::kVkey:
      return crypto::VerifierKey::parse(value).has_value();
    case ColumnKind::kText:
      return !free_text_fault(value).has_value();
  }
  return false;
}

std::string_view describe(ColumnKind kind) {
  switch (kind) {
    case ColumnKind::kToken:
      return "an id of letters, digits and ._:+()@/-";
    case ColumnKind::kTokenList:
      return "words joined by commas, sorted, none twice";
    case ColumnKind::kDay:
      return "a day as 2025-11-30";
    case ColumnKind::kTime:
      return "a time as 2025-11-30T08:00:00 with the ledger's offset";
    case ColumnKind::kYesNo:
      return "yes or no";
    case ColumnKind::kHash:
      return "32 bytes in base64";
    case ColumnKind::kNumber:
      return "a whole number of at most 9 digits";
    case ColumnKind::kVkey:
      return "a verifier key (name+id+key) whose key is not weak";
    case ColumnKind::kText:
      return "plain text without control or invisible characters";
  }
  return "";
}

Result<void> check_line(const LineSpec& spec, const Line& line, Offset offset,
                        const std::string& object) {
  const std::string where = object + " line \"" + line.key + "\"";
  if (line.values.size() != spec.columns.size()) {
    return Error{"X.FORM", where,
                 "expected " + std::to_string(spec.columns.size()) + " values, found " +
                     std::to_string(line.values.size())};
  }
  for (std::size_t i = 0; i < spec.columns.size(); ++i) {
    if (const auto checked = check_column(spec.columns[i], line.values[i], offset, where);
        !checked) {
      return checked.error();
    }
  }
  return {};
}

bool may_repeat(Times times) {
  return times == Times::kSome || times == Times::kAny;
}
bool must_stand(Times times) {
  return times == Times::kOnce || times == Times::kSome;
}

}  // namespace

Result<void> check_column(const Column& column, std::string_view value, Offset offset,
                          const std::string& where) {
  if (value == kNotGiven) return {};
  const std::size_t bytes_max = column.kind == ColumnKind::kText        ? kFreeTextBytesMax
                                : column.kind == ColumnKind::kTokenList ? kTokenListBytesMax
                                                                        : value.size();
  if (value.size() > bytes_max) {
    return Error{"X.SIZE", where,
                 std::string(column.name) + " has " + std::to_string(value.size()) +
                     " bytes; at most " + std::to_string(bytes_max) + " are allowed"};
  }
  if (fits(column.kind, value, offset)) return {};
  std::string detail =
      std::string(column.name) + " must be " + std::string(describe(column.kind)) + ", or -";
  if (column.kind == ColumnKind::kText) {
    if (const auto fault = free_text_fault(value)) detail += ": " + *fault;
  }
  return Error{"X.FORM", where, std::move(detail)};
}

Result<void> check_lines(const ActSpec& spec, const Event& event, const std::string& object) {
  std::size_t next = 0;
  for (const LineSpec& line : spec.lines) {
    std::size_t found = 0;
    while (next < event.lines.size() && event.lines[next].key == line.key &&
           (found == 0 || may_repeat(line.times))) {
      if (const auto checked = check_line(line, event.lines[next], event.offset, object);
          !checked) {
        return checked.error();
      }
      ++found;
      ++next;
    }
    if (found == 0 && must_stand(line.times)) {
      return Error{"X.FORM", object, "the line \"" + std::string(line.key) + "\" is missing"};
    }
  }
  if (next == event.lines.size()) return {};
  return Error{"X.FORM", object,
               "line " + std::to_string(next + 1) +
                   " of the act does not belong there; the lines of " + std::string(spec.type) +
                   " have a fixed order"};
}

Result<Line> split_line(const LineSpec& spec, std::string_view rest, const std::string& where) {
  Line line{std::string(spec.key), {}};
  for (std::size_t i = 0; i < spec.columns.size(); ++i) {
    const bool last = i + 1 == spec.columns.size();
    const std::size_t end = last ? std::string_view::npos : rest.find(' ');
    if (!last && end == std::string_view::npos) {
      return Error{"X.FORM", where,
                   "expected " + std::to_string(spec.columns.size()) + " values, found " +
                       std::to_string(i + 1)};
    }
    line.values.emplace_back(rest.substr(0, end));
    if (!last) rest.remove_prefix(end + 1);
  }
  return line;
}

}  // namespace kuboluk::domain
