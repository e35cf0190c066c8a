#include "ledger/report/source.h"

#include <algorithm>

#include "ledger/domain/view.h"

namespace kuboluk::report {
namespace {

Error damage(std::uint64_t index, const Error& cause) {
  return Error{std::string(domain::kDamageRule), "entry " + std::to_string(index), cause.message()};
}

Error no_seal(std::uint64_t index) {
  return Error{std::string(domain::kDamageRule), "entry " + std::to_string(index),
               "no seal follows it"};
}

}  // namespace

Result<Confirmed> confirmed(const batch::LedgerReader& reader, std::uint64_t index) {
  const auto position = reader.position();
  if (!position) return position.error();
  for (; index < position->size; ++index) {
    const auto bytes = reader.entry(index);
    if (!bytes) return bytes.error();
    const auto entry = domain::parse_entry(*bytes);
    if (!entry) return damage(index, entry.error());
    if (entry->is_seal()) return Confirmed{index + 1, entry->known};
  }
  return no_seal(index);
}

Result<domain::SignedEvent> event_at(const batch::LedgerReader& reader, std::uint64_t index) {
  const auto bytes = reader.entry(index);
  if (!bytes) return bytes.error();
  const auto entry = domain::parse_entry(*bytes);
  if (!entry) return damage(index, entry.error());
  if (entry->is_seal()) return damage(index, Error{"X.FORM", "entry", "it is a seal"});
  auto event = domain::parse_signed_event(std::get<std::string>(entry->body));
  if (!event) return damage(index, event.error());
  return event;
}

Result<std::vector<domain::Event>> act_at(const batch::LedgerReader& reader, std::uint64_t index) {
  auto last = event_at(reader, index);
  if (!last) return last.error();
  std::vector<domain::Event> parts;
  const std::uint64_t count = last->event.part ? last->event.part->count : 1;
  if (count > index + 1) return damage(index, Error{"X.FORM", "part", "its first part is missing"});
  for (std::uint64_t i = index + 1 - count; i < index; ++i) {
    auto part = event_at(reader, i);
    if (!part) return part.error();
    parts.push_back(std::move(part->event));
  }
  parts.push_back(std::move(last->event));
  return parts;
}

Result<std::vector<SignedAct>> sign_history(const batch::LedgerReader& reader,
                                            const std::vector<proof::HistoryAct>& history) {
  std::vector<SignedAct> acts;
  for (const proof::HistoryAct& act : history) {
    const auto event = event_at(reader, act.index);
    if (!event) return event.error();
    const auto seal = confirmed(reader, act.index);
    if (!seal) return seal.error();
    const auto& signatures = event->note.signatures;
    acts.push_back(
        {act, event->event.by, signatures.empty() ? "" : signatures.front().name, *seal});
  }
  return acts;
}

std::string_view text_in(const Texts& texts, std::string_view language) {
  for (const std::string_view wanted : {language, std::string_view("ru"), std::string_view("en")}) {
    const auto found = std::find_if(texts.begin(), texts.end(),
                                    [&](const TextIn& text) { return text.language == wanted; });
    if (found != texts.end()) return found->text;
  }
  return texts.empty() ? std::string_view() : std::string_view(texts.front().text);
}

Texts texts_of(const domain::Record& record, std::string_view fact) {
  Texts texts;
  for (const std::string& value : record.facts_of(fact)) {
    const std::size_t space = value.find(' ');
    if (space == std::string::npos) continue;
    texts.push_back({value.substr(0, space), value.substr(space + 1)});
  }
  return texts;
}

Result<std::optional<domain::Record>> find_record(const domain::StateView& state,
                                                  const std::string& key) {
  const auto text = state.record(key);
  if (!text) return text.error();
  if (!text->has_value()) return std::optional<domain::Record>();
  auto record = domain::parse_record(**text);
  if (!record) {
    return Error{std::string(domain::kDamageRule), key, record.error().message()};
  }
  return std::optional<domain::Record>(std::move(*record));
}

}  // namespace kuboluk::report
