#include "tests/node/core/desk.h"

#include <catch2/catch.hpp>

#include <algorithm>

#include "crypto/note.h"

namespace kuboluk::core::test {

Desk::Desk(const batch::test::Clerk& clerk)
    : now(batch::test::at("2026-04-11T10:00:00+06:00")), clerk_(clerk) {
  machine_.emplace(clerk_.info(), clerk_.ruleset(), batch::Position(), 0);
}

std::vector<Effect> Desk::step(Input input) {
  auto effects = machine_->step(std::move(input), now, ledger_);
  int outstanding = 0;
  for (const Effect& effect : effects) {
    outstanding += !std::holds_alternative<Answer>(effect);
    const auto* sign = std::get_if<SignCheckpoint>(&effect);
    if (sign == nullptr) continue;
    // Signed is only what is durable, never two roots for one size, never a smaller size after a
    // larger one.
    REQUIRE(sign->checkpoint.size == position().size);
    REQUIRE(sign->checkpoint.root == position().log_root);
    REQUIRE(sign->checkpoint.size >= largest_signed_);
    largest_signed_ = sign->checkpoint.size;
    const auto known = signed_roots_.emplace(sign->checkpoint.size, sign->checkpoint.root).first;
    REQUIRE(known->second == sign->checkpoint.root);
  }
  REQUIRE(outstanding <= 1);
  REQUIRE(machine_->persisted_size() >= machine_->signed_size());
  REQUIRE(machine_->signed_size() >= machine_->published_size());
  REQUIRE(machine_->persisted_size() <= position().size);
  REQUIRE(machine_->published_size() <= checkpoint_size_);
  return effects;
}

Input Desk::carry_out_one(Effect effect) {
  if (auto* persist_effect = std::get_if<Persist>(&effect)) {
    persist(persist_effect->change);
    return Persisted{position()};
  }
  if (auto* sign_effect = std::get_if<SignCheckpoint>(&effect)) {
    return Signed{sign(sign_effect->checkpoint)};
  }
  note_stored(std::get<StoreCheckpoint>(effect).note);
  return CheckpointStored{};
}

void Desk::note_stored(std::string_view checkpoint_note) {
  const auto note = crypto::parse_note(checkpoint_note);
  REQUIRE(note);
  const auto checkpoint = log::parse_checkpoint(note->text);
  REQUIRE(checkpoint);
  REQUIRE(checkpoint->size >= checkpoint_size_);
  checkpoint_size_ = checkpoint->size;
}

void Desk::carry_out(std::vector<Effect> effects) {
  while (!effects.empty()) {
    std::optional<Input> next;
    for (Effect& effect : effects) {
      if (auto* answer = std::get_if<Answer>(&effect)) {
        if (const auto* accepted = std::get_if<Accepted>(&answer->outcome)) {
          REQUIRE(accepted->size <= checkpoint_size_);  // answered only when published
        }
        answers_.push_back(std::move(*answer));
      } else {
        next = carry_out_one(std::move(effect));
      }
    }
    if (!next) return;
    effects = step(std::move(*next));
  }
}

Answer Desk::submit(std::vector<domain::SignedEvent> events,
                    std::optional<domain::Instant> recorded_at) {
  const std::uint64_t ticket = next_ticket_++;
  carry_out(step(Submit{ticket, std::move(events), recorded_at}));
  return answer(ticket);
}

void Desk::begin() {
  const bool scenario = clerk_.info().clock == domain::Clock::kScenario;
  const Answer begun =
      submit({clerk_.genesis()}, scenario ? std::optional(domain::Instant{0}) : std::nullopt);
  const auto* error = std::get_if<Error>(&begun.outcome);
  if (error != nullptr) FAIL(error->message());
}

void Desk::persist(const batch::Change& change) {
  ledger_.apply(change);
  ++batches_;
  largest_batch_ = std::max(largest_batch_, change.entries.size());
  std::vector<domain::Instant>& times = batch_times_.emplace_back();
  for (const std::string& entry : change.entries)
    times.push_back(domain::parse_entry(entry)->known);
}

std::string Desk::sign(const log::Checkpoint& checkpoint) const {
  const auto key = batch::test::key_of("log");
  const auto vkey =
      crypto::VerifierKey::make(checkpoint.origin, crypto::KeyType::kEd25519, key.public_key());
  REQUIRE(vkey);
  return crypto::print_note(log::sign_checkpoint(checkpoint, *vkey, key));
}

void Desk::crash() {
  machine_.reset();
  machine_.emplace(clerk_.info(), clerk_.ruleset(), position(), checkpoint_size_);
}

const Answer& Desk::answer(std::uint64_t ticket) const {
  const auto is_it = [ticket](const Answer& answer) { return answer.ticket == ticket; };
  REQUIRE(std::count_if(answers_.begin(), answers_.end(), is_it) == 1);
  return *std::find_if(answers_.begin(), answers_.end(), is_it);
}

}  // namespace kuboluk::core::test
