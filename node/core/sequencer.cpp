#include "node/core/sequencer.h"

#include <algorithm>
#include <utility>

#include "crypto/check.h"
#include "node/core/batch_draft.h"

namespace kuboluk::core {
namespace {

log::Checkpoint checkpoint_of(const domain::LedgerInfo& info, const batch::Position& position) {
  return {info.origin(), position.size, position.log_root};
}

}  // namespace

Sequencer::Sequencer(const domain::LedgerInfo& info, const domain::Ruleset& ruleset,
                     const batch::Position& position, std::uint64_t checkpoint_size)
    : info_(info),
      ruleset_(ruleset),
      persisted_(position),
      signed_size_(checkpoint_size),
      published_size_(checkpoint_size) {
  check_invariants();
}

std::vector<Effect> Sequencer::step(Input input, domain::Instant now,
                                    const batch::LedgerReader& reader) {
  Effects effects;
  const bool tick = std::holds_alternative<Tick>(input);
  // What failed is tried again at the next input, not at once: a full disk must not become a busy
  // loop.
  const bool pause = std::holds_alternative<EffectFailed>(input);
  std::visit([this, &effects](auto& in) { on(std::move(in), effects); }, input);
  if (phase_ == Phase::kIdle && !pause) {
    if (published_size_ < persisted_.size) {
      ask_signature(effects);
    } else {
      cut_batch(now, reader, tick && heartbeat_due(now), effects);
    }
  }
  check_invariants();
  return effects;
}

bool Sequencer::idle() const {
  return phase_ == Phase::kIdle && queue_.empty() && published_size_ == persisted_.size;
}

// What can be said without looking at the ledger.
std::optional<Error> Sequencer::refusal_of(const Submit& submit) const {
  if (submit.events.empty()) return Error{"X.FORM", "submission", "has no event"};
  if (submit.events.size() >= kBatchEntriesMax) {
    return Error{
        "X.SIZE", "submission",
        "has more events than one batch can hold (" + std::to_string(kBatchEntriesMax - 1) + ")"};
  }
  // DESIGN.md 6: the time beside the notes is accepted from the operator only. The driver of a
  // training ledger is the operator: it must not pass a recorded_at on for anybody else.
  const bool scenario = info_.clock == domain::Clock::kScenario;
  if (scenario && !submit.recorded_at) {
    return Error{"X.TIME", "submission", "a training ledger needs recorded_at beside the events"};
  }
  if (!scenario && submit.recorded_at) {
    return Error{"X.TIME", "submission", "recorded_at is for training ledgers only"};
  }
  return std::nullopt;
}

void Sequencer::on(Submit submit, Effects& effects) {
  if (auto refusal = refusal_of(submit)) {
    effects.push_back(Answer{submit.ticket, std::move(*refusal)});
    return;
  }
  const std::size_t bytes = bytes_of_submission(submit);
  if (queue_.size() >= kQueueMax || queue_bytes_ + bytes > kQueueBytesMax) {
    effects.push_back(Answer{submit.ticket, Busy{}});
    return;
  }
  queue_bytes_ += bytes;
  queue_.push_back(std::move(submit));
}

void Sequencer::on(const Persisted& done, Effects& effects) {
  KUBOLUK_CHECK(phase_ == Phase::kPersisting && done.position == persisting_);
  persisted_ = done.position;
  ask_signature(effects);
}

void Sequencer::on(Signed done, Effects& effects) {
  KUBOLUK_CHECK(phase_ == Phase::kSigning);
  const std::string text = log::print_checkpoint(checkpoint_of(info_, persisted_));
  KUBOLUK_CHECK(done.checkpoint_note.starts_with(text + "\n"));
  signed_size_ = persisted_.size;
  phase_ = Phase::kStoring;
  effects.push_back(StoreCheckpoint{std::move(done.checkpoint_note)});
}

void Sequencer::on(CheckpointStored /*done*/, Effects& effects) {
  KUBOLUK_CHECK(phase_ == Phase::kStoring);
  published_size_ = signed_size_;
  phase_ = Phase::kIdle;
  for (Answer& answer : waiting_)
    effects.push_back(std::move(answer));
  waiting_.clear();
}

void Sequencer::on(Tick /*tick*/, Effects& /*effects*/) {}

void Sequencer::on(const EffectFailed& failed, Effects& effects) {
  KUBOLUK_CHECK(phase_ != Phase::kIdle);
  if (phase_ == Phase::kPersisting) {
    for (const Answer& answer : waiting_)
      effects.push_back(Answer{answer.ticket, failed.error});
    waiting_.clear();
  }
  phase_ = Phase::kIdle;
}

void Sequencer::ask_signature(Effects& effects) {
  phase_ = Phase::kSigning;
  effects.push_back(SignCheckpoint{checkpoint_of(info_, persisted_)});
}

bool Sequencer::heartbeat_due(domain::Instant now) const {
  if (info_.clock != domain::Clock::kReal || persisted_.size == 0) return false;
  if (now <= persisted_.known) return false;
  return now.ms - persisted_.known.ms >= kHeartbeatMs ||
         domain::day_of(now, info_.offset) > domain::day_of(persisted_.known, info_.offset);
}

void Sequencer::cut_batch(domain::Instant now, const batch::LedgerReader& reader, bool heartbeat,
                          Effects& effects) {
  if (queue_.empty() && !heartbeat) return;
  const auto position = reader.position();
  if (!position) return answer_all(position.error(), effects);
  KUBOLUK_CHECK(*position == persisted_);
  // A clock that stepped back must not stop the ledger: known times stand still until it has caught
  // up.
  const domain::Instant real_known = std::max(now, persisted_.known);
  BatchDraft draft(info_, ruleset_, reader, persisted_);
  fill(draft, real_known, effects);
  if (draft.has_events() || heartbeat) close(draft, real_known, effects);
}

void Sequencer::fill(BatchDraft& draft, domain::Instant real_known, Effects& effects) {
  while (!queue_.empty() && draft.has_room(queue_.front())) {
    Submit submit = std::move(queue_.front());
    queue_.pop_front();
    queue_bytes_ -= bytes_of_submission(submit);
    const domain::Instant known = submit.recorded_at.value_or(real_known);
    if (auto answer = draft.take(std::move(submit), known)) effects.push_back(std::move(*answer));
  }
}

void Sequencer::close(BatchDraft& draft, domain::Instant real_known, Effects& effects) {
  auto change = draft.seal(draft.has_events() ? draft.known() : real_known);
  if (!change) {
    for (Answer& answer : draft.waiting(change.error()))
      effects.push_back(std::move(answer));
    return;
  }
  waiting_ = draft.waiting(change->after.size);
  persisting_ = change->after;
  phase_ = Phase::kPersisting;
  effects.push_back(Persist{std::move(*change)});
}

void Sequencer::answer_all(const Error& error, Effects& effects) {
  for (const Submit& submit : queue_)
    effects.push_back(Answer{submit.ticket, error});
  queue_.clear();
  queue_bytes_ = 0;
}

void Sequencer::check_invariants() const {
  KUBOLUK_CHECK(persisted_.size >= signed_size_ && signed_size_ >= published_size_);
  KUBOLUK_CHECK(phase_ != Phase::kPersisting || persisting_.size > persisted_.size);
  KUBOLUK_CHECK(phase_ != Phase::kPersisting || published_size_ == persisted_.size);
  KUBOLUK_CHECK(phase_ != Phase::kStoring || signed_size_ == persisted_.size);
  // Answers wait only for a batch that is being persisted, signed or stored.
  KUBOLUK_CHECK(waiting_.empty() || phase_ != Phase::kIdle || published_size_ < persisted_.size);
  KUBOLUK_CHECK(queue_.size() <= kQueueMax && queue_bytes_ <= kQueueBytesMax);
}

}  // namespace kuboluk::core
