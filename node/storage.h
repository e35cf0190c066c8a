// Everything that a node keeps on disk, behind one lock: the ledger and the counter beside it.
#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <span>

#include "crypto/result.h"
#include "ledger/store/store.h"
#include "node/core/step.h"
#include "node/counter.h"

namespace kuboluk::node {

// True if a driver must see it durable before the next effect is begun (core/step.h).
bool is_persisting(const core::Effect& effect);

// Resource type. Snapshots may be asked for by any thread; all else is for the storage thread. A
// snapshot waits while a transaction is being written.
class Storage {
 public:
  // `counter`: nothing for a node that signs no trees.
  Storage(std::unique_ptr<store::Store> store, std::optional<Counter> counter);

  // One after the other, each durable before the next; stops at the first that fails. After an
  // error nothing is written and no snapshot given until reopen(): what holds has to be found out.
  // Only persisting effects (checked). Errors: those of the store, X.FILE of the counter.
  Result<void> carry_out(std::span<const core::Effect> effects);

  // Errors: STORE, also from an error of carry_out() until reopen() has succeeded.
  Result<std::unique_ptr<store::Snapshot>> snapshot() const;

  // Errors: those of Store::reopen(); then it may be tried again.
  Result<store::Outcome> reopen();

  // What a node starts from, and the snapshot that it was read from.
  struct Start {
    core::Restored restored;
    std::unique_ptr<store::Snapshot> snapshot;
  };
  Result<Start> read_start() const;

 private:
  Result<void> persist(const core::Effect& effect);

  mutable std::mutex mutex_;
  std::unique_ptr<store::Store> store_;
  std::optional<Counter> counter_;
  bool stopped_ = false;  // by an error
};

}  // namespace kuboluk::node
