// One batch while it is being put together: which submissions are in it, which are answered without
// it. Lives within one step of the sequencer.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <variant>
#include <vector>

#include "node/core/sequencer.h"

namespace kuboluk::core {

class BatchDraft {
 public:
  // The references must outlive the draft; `reader` shows `position`.
  BatchDraft(const domain::LedgerInfo& info, const domain::Ruleset& ruleset,
             const batch::LedgerReader& reader, const batch::Position& position);

  // False: close this batch first. Limits of number and bytes, and one known time per batch in
  // clock scenario (the seal repeats it). A draft without events has room for every submission
  // within kBatchEntriesMax.
  bool has_room(const Submit& submit) const;

  // Takes the submission in at `known`, or answers it: the returned Answer is final (refused,
  // damage, or all its events are in the ledger already). Nothing: it waits for this batch.
  std::optional<Answer> take(Submit submit, domain::Instant known);

  bool has_events() const { return event_count_ > 0; }
  // Known time of the events; only if has_events() (checked).
  domain::Instant known() const;

  // Seals. Errors: damage; then waiting() are to be answered with it.
  Result<batch::Change> seal(domain::Instant known) { return builder_.seal(known); }
  // The answers that are due when the batch is published at that size.
  std::vector<Answer> waiting(std::uint64_t size) const;
  std::vector<Answer> waiting(const Error& error) const;

 private:
  struct Place {
    std::uint64_t index = 0;
    bool in_this_batch = false;
    bool same_bytes = false;  // else the same text under other signature lines
  };
  Result<std::optional<Place>> find(const domain::SignedEvent& event) const;
  Result<void> check_signatures(const domain::SignedEvent& event, domain::Instant known);
  Result<std::optional<Accepted>> find_repeated(const Submit& submit, domain::Instant known,
                                                bool& in_this_batch);
  void keep(Submit submit, domain::Instant known, std::uint64_t first_index);

  const batch::LedgerReader& reader_;
  const batch::Position& position_;
  bool one_time_;  // clock scenario
  batch::BatchBuilder builder_;
  std::deque<Submit> taken_;  // the builder refers to their events
  std::map<Hash, std::pair<std::uint64_t, const domain::SignedEvent*>> events_;  // of this batch
  std::vector<Answer> waiting_;
  std::size_t event_count_ = 0;
  std::size_t bytes_ = 0;
  domain::Instant known_;
};

// Bytes of all events of a submission.
std::size_t bytes_of_submission(const Submit& submit);

}  // namespace kuboluk::core
