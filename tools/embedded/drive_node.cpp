// Carrying out what the machine asks for.
#include <deque>
#include <utility>

#include "tools/embedded/embedded_ledger.h"

namespace kuboluk::tools {

Result<core::Effects> EmbeddedLedger::step(core::Input input, domain::Instant now) {
  const auto snapshot = store_->snapshot();
  if (!snapshot) return snapshot.error();
  return node_->step(std::move(input), now, **snapshot);
}

Result<std::optional<core::Answer>> EmbeddedLedger::drive(core::Input input, std::uint64_t ticket,
                                                          domain::Instant now) {
  std::optional<core::Answer> answer;
  std::deque<core::Input> inputs;
  inputs.push_back(std::move(input));
  while (!inputs.empty()) {
    core::Input next = std::move(inputs.front());
    inputs.pop_front();
    const auto effects = step(std::move(next), now);
    if (!effects) return effects.error();
    for (const core::Effect& effect : *effects) {
      if (const auto* done = std::get_if<core::Answer>(&effect)) {
        if (done->ticket == ticket) answer = *done;
      }
      auto follows = carry_out(effect);
      if (!follows) return begin_again(follows.error(), now);
      if (follows->has_value()) inputs.push_back(std::move(**follows));
    }
  }
  return answer;
}

// Recovery is the start: the machine is made from what is stored, and the next input finds a batch
// that was begun.
Error EmbeddedLedger::begin_again(const Error& failure, domain::Instant now) {
  if (store_->failed()) {
    if (const auto reopened = store_->reopen(); !reopened) return reopened.error();
  }
  const std::string genesis = node_->setup().genesis;
  if (const auto started = start_node(genesis, now); !started) return started.error();
  return failure;
}

// Only what is stored is signed: the effects come in that order.
Result<std::optional<core::Input>> EmbeddedLedger::carry_out(const core::Effect& effect) {
  std::optional<core::Input> follows;
  if (const auto* sign = std::get_if<core::Sign>(&effect)) {
    const auto& tree = std::get<core::SignCheckpoint>(*sign);
    follows = core::Signed{*sign, crypto::print_note(log::sign_checkpoint(
                                      tree.checkpoint, log_key_->vkey, log_key_->secret))};
  } else if (std::holds_alternative<core::Again>(effect)) {
    follows = core::Tick{};
  } else if (const auto stored = store(effect); !stored) {
    return stored.error();
  }
  return follows;
}

// There are no members, so nothing is promised, cosigned or sent; the counter outside the store
// guards keys that others rely on, and nobody relies on a ledger that nobody cosigns.
Result<void> EmbeddedLedger::store(const core::Effect& effect) {
  if (const auto* proposal = std::get_if<core::PersistProposal>(&effect)) {
    return store_->put_proposal(proposal->proposal, std::nullopt);
  }
  if (const auto* commit = std::get_if<core::PersistCommit>(&effect)) {
    return store_->commit(commit->changes, commit->checkpoint, commit->done);
  }
  return {};
}

}  // namespace kuboluk::tools
