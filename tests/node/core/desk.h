// A driver of the sequencer in memory: carries its effects out, checks the laws after every step,
// and crashes when told to.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "node/core/sequencer.h"
#include "tests/ledger/batch/clerk.h"

namespace kuboluk::core::test {

class Desk {
 public:
  explicit Desk(const batch::test::Clerk& clerk);

  domain::Instant now;

  // One step of the machine, with the laws checked; the effects are not carried out.
  std::vector<Effect> step(Input input);
  // Carries effects out, and those that follow, until nothing is outstanding; gathers the answers.
  void carry_out(std::vector<Effect> effects);
  // Submits and carries out; the answer.
  Answer submit(std::vector<domain::SignedEvent> events,
                std::optional<domain::Instant> recorded_at = std::nullopt);
  // The genesis batch.
  void begin();

  void persist(const batch::Change& change);
  std::string sign(const log::Checkpoint& checkpoint) const;
  // Stores the checkpoint of that note.
  void note_stored(std::string_view checkpoint_note);
  // Forgets the machine and what it had not made durable; a new one starts from what is stored.
  void crash();

  Sequencer& machine() { return *machine_; }
  const batch::MemoryLedger& ledger() const { return ledger_; }
  batch::Position position() const { return *ledger_.position(); }
  const std::vector<Answer>& answers() const { return answers_; }
  // The answer to a ticket; fails the test unless there is exactly one.
  const Answer& answer(std::uint64_t ticket) const;
  int batches() const { return batches_; }
  std::size_t largest_batch() const { return largest_batch_; }
  // Known times of the entries of each batch.
  const std::vector<std::vector<domain::Instant>>& batch_times() const { return batch_times_; }

 private:
  Input carry_out_one(Effect effect);

  const batch::test::Clerk& clerk_;
  batch::MemoryLedger ledger_;
  std::uint64_t checkpoint_size_ = 0;  // of the stored checkpoint
  std::optional<Sequencer> machine_;
  std::vector<Answer> answers_;
  std::uint64_t next_ticket_ = 1'000'000;
  int batches_ = 0;
  std::size_t largest_batch_ = 0;
  std::vector<std::vector<domain::Instant>> batch_times_;
  std::map<std::uint64_t, Hash> signed_roots_;  // law 2: one root per size
  std::uint64_t largest_signed_ = 0;
};

}  // namespace kuboluk::core::test
