// What the public plane may ask of the node behind it, and nothing more: HTTP can neither reach the
// protocol nor block it.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "crypto/result.h"
#include "ledger/exchange/submission.h"
#include "ledger/store/snapshot.h"
#include "node/core/node.h"

namespace kuboluk::node {

// Called on the thread that owns the node's state: at most once with core::Receipted, then exactly
// once with core::Accepted, Error or core::Busy (Error of rule STORE: the node had to start again;
// the submission may be in, ask again).
using OnAnswer = std::function<void(core::Answer)>;

class Gate {
 public:
  virtual ~Gate() = default;
  // Only on the thread that owns the node's state. Returns the ticket.
  virtual std::uint64_t submit(exchange::Submission submission, OnAnswer on_answer) = 0;
  // Nobody waits for that ticket any more (the client has gone); its act goes on.
  virtual void forget(std::uint64_t ticket) = 0;
  virtual core::NodeStatus status() const = 0;
  // Any thread: committed data only. Error: STORE, also while the store is being reopened.
  virtual Result<std::unique_ptr<store::Snapshot>> snapshot() const = 0;
  virtual const core::Setup& setup() const = 0;
};

}  // namespace kuboluk::node
