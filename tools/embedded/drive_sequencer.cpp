// Carrying out what the sequencer asks for.
#include <deque>
#include <utility>

#include "tools/embedded/embedded_ledger.h"

namespace kuboluk::tools {

Result<std::vector<core::Effect>> EmbeddedLedger::step(core::Input input, domain::Instant now) {
  const auto snapshot = store_->snapshot();
  if (!snapshot) return snapshot.error();
  return sequencer_->step(std::move(input), now, **snapshot);
}

Result<std::optional<core::Answer>> EmbeddedLedger::drive(core::Input input, std::uint64_t ticket,
                                                          domain::Instant now) {
  std::optional<core::Answer> answer;
  std::deque<core::Input> inputs;
  std::optional<Error> failure;
  inputs.push_back(std::move(input));
  while (!inputs.empty()) {
    core::Input next = std::move(inputs.front());
    inputs.pop_front();
    if (const auto* failed = std::get_if<core::EffectFailed>(&next)) failure = failed->error;
    auto effects = step(std::move(next), now);
    if (!effects) return effects.error();
    for (core::Effect& effect : *effects) {
      if (auto* done = std::get_if<core::Answer>(&effect)) {
        if (done->ticket == ticket) answer = std::move(*done);
      } else if (const auto* persist = std::get_if<core::Persist>(&effect)) {
        inputs.push_back(carry_out(*persist));
      } else if (const auto* sign = std::get_if<core::SignCheckpoint>(&effect)) {
        inputs.push_back(carry_out(*sign));
      } else {
        inputs.push_back(carry_out(std::get<core::StoreCheckpoint>(effect)));
      }
    }
  }
  if (!answer && failure) return *failure;
  return answer;
}

core::Input EmbeddedLedger::carry_out(const core::Persist& effect) {
  const auto written = store_->write(effect.change);
  if (written) return core::Persisted{effect.change.after};
  if (!store_->failed()) return core::EffectFailed{written.error()};
  const auto outcome = store_->reopen();
  if (!outcome) return core::EffectFailed{outcome.error()};
  if (*outcome == store::Outcome::kAfter) return core::Persisted{effect.change.after};
  return core::EffectFailed{written.error()};
}

// Only what is stored is signed: the sequencer asks for its persisted position and no other.
core::Input EmbeddedLedger::carry_out(const core::SignCheckpoint& effect) {
  return core::Signed{crypto::print_note(
      log::sign_checkpoint(effect.checkpoint, log_key_->vkey, log_key_->secret))};
}

core::Input EmbeddedLedger::carry_out(const core::StoreCheckpoint& effect) {
  const auto stored = store_->put_checkpoint(effect.note);
  if (stored) return core::CheckpointStored{};
  if (store_->failed()) {
    if (const auto reopened = store_->reopen(); !reopened) {
      return core::EffectFailed{reopened.error()};
    }
  }
  return core::EffectFailed{stored.error()};  // the next step asks for the signature again
}

}  // namespace kuboluk::tools
