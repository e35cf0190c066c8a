// Runs core::Node on a real clock, disk and network: feeds inputs one by one, carries the effects
// of each out in their order, and starts the machine anew when a write has failed (contract:
// core/step.h).
//
// Laws:
//   (1) an effect is begun only when all effects before it are done, persisting ones durable;
//   (2) no input is fed while effects of the one before are not done; what was signed is fed first;
//   (3) after a failed write nothing of that list is carried out any more, and every open ticket is
//       answered;
//   (4) whatever comes in faster than it is worked off is bounded: links stop being read
//       (LinkLimits), submissions are answered Busy.
//
// Threads: the io thread owns everything here; the storage thread runs one job at a time and
// touches Storage only.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/thread_pool.hpp>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "node/core/node.h"
#include "node/gate.h"
#include "node/journal.h"
#include "node/keys.h"
#include "node/peer_session.h"
#include "node/storage.h"

namespace kuboluk::node {

struct DriverLimits {
  // Submissions that wait for their step, and their bytes; more are answered Busy: a flood of
  // submissions must not fill the memory or delay the protocol for long.
  std::size_t submits_max = 128;
  std::size_t submit_bytes_max = std::size_t{80} << 20;
  // Submissions whose final answer somebody waits for.
  std::size_t tickets_max = 4096;
  std::int64_t busy_ms = 1000;
  // Starts after failed writes that follow one another; then the program gives up and says so. The
  // waits between them double up to `restart_wait_max`: a disk that is full or away for a moment
  // gets half a minute.
  std::uint32_t restarts_max = 8;
  std::chrono::milliseconds restart_wait{200};
  std::chrono::milliseconds restart_wait_max{10'000};
  // A failure that long after the last one is a new one.
  std::chrono::milliseconds restarts_forgotten{300'000};
  std::chrono::milliseconds tick{200};
};

// What the driver needs from outside. Called on the io thread; not after stop().
struct Outside {
  std::function<domain::Instant()> clock;
  std::function<void(const std::vector<std::string>& to, const exchange::Message&)> send;
  std::function<std::vector<std::string>()> linked;     // members whose link is up
  std::function<void(const std::string& why)> give_up;  // the disk cannot be brought back
  Journal journal;
};

// Resource type. `storage` and `signer` outlive it. After stop() the io_context must run out of
// work before it is destroyed.
class Driver final : public Gate {
 public:
  Driver(boost::asio::io_context& io, core::Setup setup, Storage& storage, const Signer& signer,
         Outside outside, const DriverLimits& limits = DriverLimits());
  ~Driver() override;
  Driver(const Driver&) = delete;
  Driver& operator=(const Driver&) = delete;

  // Reads the stored state and begins, before the io_context runs. Errors: damage.
  Result<void> start();
  void link_up(const std::string& peer);
  void link_down(const std::string& peer);
  void received(Arrived arrived);
  // Begins nothing new; a write that is under way is finished. Open tickets are answered Busy.
  void stop();

  // Gate
  std::uint64_t submit(exchange::Submission submission, OnAnswer on_answer) override;
  void forget(std::uint64_t ticket) override;
  core::NodeStatus status() const override;
  Result<std::unique_ptr<store::Snapshot>> snapshot() const override;
  const core::Setup& setup() const override { return setup_; }

 private:
  struct Waiting {
    core::Input input;
    std::shared_ptr<void> credit;  // of the link that it came over
    std::size_t submission_bytes = 0;
  };
  struct Job;  // for the storage thread
  struct Restart;

  Result<void> begin(Storage::Start start);
  void tick();
  void feed(core::Input input, std::shared_ptr<void> credit);
  void schedule();
  void take_next();
  std::optional<Waiting> next_input();
  void carry_on();
  void store_next();
  void stored(Job& job);
  void list_done();
  void carry_out(core::Effect effect);
  void answer(core::Answer answer);
  void answer_all(const std::variant<core::Receipted, core::Accepted, Error, core::Busy>& outcome);
  void fail(const Error& error);
  void restart();
  void restarted(Restart& restart);

  boost::asio::io_context& io_;
  core::Setup setup_;
  Storage& storage_;
  const Signer& signer_;
  Outside outside_;
  DriverLimits limits_;
  boost::asio::thread_pool storage_thread_{1};
  boost::asio::steady_timer ticker_;
  boost::asio::steady_timer restart_timer_;

  std::unique_ptr<core::Node> node_;           // empty while it is being made anew
  std::unique_ptr<store::Snapshot> snapshot_;  // the newest state; empty as node_
  std::deque<Waiting> inputs_;
  std::deque<core::Signed> signed_;  // go first
  bool again_ = false;               // then a Tick, as the machine has asked
  std::size_t submits_ = 0;          // in inputs_
  std::size_t submit_bytes_ = 0;
  core::Effects effects_;         // of the step that is being carried out
  std::size_t done_ = 0;          // of them
  std::shared_ptr<void> credit_;  // of its input
  bool busy_ = false;             // effects_ are being carried out
  bool scheduled_ = false;
  bool tick_waits_ = false;  // a Tick is among inputs_
  bool stopped_ = false;
  std::map<std::uint64_t, OnAnswer> tickets_;
  std::uint64_t next_ticket_ = 1;
  std::uint32_t restarts_ = 0;
  std::chrono::steady_clock::time_point failed_at_;
};

}  // namespace kuboluk::node
