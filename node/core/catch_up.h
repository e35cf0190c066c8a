// Committed batches from peers, by the same function that executes live ones: proof first, then
// data (RELIABILITY T10).
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "ledger/exchange/message.h"
#include "node/core/pending.h"

namespace kuboluk::core {

// Entry bytes of one answer: bounds the memory of both sides.
inline constexpr std::size_t kBatchesBytes = 2'000'000;

class CatchUp {
 public:
  // What a peer claims to have committed, with a checkpoint that a quorum has cosigned.
  void hear(const std::string& peer, std::uint64_t committed);
  void forget(const std::string& peer);
  std::uint64_t furthest() const;
  std::uint64_t claim_of(const std::string& peer) const;

  // Whom to ask next, if this node is behind and no question is open or the last one is too old.
  // Every time another peer, so that a useless one costs only time.
  std::optional<std::string> whom_to_ask(std::uint64_t committed, domain::Instant now);
  // An answer came, good or bad: another question may follow at once.
  void answered(const std::string& peer, bool useful);

 private:
  std::map<std::string, std::uint64_t> claims_;
  std::string asked_;
  std::optional<domain::Instant> asked_at_;
};

// The answer to AskBatches; nothing if this node has not what was asked, or no checkpoint of its
// position yet. Errors: damage only.
Result<std::optional<exchange::Batches>> batches_from(const Setup& setup,
                                                      const batch::LedgerReader& committed,
                                                      const batch::Position& position,
                                                      const std::string& checkpoint,
                                                      std::uint64_t from);

struct Caught {
  std::vector<batch::Change> changes;
  std::string checkpoint;  // set if they reach the checkpoint's size
};
// Checks and executes an answer on the committed state. Errors: what is wrong with it; damage.
Result<Caught> check_batches(const Setup& setup, const batch::LedgerReader& committed,
                             const batch::Position& position, const exchange::Batches& batches,
                             domain::Instant now, std::uint64_t& signatures_checked);

}  // namespace kuboluk::core
