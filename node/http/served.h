// What every read resource needs: a snapshot and the checkpoint that it may be shown under. Not for
// other boxes.
#pragma once

#include <memory>
#include <string>
#include <variant>

#include "ledger/log/checkpoint.h"
#include "node/gate.h"
#include "node/http/kept.h"
#include "node/http/response.h"

namespace kuboluk::node::http {

struct Served {
  std::unique_ptr<store::Snapshot> snapshot;
  batch::Position position;
  std::string note;  // the newest committed checkpoint
  log::Checkpoint checkpoint;
  // While a node catches up it has stored more than it holds a quorum for: then there is nothing
  // that a proof could end in.
  bool current() const { return position.size == checkpoint.size; }
};

// 503 if the store cannot answer or nothing is committed yet.
std::variant<Served, Response> open_served(const Gate& gate);
// As above, and 503 while the node catches up.
std::variant<Served, Response> open_current(const Gate& gate);

// What an answer from this state holds for (kept.h).
Moment moment_of(const Served& from, std::uint64_t now_s);
// About what a kept answer takes.
std::size_t bytes_kept(const Response& response);

// Seconds since 1970 by this machine's clock.
std::uint64_t clock_s();

}  // namespace kuboluk::node::http
