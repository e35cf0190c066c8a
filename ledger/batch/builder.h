// Makes the Change of one batch: submissions, then the seal. The one path by which entries come
// into a ledger: a sequencer calls add() and seal(), whoever re-executes calls replay(), which
// parses the entries and calls the same two.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "ledger/batch/change.h"
#include "ledger/domain/execute.h"

namespace kuboluk::batch {

class BatchBuilder {
 public:
  // All references must outlive the builder; the reader must stay at its position.
  BatchBuilder(const domain::LedgerInfo& info, const domain::Ruleset& ruleset,
               const LedgerReader& reader, const Position& position);
  ~BatchBuilder();

  // Appends all events of the submission as entries with that known time, or none. Errors: the
  // refusal (rule and paragraph); X.TIME if `known` is before the last entry's; damage. The events
  // must outlive the builder.
  Result<void> add(std::span<const domain::SignedEvent> submission, domain::Instant known);
  // Index that the next entry gets.
  std::uint64_t next_index() const;
  // Closes the batch with a seal at `known`. At most once. The log root is computed twice, from the
  // compact range and from the tiles, and compared: a flipped bit in memory must not be signed
  // (Yeti 2022).
  Result<Change> seal(domain::Instant known);
  std::uint64_t signatures_checked() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// Re-executes entries that somebody else put in order: index, known time, signature, rule, seal
// (ledger id, clock, after, status root) are all checked. The last entry must be a seal and no
// other. Errors: rule, object "entry <index>", expected and got.
Result<Change> replay(const domain::LedgerInfo& info, const domain::Ruleset& ruleset,
                      const LedgerReader& reader, const Position& position,
                      std::span<const std::string> entries, std::uint64_t* signatures_checked);

}  // namespace kuboluk::batch
