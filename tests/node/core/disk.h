// What one node has made durable, in memory: keeps the laws of the store (compare-and-swap, nothing
// goes back) as checks, and can be copied, so that an old copy can be restored.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>

#include "ledger/batch/change.h"
#include "node/core/step.h"

namespace kuboluk::core::test {

struct Disk {
  batch::MemoryLedger ledger;
  std::string checkpoint;
  std::optional<exchange::Proposal> proposal;
  std::optional<exchange::Cosigned> cosigned;
  std::map<Hash, exchange::PendingAct> acts;
  std::map<Hash, std::string> rejections;  // by event
  std::set<std::string> evidence;

  batch::Position position() const { return *ledger.position(); }
  // `counter` lies outside, so that it is not restored with the rest.
  Restored restored(std::optional<std::uint64_t> counter) const;

  void carry_out(const PersistAct& effect);
  void carry_out(const PersistHanded& effect);
  void carry_out(const PersistProposal& effect);
  void carry_out(const PersistNoProposal& effect);
  void carry_out(const PersistCosigned& effect);
  void carry_out(const PersistCommit& effect);
  void carry_out(const PersistCheckpoint& effect);
  void carry_out(const PersistDropped& effect);
  void carry_out(const PersistEvidence& effect);

 private:
  void set_cosigned(const exchange::Cosigned& next);
  void follow(const PersistCommit& effect);
};

}  // namespace kuboluk::core::test
