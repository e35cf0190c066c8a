#include "tests/simulation/ballots.h"

#include "crypto/sha256.h"
#include "ledger/log/cosignature.h"

namespace kuboluk::simulation {

Ballots::Ballots(const core::test::Institutions& institutions)
    : institutions_(institutions),
      policy_(*log::Policy::parse(institutions.policy_text())),
      log_key_(institutions.vkey(core::test::Institutions::ids().front(), "log")) {}

void Ballots::cosigned(const std::string& who, const Tree& tree) {
  std::set<std::string>& by = cosigners_[tree];
  if (!by.insert(who).second) return;
  if (policy_.satisfied(by)) quorums_[tree.size].insert(tree.root);
}

bool Ballots::has_cosigned(const std::string& who, const Tree& tree) const {
  const auto found = cosigners_.find(tree);
  return found != cosigners_.end() && found->second.contains(who);
}

void Ballots::shown(const exchange::Message& message) {
  if (const auto* proposed = std::get_if<exchange::Proposed>(&message)) {
    note(proposed->checkpoint);
  } else if (const auto* cosignature = std::get_if<exchange::Cosignature>(&message)) {
    note(cosignature->note);
  } else if (const auto* state = std::get_if<exchange::State>(&message)) {
    note(state->checkpoint);
    note(state->proposed);
    note(state->yours);
  } else if (const auto* batches = std::get_if<exchange::Batches>(&message)) {
    note(batches->checkpoint);
  }
}

void Ballots::note(const std::string& text) {
  if (text.empty() || !seen_.insert(crypto::sha256(bytes_of(text))).second) return;
  const auto parsed = crypto::parse_note(text);
  if (!parsed) return;
  const auto checkpoint = log::parse_checkpoint(parsed->text);
  if (!checkpoint || checkpoint->origin != institutions_.info().origin()) return;
  const Tree tree{checkpoint->size, checkpoint->root};
  for (const crypto::NoteSignature& line : parsed->signatures) {
    if (crypto::verify_note_signature(parsed->text, line, log_key_)) log_signed(tree);
    for (const log::PolicyWitness& witness : policy_.witnesses()) {
      if (log::verify_cosignature(parsed->text, line, witness.key)) cosigned(witness.name, tree);
    }
  }
}

}  // namespace kuboluk::simulation
