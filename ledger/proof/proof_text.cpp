#include "ledger/proof/proof_text.h"

#include <algorithm>

#include "crypto/check.h"
#include "crypto/encoding.h"
#include "ledger/log/decimal.h"

namespace kuboluk::proof {

namespace {

// A key of the status map as it may stand in a line: whether it is the right one, the path tells.
bool printable_key(std::string_view key) {
  return !key.empty() && key.size() <= domain::kRecordKeyBytesMax &&
         std::all_of(key.begin(), key.end(), [](char c) { return c > ' ' && c <= '~'; });
}

}  // namespace

bool LineCursor::next_is(std::string_view key) const {
  return rest_.size() > key.size() && rest_.substr(0, key.size()) == key &&
         rest_[key.size()] == ' ';
}

Error LineCursor::fault(std::string detail) const {
  return Error{"X.FORM", "line " + std::to_string(line_), std::move(detail)};
}

Result<std::string_view> LineCursor::take(std::string_view key) {
  const bool right = next_is(key);
  const auto text = take_lines(1);
  if (!text) return text.error();
  if (!right) return fault("expected a line \"" + std::string(key) + " ...\"");
  return text->substr(key.size() + 1, text->size() - key.size() - 2);
}

Result<void> LineCursor::take_line(std::string_view line) {
  const auto text = take_lines(1);
  if (!text) return text.error();
  if (text->substr(0, text->size() - 1) != line) {
    return fault("expected the line \"" + std::string(line) + "\"");
  }
  return {};
}

Result<std::string_view> LineCursor::take_lines(std::uint64_t count) {
  std::size_t end = 0;
  for (std::uint64_t taken = 0; taken < count; ++taken) {
    const auto lf = rest_.find('\n', end);
    ++line_;
    if (lf == std::string_view::npos) return fault("the text ends here; expected a line more");
    end = lf + 1;
  }
  const auto lines = rest_.substr(0, end);
  rest_.remove_prefix(end);
  return lines;
}

std::string_view take_word(std::string_view& text) {
  const auto space = text.find(' ');
  const auto word = text.substr(0, space);
  text.remove_prefix(space == std::string_view::npos ? text.size() : space + 1);
  return word;
}

void print_block(std::string& out, std::string_view key, std::string_view text) {
  KUBOLUK_CHECK(!text.empty() && text.back() == '\n');
  out.append(key).append(" ");
  out.append(std::to_string(std::count(text.begin(), text.end(), '\n'))).append("\n");
  out.append(text);
}

Result<std::string> take_block(LineCursor& cursor, std::string_view count) {
  const auto lines = log::parse_decimal(count);
  if (!lines || *lines == 0) return cursor.fault("expected a number of lines, at least 1");
  const auto text = cursor.take_lines(*lines);
  if (!text) return text.error();
  return {boost::system::in_place_value, std::string(*text)};
}

void print_steps(std::string& out, const std::vector<log::MapStep>& steps) {
  for (const auto& step : steps) {
    out.append("step ").append(std::to_string(step.bit)).append(" ");
    out.append(crypto::to_base64(step.sibling)).append("\n");
  }
}

Result<std::vector<log::MapStep>> take_steps(LineCursor& cursor) {
  std::vector<log::MapStep> steps;
  while (cursor.next_is("step")) {
    auto line = cursor.take("step");
    if (!line) return line.error();
    const auto bit = log::parse_decimal(take_word(*line));
    const auto sibling = crypto::hash_from_base64(*line);
    if (!bit || *bit >= log::kMapBitsMax) return cursor.fault("expected the number of a bit");
    if (!sibling) return cursor.fault("expected 32 bytes in base64");
    if (steps.size() == kPathStepsMax) return cursor.fault("more steps than a path can have");
    steps.push_back({static_cast<std::uint32_t>(*bit), *sibling});
  }
  return steps;
}

void print_other(std::string& out, const std::optional<log::MapPair>& other) {
  if (!other) return;
  out.append("other ").append(other->key).append(" ");
  out.append(crypto::to_base64(other->value)).append("\n");
}

Result<std::optional<log::MapPair>> take_other(LineCursor& cursor) {
  if (!cursor.next_is("other")) return std::optional<log::MapPair>();
  auto line = cursor.take("other");
  if (!line) return line.error();
  const auto key = take_word(*line);
  const auto value = crypto::hash_from_base64(*line);
  if (!printable_key(key)) return cursor.fault("expected a key of the status map");
  if (!value) return cursor.fault("expected 32 bytes in base64");
  return std::optional(log::MapPair{std::string(key), Bytes(value->begin(), value->end())});
}

void print_part(std::string& out, const Part& part) {
  if (part.record) {
    print_block(out, "present " + part.key, *part.record);
  } else {
    out.append("absent ").append(part.key).append("\n");
    print_other(out, part.path.other);
  }
  print_steps(out, part.path.steps);
}

bool part_follows(const LineCursor& cursor) {
  return cursor.next_is("present") || cursor.next_is("absent");
}

Result<Part> take_part(LineCursor& cursor) {
  Part part;
  part.path.present = cursor.next_is("present");
  auto line = cursor.take(part.path.present ? "present" : "absent");
  if (!line) return line.error();
  const auto key = take_word(*line);
  if (!printable_key(key)) return cursor.fault("expected a key of the status map");
  part.key = key;
  if (part.path.present) {
    auto record = take_block(cursor, *line);
    if (!record) return record.error();
    part.record = std::move(*record);
  } else {
    if (!line->empty()) return cursor.fault("expected nothing after the key");
    auto other = take_other(cursor);
    if (!other) return other.error();
    part.path.other = std::move(*other);
  }
  auto steps = take_steps(cursor);
  if (!steps) return steps.error();
  part.path.steps = std::move(*steps);
  return part;
}

void print_anchor(std::string& out, const Anchor& anchor) {
  print_block(out, "seal", anchor.seal);
  out.append(log::print_tlog_proof(anchor.inclusion));
}

Result<Anchor> take_anchor(LineCursor& cursor) {
  const auto count = cursor.take("seal");
  if (!count) return count.error();
  auto seal = take_block(cursor, *count);
  if (!seal) return seal.error();
  if (seal->size() > domain::kEntryBytesMax) return Error{"X.SIZE", "seal", "longer than an entry"};
  auto inclusion = log::parse_tlog_proof(cursor.rest());
  if (!inclusion) return inclusion.error();
  // C2SP leaves this line unauthenticated; here no byte may go unchecked.
  if (!inclusion->extra.empty()) {
    return Error{"X.FORM", "tlog-proof", "an \"extra\" line is not allowed in a Kuboluk proof"};
  }
  return Anchor{std::move(*seal), std::move(*inclusion)};
}

}  // namespace kuboluk::proof
