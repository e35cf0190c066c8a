// Offers every newly committed checkpoint of this ledger to the external witnesses, and keeps what
// they cosign. On a thread of its own: nothing here can delay the node, and the node waits for
// none of it.
//
// Of each witness: one request at a time, of the newest checkpoint only, under a deadline; after a
// failure a pause that doubles up to a cap.
#pragma once

#include <boost/asio/io_context.hpp>
#include <chrono>
#include <functional>
#include <memory>
#include <thread>
#include <vector>

#include "ledger/store/snapshot.h"
#include "node/config.h"
#include "node/journal.h"
#include "node/witness/external_cosignatures.h"

namespace kuboluk::node::witness {

struct OfferLimits {
  // How often a new checkpoint is looked for.
  std::chrono::milliseconds look{1'000};
  // Whole request: a witness that does not answer.
  std::chrono::milliseconds deadline{10'000};
  // Between two tries after failures: a witness that is away, or that refuses, is left in peace.
  std::chrono::milliseconds pause_min{1'000};
  std::chrono::milliseconds pause_max{300'000};
  // How old a cosignature may become before the same checkpoint is offered again, so that it shows
  // that the log still stands there.
  std::chrono::seconds fresh{3'600};
  // Requests for one checkpoint: a witness that names another size each time.
  unsigned tries_max = 3;
};

// What it needs of the node; called on its own thread, so each may be called from any.
struct OfferedBy {
  std::function<Result<std::unique_ptr<store::Snapshot>>()> snapshot;
  std::function<std::uint64_t()> clock;  // POSIX seconds
  Journal journal;
};

// Resource type: a thread between start() and stop().
class Offers {
 public:
  Offers(const std::vector<ExternalWitness>& witnesses,
         std::shared_ptr<ExternalCosignatures> cosignatures, OfferedBy node,
         const OfferLimits& limits = OfferLimits());
  ~Offers();  // as stop()
  Offers(const Offers&) = delete;
  Offers& operator=(const Offers&) = delete;

  void start();  // once; without witnesses nothing happens
  void stop();   // a request that is under way is dropped

 private:
  class Offerer;

  OfferedBy node_;
  OfferLimits limits_;
  std::shared_ptr<ExternalCosignatures> cosignatures_;
  boost::asio::io_context io_{1};
  std::vector<std::unique_ptr<Offerer>> offerers_;
  std::thread thread_;
};

}  // namespace kuboluk::node::witness
