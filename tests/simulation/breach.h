// A law that was broken: ends a run.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace kuboluk::simulation {

// Laws 1 to 8 are those of node/core/node.h (DESIGN.md 5); the others are of the simulation.
enum class Law {
  kProcess = 0,      // the process ended: a failed check, a crash
  kCommitted = 1,    // only with a quorum that has it durably
  kOneRoot = 2,      // no key signs two roots of one size, nor a smaller one later
  kOrder = 3,        // persisted >= signed >= published
  kRoot = 4,         // every published root is that of the committed prefix
  kFold = 5,         // stored state == fold(log)
  kReader = 6,       // proofs give the reader the verdict of the facts, and nothing else
  kSameVerdict = 7,  // all honest nodes judge alike and have one history
  kPromise = 8,      // acknowledged: in the log once, or a stored rejection that holds
  kQuorums = 9,      // never two trees with a quorum each that do not fit together
  kLiveness = 10,    // once all is healed it goes on
  kRecovery = 11,    // a node starts from a disk that is sound
  kTime = 12,        // no cosigner binds itself to a known time that is ahead of its own clock
};

struct Breach {
  Law law = Law::kProcess;
  std::string words;
  std::int64_t at_ms = 0;
  std::string node;  // empty: the cluster
};

}  // namespace kuboluk::simulation
