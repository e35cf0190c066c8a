#include "node/core/batch_draft.h"

#include "crypto/check.h"

namespace kuboluk::core {

bool may_hold_acts(std::span<const batch::Change> proposed) {
  std::size_t entries = 0;
  std::size_t bytes = 0;
  for (const batch::Change& change : proposed) {
    entries += change.entries.size();
    for (const std::string& entry : change.entries)
      bytes += entry.size();
  }
  return entries < kProposedEntriesMax && bytes < kProposedBytesMax;
}

BatchDraft::BatchDraft(const Setup& setup, const batch::LedgerReader& reader,
                       const batch::Position& position)
    : one_time_(setup.info.clock == domain::Clock::kScenario),
      builder_(setup.info, setup.ruleset, reader, position) {}

bool BatchDraft::has_room(const exchange::Submission& submission) const {
  if (event_count_ == 0) return true;
  if (event_count_ + submission.events.size() + 1 > kBatchEntriesMax) return false;
  if (bytes_ + submission.bytes.size() > kBatchBytesMax) return false;
  return !one_time_ || submission.recorded_at == known_;
}

Result<void> BatchDraft::take(const exchange::Submission& submission, domain::Instant known) {
  KUBOLUK_CHECK(has_room(submission));
  const exchange::Submission& kept = taken_.emplace_back(submission);
  if (const auto added = builder_.add(kept.events, known); !added) {
    taken_.pop_back();
    return added.error();
  }
  event_count_ += kept.events.size();
  bytes_ += kept.bytes.size();
  known_ = known;
  return {};
}

Result<batch::Change> BatchDraft::seal(domain::Instant idle_known) {
  return builder_.seal(has_events() ? known_ : idle_known);
}

}  // namespace kuboluk::core
