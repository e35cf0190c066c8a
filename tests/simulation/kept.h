// What a node was told is durable, written down by the simulator beside it: a naive second store.
// After every start the node must find exactly this, whatever happened in between (law 3).
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>

#include "ledger/store/snapshot.h"
#include "node/core/step.h"

namespace kuboluk::simulation {

struct Kept {
  std::uint64_t size = 0;  // committed
  Hash root{};
  std::string checkpoint;
  std::optional<exchange::Proposal> proposal;
  std::optional<exchange::Cosigned> cosigned;
  std::map<Hash, bool> acts;  // submission, promised
  std::set<Hash> rejected;    // events
  std::optional<std::uint64_t> counter;

  void apply(const core::Effect& effect);
  // What is different, in words; empty: nothing.
  std::string difference(const core::Restored& restored, const store::Snapshot& snapshot) const;
  // Forgets what it had: somebody has put another disk in, or taken the counter. Of the rejections,
  // those that are not on this disk.
  void adopt(const core::Restored& restored, const store::Snapshot& snapshot);

 private:
  void commit(const core::PersistCommit& effect);
};

}  // namespace kuboluk::simulation
