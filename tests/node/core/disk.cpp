#include "tests/node/core/disk.h"

#include <algorithm>

#include "crypto/check.h"
#include "crypto/sha256.h"

namespace kuboluk::core::test {

Restored Disk::restored(std::optional<std::uint64_t> counter) const {
  Restored restored;
  restored.checkpoint = checkpoint;
  restored.proposal = proposal;
  restored.cosigned = cosigned;
  for (const auto& [id, act] : acts)
    restored.acts.push_back(act);
  for (const std::string& text : evidence)
    restored.forks.push_back(crypto::sha256(bytes_of(text)));
  restored.counter = counter;
  return restored;
}

void Disk::carry_out(const PersistAct& effect) {
  acts.insert_or_assign(effect.act.id, effect.act);
}

void Disk::carry_out(const PersistHanded& effect) {
  for (const Hash& id : effect.acts) {
    const auto found = acts.find(id);
    KUBOLUK_CHECK(found != acts.end());
    if (!found->second.handed) found->second.handed = effect.at;
  }
}

// What is proposed is only ever extended, or gets its checkpoint.
void Disk::carry_out(const PersistProposal& effect) {
  const exchange::Proposal& next = effect.proposal;
  KUBOLUK_CHECK(next.from == position().size);
  KUBOLUK_CHECK(next.size == next.from + next.entries.size());
  if (proposal) {
    KUBOLUK_CHECK(next.size >= proposal->size);
    KUBOLUK_CHECK(
        std::equal(proposal->entries.begin(), proposal->entries.end(), next.entries.begin()));
    KUBOLUK_CHECK(next.size > proposal->size || proposal->checkpoint.empty() ||
                  next.checkpoint == proposal->checkpoint);
  }
  proposal = next;
  if (effect.cosigned) set_cosigned(*effect.cosigned);
}

void Disk::carry_out(const PersistNoProposal& /*effect*/) {
  KUBOLUK_CHECK(!proposal || proposal->checkpoint.empty());
  proposal.reset();
}

void Disk::carry_out(const PersistCosigned& effect) {
  set_cosigned(effect.cosigned);
}

void Disk::set_cosigned(const exchange::Cosigned& next) {
  if (cosigned) {
    KUBOLUK_CHECK(next.size >= cosigned->size && next.time >= cosigned->time);
    KUBOLUK_CHECK(next.size > cosigned->size || next.root == cosigned->root);
  }
  cosigned = next;
}

void Disk::carry_out(const PersistCommit& effect) {
  follow(effect);
  for (const batch::Change& change : effect.changes)
    ledger.apply(change);
  if (!effect.checkpoint.empty()) checkpoint = effect.checkpoint;
  for (const Hash& id : effect.done)
    acts.erase(id);
}

// The rest of a proposal that goes on after what is committed now stays.
void Disk::follow(const PersistCommit& effect) {
  if (!proposal) return;
  std::vector<std::string> committed;
  for (const batch::Change& change : effect.changes)
    committed.insert(committed.end(), change.entries.begin(), change.entries.end());
  std::vector<std::string>& entries = proposal->entries;
  const bool goes_on = entries.size() > committed.size() &&
                       std::equal(committed.begin(), committed.end(), entries.begin());
  if (!goes_on) {
    proposal.reset();
    return;
  }
  entries.erase(entries.begin(), entries.begin() + static_cast<std::ptrdiff_t>(committed.size()));
  proposal->from += committed.size();
}

void Disk::carry_out(const PersistCheckpoint& effect) {
  checkpoint = effect.note;
}

void Disk::carry_out(const PersistDropped& effect) {
  for (const Hash& id : effect.acts)
    acts.erase(id);
  for (const exchange::RejectedAct& rejected : effect.rejected) {
    for (const Hash& event : rejected.events)
      rejections.insert_or_assign(event, rejected.note);
  }
}

void Disk::carry_out(const PersistEvidence& effect) {
  evidence.insert(effect.text);
}

}  // namespace kuboluk::core::test
