#include "node/storage.h"

#include <utility>
#include <variant>

#include "crypto/check.h"
#include "crypto/sha256.h"
#include "ledger/domain/view.h"

namespace kuboluk::node {
namespace {

struct Persist {
  store::Store& store;
  std::optional<Counter>& counter;

  Result<void> operator()(const core::PersistAct& effect) const {
    return store.put_act(effect.act);
  }
  Result<void> operator()(const core::PersistHanded& effect) const {
    return store.put_handed(effect.acts, effect.at);
  }
  Result<void> operator()(const core::PersistProposal& effect) const {
    return store.put_proposal(effect.proposal, effect.cosigned);
  }
  Result<void> operator()(const core::PersistNoProposal&) const { return store.drop_proposal(); }
  Result<void> operator()(const core::PersistCosigned& effect) const {
    return store.put_cosigned(effect.cosigned);
  }
  Result<void> operator()(const core::PersistCommit& effect) const {
    return store.commit(effect.changes, effect.checkpoint, effect.done);
  }
  Result<void> operator()(const core::PersistCheckpoint& effect) const {
    return store.put_checkpoint(effect.note);
  }
  Result<void> operator()(const core::PersistDropped& effect) const {
    return store.drop_acts(effect.acts, effect.rejected);
  }
  Result<void> operator()(const core::PersistEvidence& effect) const {
    return store.put_evidence(effect.text);
  }
  Result<void> operator()(const core::RaiseCounter& effect) const {
    KUBOLUK_CHECK(counter.has_value());  // a node without signing keys signs no tree
    return counter->raise(effect.size);
  }
  // Not for the disk. Named one by one: an effect that somebody adds does not compile until its
  // place is known.
  Result<void> operator()(const core::Sign&) const { return not_here(); }
  Result<void> operator()(const core::Send&) const { return not_here(); }
  Result<void> operator()(const core::Answer&) const { return not_here(); }
  Result<void> operator()(const core::Notice&) const { return not_here(); }
  Result<void> operator()(const core::Again&) const { return not_here(); }
  static Result<void> not_here() {
    KUBOLUK_CHECK(false);
    return {};
  }
};

}  // namespace

bool is_persisting(const core::Effect& effect) {
  const bool carried_elsewhere =
      std::holds_alternative<core::Sign>(effect) || std::holds_alternative<core::Send>(effect) ||
      std::holds_alternative<core::Answer>(effect) ||
      std::holds_alternative<core::Notice>(effect) || std::holds_alternative<core::Again>(effect);
  return !carried_elsewhere;
}

Storage::Storage(std::unique_ptr<store::Store> store, std::optional<Counter> counter)
    : store_(std::move(store)), counter_(std::move(counter)) {
  KUBOLUK_CHECK(store_ != nullptr);
}

Result<void> Storage::carry_out(std::span<const core::Effect> effects) {
  const std::lock_guard lock(mutex_);
  KUBOLUK_CHECK(!stopped_);
  for (const core::Effect& effect : effects) {
    auto done = persist(effect);
    if (done) continue;
    stopped_ = true;
    return done;
  }
  return {};
}

Result<void> Storage::persist(const core::Effect& effect) {
  return std::visit(Persist{*store_, counter_}, effect);
}

Result<std::unique_ptr<store::Snapshot>> Storage::snapshot() const {
  const std::lock_guard lock(mutex_);
  if (stopped_) {
    return Error{std::string(domain::kDamageRule), "ledger",
                 "a write has failed, the ledger is being opened again"};
  }
  return store_->snapshot();
}

Result<store::Outcome> Storage::reopen() {
  const std::lock_guard lock(mutex_);
  stopped_ = true;  // no new snapshot meanwhile, also if it was only the state that was in doubt
  auto outcome = store_->reopen();
  if (outcome) stopped_ = false;
  return outcome;
}

Result<Storage::Start> Storage::read_start() const {
  auto snapshot = this->snapshot();
  if (!snapshot) return snapshot.error();
  Start start;
  auto checkpoint = (*snapshot)->checkpoint();
  if (!checkpoint) return checkpoint.error();
  start.restored.checkpoint = checkpoint->value_or("");
  auto proposal = (*snapshot)->proposal();
  if (!proposal) return proposal.error();
  start.restored.proposal = std::move(*proposal);
  auto cosigned = (*snapshot)->cosigned();
  if (!cosigned) return cosigned.error();
  start.restored.cosigned = *cosigned;
  auto acts = (*snapshot)->acts();
  if (!acts) return acts.error();
  start.restored.acts = std::move(*acts);
  const auto evidence = (*snapshot)->evidence();
  if (!evidence) return evidence.error();
  for (const std::string& text : *evidence)
    start.restored.forks.push_back(crypto::sha256(bytes_of(text)));
  if (counter_) start.restored.counter = counter_->size();
  start.snapshot = std::move(*snapshot);
  return start;
}

}  // namespace kuboluk::node
