#include "node/core/collector.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "ledger/log/cosignature.h"

namespace kuboluk::core {
namespace {

const log::PolicyWitness* witness_by_key(const log::Policy& policy,
                                         const crypto::NoteSignature& line) {
  for (const log::PolicyWitness& witness : policy.witnesses()) {
    if (witness.key.name() == line.name && witness.key.id() == line.key_id) return &witness;
  }
  return nullptr;
}

}  // namespace

Result<Collector::Taken> Collector::take(std::string_view note) {
  const auto parsed = crypto::parse_note(note);
  if (!parsed) return parsed.error();
  const auto checkpoint = log::parse_checkpoint(parsed->text);
  if (!checkpoint) return checkpoint.error();
  if (checkpoint->origin != setup_.info.origin()) {
    return Error{"X.LEDGER", "cosignature", "is for another log: " + checkpoint->origin};
  }
  std::vector<std::pair<std::string, Line>> verified;
  for (const crypto::NoteSignature& line : parsed->signatures) {
    const log::PolicyWitness* witness = witness_by_key(setup_.policy, line);
    if (witness == nullptr) continue;
    const auto timestamp = log::verify_cosignature(parsed->text, line, witness->key);
    if (!timestamp) return timestamp.error();
    verified.emplace_back(witness->name, Line{parsed->text, checkpoint->size, *timestamp, line});
  }
  Taken taken = Taken::kOld;
  for (auto& [witness, line] : verified) {
    const Taken one = keep(witness, std::move(line));
    if (one == Taken::kContradicts) taken = one;
    if (one == Taken::kNew && taken == Taken::kOld) taken = one;
  }
  return taken;
}

Collector::Taken Collector::keep(const std::string& witness, Line line) {
  const auto found = lines_.find(witness);
  if (found == lines_.end()) {
    lines_.emplace(witness, std::move(line));
    return Taken::kNew;
  }
  Line& held = found->second;
  if (line.size < held.size) return Taken::kOld;
  if (line.size == held.size && line.text != held.text) return Taken::kContradicts;
  if (line.size == held.size && line.timestamp <= held.timestamp) return Taken::kOld;
  held = std::move(line);
  return Taken::kNew;
}

std::optional<std::string> Collector::quorum(const std::string& log_note) const {
  auto note = crypto::parse_note(log_note);
  if (!note) return std::nullopt;
  std::erase_if(note->signatures, [this](const crypto::NoteSignature& line) {
    return witness_by_key(setup_.policy, line) != nullptr;
  });
  log::WitnessSet present;
  for (std::size_t i = 0; i < setup_.policy.witnesses().size(); ++i) {
    const auto found = lines_.find(setup_.policy.witnesses()[i].name);
    if (found == lines_.end() || found->second.text != note->text) continue;
    present.set(i);
    note->signatures.push_back(found->second.signature);
  }
  if (!setup_.policy.satisfied(present)) return std::nullopt;
  return crypto::print_note(*note);
}

std::size_t Collector::count(const std::string& checkpoint_text) const {
  return static_cast<std::size_t>(std::count_if(
      lines_.begin(), lines_.end(),
      [&checkpoint_text](const auto& line) { return line.second.text == checkpoint_text; }));
}

const Collector::Line* Collector::line_of(const Member& member) const {
  const auto witness = setup_.witness_of(member);
  if (!witness) return nullptr;
  const auto found = lines_.find(*witness);
  return found == lines_.end() ? nullptr : &found->second;
}

std::string Collector::newest_of(const Member& member) const {
  const Line* line = line_of(member);
  if (line == nullptr) return {};
  return crypto::print_note({line->text, {line->signature}});
}

std::optional<domain::Instant> Collector::time_of(const Member& member) const {
  const Line* line = line_of(member);
  if (line == nullptr) return std::nullopt;
  return domain::Instant{static_cast<std::int64_t>(
      std::min<std::uint64_t>(line->timestamp, INT64_MAX / domain::kSecondMs) * domain::kSecondMs)};
}

}  // namespace kuboluk::core
