#include "ledger/domain/workspace.h"

#include "crypto/check.h"

namespace kuboluk::domain {

Result<std::optional<Record>> Workspace::find(const std::string& key) const {
  for (const auto* layer : {&open_, &accepted_}) {
    if (const auto found = layer->find(key); found != layer->end()) {
      return std::optional<Record>(found->second);
    }
  }
  if (key.size() > kRecordKeyBytesMax) return std::optional<Record>();
  const auto text = base_.record(key);
  if (!text) return text.error();
  if (!*text) return std::optional<Record>();
  auto record = parse_record(**text);
  if (!record) {
    return Error{std::string(kDamageRule), "record " + key,
                 "stored text: " + record.error().detail};
  }
  return std::optional<Record>(std::move(*record));
}

Result<std::optional<std::uint64_t>> Workspace::event_index(const Hash& event_id) const {
  for (const auto* layer : {&open_events_, &accepted_events_}) {
    if (const auto found = layer->find(event_id); found != layer->end()) {
      return std::optional<std::uint64_t>(found->second);
    }
  }
  return base_.event_index(event_id);
}

void Workspace::put(Record record) {
  open_.insert_or_assign(record.key, std::move(record));
}

void Workspace::put_event(const Hash& event_id, std::uint64_t index) {
  KUBOLUK_CHECK(open_events_.emplace(event_id, index).second);
}

void Workspace::put_decree_event(std::uint64_t index, Event event) {
  decree_events_.insert_or_assign(index, std::move(event));
}

const Event* Workspace::decree_event(std::uint64_t index) const {
  const auto found = decree_events_.find(index);
  return found == decree_events_.end() ? nullptr : &found->second;
}

const Record* Workspace::overgrown() const {
  for (const auto& [key, record] : open_) {
    if (record.acts.size() > kRecordActsHardMax) return &record;
  }
  return nullptr;
}

void Workspace::keep() {
  for (auto& [key, record] : open_)
    accepted_.insert_or_assign(key, std::move(record));
  accepted_events_.merge(open_events_);
  discard();
}

void Workspace::discard() {
  open_.clear();
  open_events_.clear();
}

Result<Record> ActContext::require(const std::string& key, std::string_view what) const {
  auto record = workspace.find(key);
  if (!record) return record.error();
  if (*record) return std::move(**record);
  return refuse("X.UNKNOWN", key, std::string(what) + " is not known to the ledger");
}

Result<bool> ActContext::exists(const std::string& key) const {
  const auto record = workspace.find(key);
  if (!record) return record.error();
  return record->has_value();
}

Error ActContext::refuse(std::string_view rule, std::string object, std::string detail) const {
  return {std::string(rule), event.type + " " + std::move(object), std::move(detail)};
}

Record ActContext::make_record(std::string key) const {
  Record record;
  record.ledger = info.id;
  record.key = std::move(key);
  record.offset = info.offset;
  return record;
}

void ActContext::touch(Record record, Change change) const {
  touch_citing(std::move(record), right.paragraph, std::move(change));
}

void ActContext::touch_citing(Record record, std::string_view paragraph, Change change) const {
  record.add_act(
      {index, event.at, known, event.type, std::string(paragraph), leaf, std::move(change)});
  workspace.put(std::move(record));
}

}  // namespace kuboluk::domain
