#include <algorithm>

#include "crypto/check.h"
#include "ledger/batch/builder.h"
#include "ledger/exchange/statement.h"
#include "ledger/log/tiles.h"
#include "tests/simulation/liar.h"

namespace kuboluk::simulation {
namespace {

using core::test::Institutions;

// A lie's acts have numbers that no other act of a run has.
constexpr int kFirstNote = 700'000'000;

std::vector<std::string> all_but(const std::string& me) {
  std::vector<std::string> ids = Institutions::ids();
  std::erase(ids, me);
  return ids;
}

}  // namespace

Mouth::Mouth(const Institutions& institutions_in, std::string me_in, std::uint64_t seed,
             const core::test::Disk& disk_in)
    : institutions(institutions_in),
      me(std::move(me_in)),
      others(all_but(me)),
      disk(disk_in),
      // cec comes first, if it is among them.
      victim(me == "cec" ? others[seed % others.size()] : others[1 + seed % (others.size() - 1)]),
      random_(seed),
      notes_(kFirstNote + static_cast<int>(seed % 1'000) * 10'000) {}

Hash Mouth::hash() {
  Hash hash{};
  for (std::uint8_t& byte : hash)
    byte = static_cast<std::uint8_t>(random_());
  return hash;
}

std::string Mouth::someone() {
  return others[below(others.size())];
}

domain::SignedEvent Mouth::note() {
  return institutions.note(me, ++notes_, now);
}

std::vector<domain::SignedEvent> Mouth::waiting() const {
  std::vector<domain::SignedEvent> acts;
  for (const auto& [id, act] : disk.acts) {
    const auto submission = exchange::parse_submission(act.bytes, institutions.info(),
                                                       institutions.setup(me).operator_key);
    if (!submission) continue;
    acts.insert(acts.end(), submission->events.begin(), submission->events.end());
  }
  return acts;
}

std::vector<domain::SignedEvent> Mouth::acts_of(const Entries& entries) {
  std::vector<domain::SignedEvent> acts;
  for (const std::string& text : entries) {
    const auto entry = domain::parse_entry(text);
    if (!entry || entry->is_seal()) continue;
    auto act = domain::parse_signed_event(std::get<std::string>(entry->body));
    if (act) acts.push_back(std::move(*act));
  }
  return acts;
}

std::optional<domain::SignedEvent> Mouth::logged_act() {
  const std::uint64_t size = position().size;
  if (size < 3) return std::nullopt;
  auto acts = acts_of({*disk.ledger.entry(1 + below(size - 1))});
  if (acts.empty()) return std::nullopt;
  return std::move(acts.front());
}

std::vector<std::uint64_t> Mouth::boundaries() const {
  std::vector<std::uint64_t> sizes;
  for (std::uint64_t index = 0; index < position().size; ++index) {
    if (entry_of(*disk.ledger.entry(index)).is_seal()) sizes.push_back(index + 1);
  }
  return sizes;
}

Entries Mouth::committed_from(std::uint64_t index) const {
  Entries entries;
  for (; index < position().size; ++index)
    entries.push_back(*disk.ledger.entry(index));
  return entries;
}

Entries Mouth::batch(const std::vector<domain::SignedEvent>& acts, domain::Instant known) const {
  if (position().size == 0) return {};
  batch::BatchBuilder builder(institutions.info(), institutions.ruleset(), disk.ledger, position());
  for (const domain::SignedEvent& act : acts) {
    const auto added = builder.add({&act, 1}, known);
    if (!added) continue;
  }
  const auto change = builder.seal(known);
  return change ? change->entries : Entries();
}

log::Checkpoint Mouth::tree(const Entries& entries) const {
  const batch::Position at = position();
  auto range = log::CompactRange::restore(at.size, at.edge);
  KUBOLUK_CHECK(range);
  for (const std::string& entry : entries)
    range->append(log::leaf_hash(bytes_of(entry)));
  return {institutions.info().origin(), at.size + entries.size(), range->root()};
}

log::Checkpoint Mouth::tree_at(std::uint64_t size) const {
  const auto root = log::tree_root(log::TileHashReader(disk.ledger, position().size), size);
  KUBOLUK_CHECK(root);
  return {institutions.info().origin(), size, *root};
}

std::string Mouth::sign(const log::Checkpoint& tree) const {
  return institutions.sign(me, core::SignCheckpoint{tree});
}

std::string Mouth::cosign(const log::Checkpoint& tree, domain::Instant time) const {
  return institutions.sign(
      me, core::SignCosignature{log::print_checkpoint(tree),
                                static_cast<std::uint64_t>(time.ms / domain::kSecondMs)});
}

exchange::Proposed Mouth::proposed(const Entries& entries) const {
  return {position().size, entries, sign(tree(entries))};
}

std::string Mouth::refusal(const std::string& by, std::uint64_t size, std::uint64_t index,
                           std::string_view rule, std::vector<Hash> events) const {
  exchange::Refusal refusal;
  refusal.ledger = institutions.info().id;
  refusal.by = by;
  refusal.time = now;
  refusal.size = size;
  refusal.index = index;
  refusal.rule = rule;
  refusal.expected = "something else";
  refusal.got = "this";
  refusal.events = std::move(events);
  return institutions.sign(me, core::SignRefusal{exchange::print_text(refusal), 0, {}});
}

exchange::Proposed* as_proposal(const Mouth& mouth, core::Send& send) {
  auto* proposed = as<exchange::Proposed>(send);
  if (proposed == nullptr || proposed->entries.empty()) return nullptr;
  return proposed->from == mouth.position().size && proposed->from > 0 ? proposed : nullptr;
}

domain::Entry entry_of(const std::string& text) {
  auto entry = domain::parse_entry(text);
  KUBOLUK_CHECK(entry);
  return std::move(*entry);
}

}  // namespace kuboluk::simulation
