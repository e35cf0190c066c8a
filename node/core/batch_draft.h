// One batch while it is being put together. Lives within one step of the sequencer.
#pragma once

#include <deque>
#include <span>

#include "ledger/batch/builder.h"
#include "ledger/exchange/message.h"
#include "ledger/exchange/submission.h"
#include "node/core/setup.h"

namespace kuboluk::core {

// Entries of one batch; bounds the work of one check and the size of one transaction.
inline constexpr std::size_t kBatchEntriesMax = 2048;
// Bytes of events after which no further submission is taken into a batch (one always is): bounds
// the transaction as above.
inline constexpr std::size_t kBatchBytesMax = 8'000'000;
// Of what is proposed and not committed, as entries and bytes: beyond it only seals extend it. All
// of it goes into one message, and however many acts are handed in while no quorum is there, the
// fresh seal that the quorum will ask for must have room.
inline constexpr std::size_t kProposedEntriesMax = exchange::kMessageEntriesMax / 2;
inline constexpr std::size_t kProposedBytesMax = exchange::kMessageEntryBytesMax / 2;

// Whether a batch with acts may follow these ones. The sequencer's rule and the cosigners' one.
bool may_hold_acts(std::span<const batch::Change> proposed);

class BatchDraft {
 public:
  // The references must outlive the draft; `reader` shows `position`.
  BatchDraft(const Setup& setup, const batch::LedgerReader& reader,
             const batch::Position& position);

  // False: it has to wait for another batch. Limits of number and bytes, and one known time per
  // batch in clock scenario (the seal repeats it). An empty draft has room for every submission.
  bool has_room(const exchange::Submission& submission) const;

  // Takes the submission in at `known`. Must have room (checked). Errors: the rejection, or damage;
  // then the draft is as before.
  Result<void> take(const exchange::Submission& submission, domain::Instant known);

  bool has_events() const { return event_count_ > 0; }

  // Seals, at the known time of its events or, without any, at `idle_known`. Errors: damage.
  Result<batch::Change> seal(domain::Instant idle_known);

 private:
  bool one_time_;  // clock scenario
  batch::BatchBuilder builder_;
  std::deque<exchange::Submission> taken_;  // the builder refers to their events
  std::size_t event_count_ = 0;
  std::size_t bytes_ = 0;
  domain::Instant known_;
};

}  // namespace kuboluk::core
