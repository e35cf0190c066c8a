#include "node/core/batch_draft.h"

#include <utility>

#include "crypto/check.h"

namespace kuboluk::core {
namespace {

// The signed event that an entry holds, nothing for a seal.
Result<std::optional<std::string>> logged_event(const batch::LedgerReader& reader,
                                                std::uint64_t index) {
  auto bytes = reader.entry(index);
  if (!bytes) return bytes.error();
  auto entry = domain::parse_entry(*bytes);
  if (!entry) {
    return Error{std::string(domain::kDamageRule), "entry " + std::to_string(index),
                 "is stored in a form that no entry has: " + entry.error().detail};
  }
  if (entry->is_seal()) return std::optional<std::string>();
  return std::optional(std::get<std::string>(std::move(entry->body)));
}

}  // namespace

std::size_t bytes_of_submission(const Submit& submit) {
  std::size_t total = 0;
  for (const domain::SignedEvent& event : submit.events)
    total += event.bytes.size();
  return total;
}

BatchDraft::BatchDraft(const domain::LedgerInfo& info, const domain::Ruleset& ruleset,
                       const batch::LedgerReader& reader, const batch::Position& position)
    : reader_(reader),
      position_(position),
      one_time_(info.clock == domain::Clock::kScenario),
      builder_(info, ruleset, reader, position) {}

bool BatchDraft::has_room(const Submit& submit) const {
  if (event_count_ == 0) return true;
  if (event_count_ + submit.events.size() + 1 > kBatchEntriesMax) return false;
  if (bytes_ + bytes_of_submission(submit) > kBatchBytesMax) return false;
  return !one_time_ || submit.recorded_at == known_;
}

domain::Instant BatchDraft::known() const {
  KUBOLUK_CHECK(has_events());
  return known_;
}

Result<std::optional<BatchDraft::Place>> BatchDraft::find(const domain::SignedEvent& event) const {
  const auto here = events_.find(event.id);
  if (here != events_.end()) {
    return std::optional(
        Place{here->second.first, true, here->second.second->bytes == event.bytes});
  }
  auto index = reader_.event_index(event.id);
  if (!index) return index.error();
  if (!index->has_value()) return std::optional<Place>();
  auto logged = logged_event(reader_, **index);
  if (!logged) return logged.error();
  return std::optional(Place{**index, false, *logged == event.bytes});
}

// The same text under other signature lines than those in the log may come from other officers of
// the author, or from somebody who cannot sign at all. The executor checks signatures before it
// says X.DUP, so X.DUP is the good answer.
Result<void> BatchDraft::check_signatures(const domain::SignedEvent& event, domain::Instant known) {
  const auto added = builder_.add({&event, 1}, known);
  KUBOLUK_CHECK(!added);
  if (added.error().rule == "X.DUP") return {};
  return added.error();
}

Result<std::optional<Accepted>> BatchDraft::find_repeated(const Submit& submit,
                                                          domain::Instant known,
                                                          bool& in_this_batch) {
  Accepted accepted;
  accepted.repeated = true;
  accepted.size = position_.size;
  std::vector<const domain::SignedEvent*> other_bytes;
  for (const domain::SignedEvent& event : submit.events) {
    auto place = find(event);
    if (!place) return place.error();
    if (!place->has_value()) return std::optional<Accepted>();
    if (accepted.events.empty()) accepted.index = (*place)->index;
    accepted.events.push_back(event.id);
    in_this_batch = in_this_batch || (*place)->in_this_batch;
    if (!(*place)->same_bytes) other_bytes.push_back(&event);
  }
  for (const domain::SignedEvent* event : other_bytes) {
    if (auto checked = check_signatures(*event, known); !checked) return checked.error();
  }
  return std::optional(std::move(accepted));
}

void BatchDraft::keep(Submit submit, domain::Instant known, std::uint64_t first_index) {
  Accepted accepted;
  accepted.index = first_index;
  const Submit& kept = taken_.emplace_back(std::move(submit));
  for (const domain::SignedEvent& event : kept.events) {
    events_.emplace(event.id, std::pair(first_index + accepted.events.size(), &event));
    accepted.events.push_back(event.id);
  }
  event_count_ += kept.events.size();
  bytes_ += bytes_of_submission(kept);
  known_ = known;
  waiting_.push_back({kept.ticket, std::move(accepted)});
}

std::optional<Answer> BatchDraft::take(Submit submit, domain::Instant known) {
  KUBOLUK_CHECK(has_room(submit));
  bool in_this_batch = false;
  auto repeated = find_repeated(submit, known, in_this_batch);
  if (!repeated) return Answer{submit.ticket, repeated.error()};
  if (repeated->has_value()) {
    Answer answer{submit.ticket, std::move(**repeated)};
    if (!in_this_batch) return answer;
    waiting_.push_back(std::move(answer));
    return std::nullopt;
  }
  const std::uint64_t first_index = builder_.next_index();
  const auto added = builder_.add(submit.events, known);
  if (!added) return Answer{submit.ticket, added.error()};
  keep(std::move(submit), known, first_index);
  return std::nullopt;
}

std::vector<Answer> BatchDraft::waiting(std::uint64_t size) const {
  std::vector<Answer> answers = waiting_;
  for (Answer& answer : answers)
    std::get<Accepted>(answer.outcome).size = size;
  return answers;
}

std::vector<Answer> BatchDraft::waiting(const Error& error) const {
  std::vector<Answer> answers;
  for (const Answer& answer : waiting_)
    answers.push_back({answer.ticket, error});
  return answers;
}

}  // namespace kuboluk::core
