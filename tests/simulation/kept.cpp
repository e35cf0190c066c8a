#include "tests/simulation/kept.h"

#include <algorithm>

namespace kuboluk::simulation {
namespace {

std::string size_text(const std::optional<std::uint64_t>& size) {
  return size ? std::to_string(*size) : "none";
}

std::string proposal_text(const std::optional<exchange::Proposal>& proposal) {
  if (!proposal) return "none";
  return "up to " + std::to_string(proposal->size) +
         (proposal->checkpoint.empty() ? ", unsigned" : ", signed");
}

std::string cosigned_text(const std::optional<exchange::Cosigned>& cosigned) {
  if (!cosigned) return "none";
  return std::to_string(cosigned->size) + " at " + std::to_string(cosigned->time.ms);
}

}  // namespace

void Kept::apply(const core::Effect& effect) {
  if (const auto* act = std::get_if<core::PersistAct>(&effect)) {
    acts[act->act.id] = acts[act->act.id] || act->act.promised;
  } else if (const auto* proposed = std::get_if<core::PersistProposal>(&effect)) {
    proposal = proposed->proposal;
    if (proposed->cosigned) cosigned = proposed->cosigned;
  } else if (std::holds_alternative<core::PersistNoProposal>(effect)) {
    proposal.reset();
  } else if (const auto* fresh = std::get_if<core::PersistCosigned>(&effect)) {
    cosigned = fresh->cosigned;
  } else if (const auto* committed = std::get_if<core::PersistCommit>(&effect)) {
    commit(*committed);
  } else if (const auto* newer = std::get_if<core::PersistCheckpoint>(&effect)) {
    checkpoint = newer->note;
  } else if (const auto* dropped = std::get_if<core::PersistDropped>(&effect)) {
    for (const Hash& id : dropped->acts)
      acts.erase(id);
    for (const exchange::RejectedAct& one : dropped->rejected)
      rejected.insert(one.events.begin(), one.events.end());
  } else if (const auto* raised = std::get_if<core::RaiseCounter>(&effect)) {
    counter = std::max(counter.value_or(0), raised->size);
  }
}

// What is proposed goes on behind the new size, or the log went another way.
void Kept::commit(const core::PersistCommit& effect) {
  std::vector<std::string> entries;
  for (const batch::Change& change : effect.changes)
    entries.insert(entries.end(), change.entries.begin(), change.entries.end());
  if (!effect.changes.empty()) {
    size = effect.changes.back().after.size;
    root = effect.changes.back().after.log_root;
  }
  if (!effect.checkpoint.empty()) checkpoint = effect.checkpoint;
  for (const Hash& id : effect.done)
    acts.erase(id);
  if (!proposal) return;
  std::vector<std::string>& held = proposal->entries;
  if (held.size() <= entries.size() || !std::equal(entries.begin(), entries.end(), held.begin())) {
    proposal.reset();
    return;
  }
  held.erase(held.begin(), held.begin() + static_cast<std::ptrdiff_t>(entries.size()));
  proposal->from += entries.size();
}

std::string Kept::difference(const core::Restored& restored,
                             const store::Snapshot& snapshot) const {
  const batch::Position position = *snapshot.position();
  if (position.size != size || (size > 0 && position.log_root != root)) {
    return "the committed log of size " + std::to_string(size) + ", found size " +
           std::to_string(position.size);
  }
  if (restored.checkpoint != checkpoint) return "the newest checkpoint note";
  if (restored.proposal != proposal) {
    return "the proposal " + proposal_text(proposal) + ", found " +
           proposal_text(restored.proposal);
  }
  if (restored.cosigned != cosigned) {
    return "the cosigned tree " + cosigned_text(cosigned) + ", found " +
           cosigned_text(restored.cosigned);
  }
  if (restored.counter != counter) {
    return "the counter " + size_text(counter) + ", found " + size_text(restored.counter);
  }
  std::map<Hash, bool> found;
  for (const exchange::PendingAct& act : restored.acts)
    found[act.id] = act.promised;
  if (found != acts) {
    return std::to_string(acts.size()) + " pending acts with their promises, found " +
           std::to_string(found.size());
  }
  for (const Hash& event : rejected) {
    const auto note = snapshot.rejection(event);
    if (note && !note->has_value()) return "a rejection that was promised to be kept";
  }
  return {};
}

void Kept::adopt(const core::Restored& restored, const store::Snapshot& snapshot) {
  std::set<Hash> known = std::move(rejected);
  std::erase_if(known, [&](const Hash& event) {
    const auto note = snapshot.rejection(event);
    return note && !note->has_value();
  });
  *this = Kept();
  rejected = std::move(known);
  const batch::Position position = *snapshot.position();
  size = position.size;
  root = position.log_root;
  checkpoint = restored.checkpoint;
  proposal = restored.proposal;
  cosigned = restored.cosigned;
  counter = restored.counter;
  for (const exchange::PendingAct& act : restored.acts)
    acts[act.id] = act.promised;
}

}  // namespace kuboluk::simulation
