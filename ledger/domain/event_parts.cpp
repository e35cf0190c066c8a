// Acts that are too large for one event: divide() and join() of event.h.
#include <algorithm>

#include "crypto/check.h"
#include "ledger/domain/event.h"

namespace kuboluk::domain {
namespace {

// The line of the spec that may be divided over parts: the last one that may repeat.
const LineSpec* divided_line(const ActSpec& spec) {
  const LineSpec* found = nullptr;
  for (const LineSpec& line : spec.lines) {
    if (line.times == Times::kSome || line.times == Times::kAny) found = &line;
  }
  return found;
}

std::size_t printed_size(const Line& line) {
  std::size_t size = line.key.size() + 1;
  for (const std::string& value : line.values)
    size += value.size() + 1;
  return size;
}

// The list of the act cut into runs that leave room for the head within the limit: at least two,
// if the list does not fit as one. No line is larger than the room.
std::vector<std::vector<Line>> cut(const std::vector<Line>& list, std::size_t room) {
  std::vector<std::vector<Line>> runs;
  std::size_t used = room + 1;  // the first line opens the first run
  for (const Line& line : list) {
    const std::size_t size = printed_size(line);
    if (used + size > room) {
      runs.emplace_back();
      used = 0;
    }
    runs.back().push_back(line);
    used += size;
  }
  return runs;
}

Event without_list(const Event& whole, std::string_view list_key) {
  Event head = whole;
  std::erase_if(head.lines, [&](const Line& line) { return line.key == list_key; });
  return head;
}

}  // namespace

Result<std::vector<Event>> divide(const Event& whole, std::size_t text_bytes_max) {
  KUBOLUK_CHECK(!whole.part);
  const auto text = print_event(whole);
  if (!text) return text.error();
  if (text->size() <= text_bytes_max) return std::vector<Event>{whole};
  const ActSpec* spec = find_act_spec(whole.type);
  const LineSpec* list = spec == nullptr ? nullptr : divided_line(*spec);
  if (list == nullptr)
    return Error{"X.SIZE", whole.type, "the act is too large and has no list to divide"};
  const Event head = without_list(whole, list->key);
  std::vector<Line> lines;
  for (const Line* line : whole.all(list->key))
    lines.push_back(*line);
  std::size_t head_bytes = text->size() + 80;  // the part line has at most 80 bytes
  for (const Line& line : lines)
    head_bytes -= printed_size(line);
  const std::size_t room = text_bytes_max > head_bytes ? text_bytes_max - head_bytes : 0;
  const bool lines_fit = std::all_of(lines.begin(), lines.end(),
                                     [&](const Line& line) { return printed_size(line) <= room; });
  const auto runs = cut(lines, room);
  if (!lines_fit || lines.empty() || runs.size() > kPartsMax) {
    return Error{"X.SIZE", whole.type,
                 "the act cannot be divided into " + std::to_string(kPartsMax) + " parts"};
  }
  std::vector<Event> parts;
  const Hash act = event_id(*text);
  for (const std::vector<Line>& run : runs) {
    Event part = head;
    part.part = Part{static_cast<std::uint32_t>(parts.size() + 1),
                     static_cast<std::uint32_t>(runs.size()), act};
    part.lines.insert(part.lines.end(), run.begin(), run.end());
    parts.push_back(std::move(part));
  }
  return parts;
}

Result<Event> join(std::span<const Event> parts) {
  const auto fault = [&](std::string detail) {
    return Error{"X.FORM", parts.empty() ? "act" : parts[0].type, std::move(detail)};
  };
  if (parts.empty() || !parts[0].part) return fault("no parts to join");
  const ActSpec* spec = find_act_spec(parts[0].type);
  const LineSpec* list = spec == nullptr ? nullptr : divided_line(*spec);
  if (list == nullptr) return fault("acts of this type are not divided");
  Event whole = parts[0];
  if (whole.part->count != parts.size()) return fault("parts are missing");
  Event head = without_list(parts[0], list->key);
  for (std::size_t i = 0; i < parts.size(); ++i) {
    Event same = without_list(parts[i], list->key);
    if (!same.part || same.part->number != i + 1) return fault("parts are not in order 1 to n");
    same.part->number = 1;
    if (same != head) return fault("part " + std::to_string(i + 1) + " has another head");
    if (i == 0) continue;
    for (const Line* line : parts[i].all(list->key))
      whole.lines.push_back(*line);
  }
  const Hash act = whole.part->act;
  whole.part.reset();
  const auto text = print_event(whole);
  if (!text) return text.error();
  if (event_id(*text) != act) return fault("the act hash does not fit the parts together");
  return whole;
}

}  // namespace kuboluk::domain
