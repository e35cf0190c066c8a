// Lies of a sequencer about what is committed: states, checkpoints, catch-up data.
#include <algorithm>

#include "tests/simulation/tricks.h"

namespace kuboluk::simulation {
namespace {

using Tell = Tricks<LiarRole::kSequencer>;
constexpr std::size_t kGiantEntries = 4'096;

// Everybody's notes but the log's.
bool strip(std::string& checkpoint) {
  auto note = crypto::parse_note(checkpoint);
  if (!note || note->signatures.size() < 2) return false;
  note->signatures.resize(1);
  checkpoint = crypto::print_note(*note);
  return true;
}

bool strips(Mouth& /*mouth*/, Sends& sends) {
  bool told = false;
  for (core::Send& send : sends) {
    if (auto* state = as<exchange::State>(send)) told = strip(state->checkpoint) || told;
    if (auto* batches = as<exchange::Batches>(send)) told = strip(batches->checkpoint) || told;
  }
  return told;
}

// Real key names and ids, random signatures.
std::string forged_quorum(Mouth& mouth, const log::Checkpoint& tree) {
  auto note = crypto::parse_note(mouth.sign(tree));
  for (const std::string& id : mouth.others) {
    const auto key = mouth.institutions.vkey(id, "cosigner");
    Bytes bytes(72);
    for (std::uint8_t& byte : bytes)
      byte = static_cast<std::uint8_t>(mouth.below(256));
    std::fill(bytes.begin(), bytes.begin() + 4, std::uint8_t{0});
    note->signatures.push_back({key.name(), key.id(), std::move(bytes)});
  }
  return crypto::print_note(*note);
}

bool forges_quorum(Mouth& mouth, Sends& sends) {
  const Entries entries = mouth.batch({mouth.note()}, mouth.now);
  if (entries.empty()) return false;
  const log::Checkpoint tree = mouth.tree(entries);
  const std::string note = forged_quorum(mouth, tree);
  bool told = false;
  for (core::Send& send : sends) {
    auto* state = as<exchange::State>(send);
    if (state == nullptr) continue;
    state->committed = tree.size;
    state->checkpoint = note;
    told = true;
  }
  if (!told) return false;
  sends.push_back({mouth.others, exchange::Batches{mouth.position().size, entries, {}, note}});
  return true;
}

bool claims_more(Mouth& mouth, Sends& sends) {
  bool told = false;
  for (core::Send& send : sends) {
    auto* state = as<exchange::State>(send);
    if (state == nullptr || state->checkpoint.empty()) continue;
    const log::Checkpoint tree{mouth.institutions.info().origin(), 1'000'000'000, mouth.hash()};
    state->committed = tree.size;
    state->checkpoint = mouth.sign(tree);
    told = true;
  }
  return told;
}

// Asked or not: what it answers whoever asks for batches, and pushes at whoever does not.
bool is_asked(const exchange::Message& message) {
  return std::holds_alternative<exchange::AskBatches>(message) ||
         std::holds_alternative<exchange::AskState>(message) ||
         std::holds_alternative<exchange::State>(message);
}

exchange::Batches next_batches(Mouth& mouth) {
  const Entries entries = mouth.batch({mouth.note()}, mouth.now);
  return {mouth.position().size, entries, {}, mouth.disk.checkpoint};
}

bool other_history(Mouth& mouth, const std::string& from, const exchange::Message& message,
                   Sends& say) {
  if (!is_asked(message) || mouth.position().size == 0) return false;
  exchange::Batches lie = next_batches(mouth);
  lie.checkpoint = mouth.sign(mouth.tree(lie.entries));
  say.push_back({{from}, std::move(lie)});
  return true;
}

bool cut_history(Mouth& mouth, const std::string& from, const exchange::Message& message,
                 Sends& say) {
  if (!is_asked(message) || mouth.position().size == 0) return false;
  exchange::Batches lie = next_batches(mouth);
  if (lie.entries.empty()) return false;
  lie.entries.pop_back();
  say.push_back({{from}, std::move(lie)});
  return true;
}

bool endless_history(Mouth& mouth, const std::string& from, const exchange::Message& message,
                     Sends& say) {
  if (!is_asked(message) || mouth.position().size == 0) return false;
  exchange::Batches lie = next_batches(mouth);
  if (lie.entries.empty()) return false;
  lie.entries.insert(lie.entries.begin(), kGiantEntries, lie.entries.front());
  say.push_back({{from}, std::move(lie)});
  return true;
}

const Trick kTricks[] = {
    Tell::altering("strips cosignatures", "passes checkpoints on without their quorum", 100,
                   strips),
    Tell::altering("forges a quorum", "a larger tree with random cosignatures", 60, forges_quorum),
    Tell::altering("claims a larger log", "a signed tree of a thousand million entries", 50,
                   claims_more),
    Tell::hearing("another history", "pushes batches that nobody has cosigned", 10, other_history),
    Tell::hearing("a cut history", "pushes batches without their seal", 10, cut_history),
    Tell::hearing("an endless history", "pushes thousands of equal entries", 1, endless_history),
};

}  // namespace

std::span<const Trick> sequencer_history_tricks() {
  return kTricks;
}

}  // namespace kuboluk::simulation
