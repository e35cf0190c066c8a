// Two histories by one log key: compares every log-signed checkpoint that comes by with what this
// node holds, and makes the evidence that anyone can check (exchange/fork_evidence.h).
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "ledger/log/checkpoint.h"
#include "node/core/pending.h"

namespace kuboluk::core {

// What the node holds.
struct Held {
  const Setup& setup;
  const batch::LedgerReader& committed;
  const batch::Position& position;
  const std::string& checkpoint;  // committed note; may be empty
  const Pending& pending;
};

// A checkpoint that somebody shows, its log signature verified, with the entries that lead to it
// from `from` if they came along (else empty).
struct Shown {
  const log::Checkpoint& checkpoint;
  const std::string& note;
  std::uint64_t from = 0;
  std::span<const std::string> entries;
};

// The evidence's text if the two cannot be one log; nothing if they can, or if it cannot be told
// from what is at hand. Errors: damage only.
Result<std::optional<std::string>> fork_between(const Held& held, const Shown& shown);

}  // namespace kuboluk::core
