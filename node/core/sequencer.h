// The sequencer as a pure machine: inputs in, effects out; the driver (embedded ledger, asio shell,
// simulator) carries the effects out and reports back. No clock, disk, key or network inside.
//
// Order law of one batch (never two at once):
//   add submissions -> Persist (ONE durable transaction) -> SignCheckpoint -> StoreCheckpoint
//   (durable) -> Answer.
// Invariants, checked after every step:
//   (1) persisted size >= signed size >= published size;
//   (2) at most one effect of Persist, SignCheckpoint, StoreCheckpoint is outstanding;
//   (3) a checkpoint is asked to be signed only for the persisted position;
//   (4) every Submit gets exactly one Answer.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "ledger/batch/builder.h"
#include "ledger/batch/change.h"
#include "ledger/domain/signed_event.h"
#include "ledger/log/checkpoint.h"

namespace kuboluk::core {

// Submissions waiting for a batch; a flood beyond it is answered "busy" instead of filling memory.
inline constexpr std::size_t kQueueMax = 4096;
// Bytes of events waiting for a batch: few submissions can be large (an act of 500 parts has 32
// MB), so their number alone bounds nothing. Room for two of the largest acts.
inline constexpr std::size_t kQueueBytesMax = 72'000'000;
// Entries of one batch; bounds the work of one check and the size of one transaction.
inline constexpr std::size_t kBatchEntriesMax = 2048;
// Bytes of events after which no further submission is taken into a batch (one always is): bounds
// the transaction as above.
inline constexpr std::size_t kBatchBytesMax = 8'000'000;
// Oldest last seal before an idle ledger gets a heartbeat seal (clock real): what a reader may take
// for "nothing happened".
inline constexpr std::int64_t kHeartbeatMs = domain::kHourMs;

struct Submit {
  std::uint64_t ticket = 0;                 // chosen by the driver, comes back in the Answer
  std::vector<domain::SignedEvent> events;  // one atomic submission
  // Clock scenario only: the known time, beside the notes. The operator's word.
  std::optional<domain::Instant> recorded_at;
};
struct Persisted {  // the Persist effect is durable
  batch::Position position;
};
struct Signed {  // the log key signed what was asked
  std::string checkpoint_note;
};
struct CheckpointStored {};  // the StoreCheckpoint effect is durable
struct Tick {};  // time passed: heartbeat seals (clock real), another try after EffectFailed
// The outstanding effect was not carried out and left nothing behind (an in-doubt commit is
// resolved first, by reopening the store). A batch that could not be persisted is given up and its
// submissions are answered with the error. A signature that could not be made or stored is asked
// for again at the next step; the answers wait for it.
struct EffectFailed {
  Error error;
};
using Input = std::variant<Submit, Persisted, Signed, CheckpointStored, Tick, EffectFailed>;

struct Persist {
  batch::Change change;
};
struct SignCheckpoint {
  log::Checkpoint checkpoint;
};
struct StoreCheckpoint {
  std::string note;
};
struct Accepted {
  std::uint64_t index = 0;   // of the first event
  std::uint64_t size = 0;    // a committed size that holds all of them
  std::vector<Hash> events;  // their ids
  bool repeated = false;     // they were in the ledger before
};
struct Busy {};
struct Answer {
  std::uint64_t ticket = 0;
  std::variant<Accepted, Error, Busy> outcome;  // Error: the refusal, or damage
};
using Effect = std::variant<Persist, SignCheckpoint, StoreCheckpoint, Answer>;

class BatchDraft;

class Sequencer {
 public:
  // `position` and `checkpoint_size` as stored (0: no checkpoint yet). If the position is ahead of
  // the checkpoint (a crash between persist and sign), the first step asks for the missing
  // signature: recovery is the normal path. The references must outlive the machine.
  Sequencer(const domain::LedgerInfo& info, const domain::Ruleset& ruleset,
            const batch::Position& position, std::uint64_t checkpoint_size);

  // `reader` must show the persisted position (checked when a batch is cut); it is not kept. `now`
  // is the real clock. Effects are to be carried out in order. An input that reports an effect
  // nobody asked for is the driver's bug (checked).
  std::vector<Effect> step(Input input, domain::Instant now, const batch::LedgerReader& reader);

  // Nothing waits and nothing is outstanding.
  bool idle() const;
  std::uint64_t persisted_size() const { return persisted_.size; }
  std::uint64_t signed_size() const { return signed_size_; }
  std::uint64_t published_size() const { return published_size_; }

 private:
  enum class Phase { kIdle, kPersisting, kSigning, kStoring };
  using Effects = std::vector<Effect>;

  void on(Submit submit, Effects& effects);
  void on(const Persisted& done, Effects& effects);
  void on(Signed done, Effects& effects);
  void on(CheckpointStored done, Effects& effects);
  void on(Tick tick, Effects& effects);
  void on(const EffectFailed& failed, Effects& effects);

  std::optional<Error> refusal_of(const Submit& submit) const;
  void ask_signature(Effects& effects);
  bool heartbeat_due(domain::Instant now) const;
  void cut_batch(domain::Instant now, const batch::LedgerReader& reader, bool heartbeat,
                 Effects& effects);
  void fill(BatchDraft& draft, domain::Instant real_known, Effects& effects);
  void close(BatchDraft& draft, domain::Instant real_known, Effects& effects);
  void answer_all(const Error& error, Effects& effects);
  void check_invariants() const;

  const domain::LedgerInfo& info_;
  const domain::Ruleset& ruleset_;
  batch::Position persisted_;
  batch::Position persisting_;  // what Persisted must report; meaningful while kPersisting
  std::uint64_t signed_size_;
  std::uint64_t published_size_;
  Phase phase_ = Phase::kIdle;
  std::deque<Submit> queue_;
  std::size_t queue_bytes_ = 0;
  std::vector<Answer>
      waiting_;  // answers of the open batch, released once its checkpoint is stored
};

}  // namespace kuboluk::core
