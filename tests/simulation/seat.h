// One honest member's place: a core::Node on node::Storage on a simulated disk, driven as
// node/driver.h drives it (its laws 1 to 3), but in one thread and without waiting. Also what
// people do around it: start the program again, put an empty disk in the place of a damaged one.
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>

#include "node/core/node.h"
#include "node/storage.h"
#include "tests/node/core/institutions.h"
#include "tests/simulation/sim_disk.h"

namespace kuboluk::simulation {

// Keys of one institution, made once.
class Keys {
 public:
  Keys(const core::test::Institutions& institutions, const std::string& who);
  std::string sign(const core::Sign& request) const;
  const crypto::VerifierKey& node_key() const { return node_.key; }
  const crypto::VerifierKey& tree_key() const { return tree_.key; }

 private:
  struct Pair {
    crypto::SecretKey secret;
    crypto::VerifierKey key;
  };
  Pair node_;
  Pair tree_;  // log key of the sequencer, cosigner key of the others
};

// The moments of a step at which a node can die, by what would come next.
enum class Boundary { kPersist, kSign, kSend, kOther, kEnd };

class Seat;

// Sees everything that a seat does, at the moment when it has been done.
class Watcher {
 public:
  virtual ~Watcher() = default;
  // True: it dies here. `after_sign`: something was signed in this step already.
  virtual bool dies_at(Seat& seat, Boundary next, bool after_sign) = 0;
  virtual void will_persist(Seat& seat, const core::Effect& effect) = 0;
  virtual void persisted(Seat& seat, const core::Effect& effect) = 0;
  virtual void not_persisted(Seat& seat, const core::Effect& effect, const Error& error) = 0;
  virtual void has_signed(Seat& seat, const core::Sign& request, const std::string& note) = 0;
  virtual void sends(Seat& seat, const core::Send& send) = 0;
  virtual void answers(Seat& seat, const core::Answer& answer) = 0;
  virtual void notices(Seat& seat, const core::Notice& notice) = 0;
  // The node is about to start from that.
  virtual void starts(Seat& seat, const core::Restored& restored,
                      const store::Snapshot& snapshot) = 0;
  // The operator puts an empty disk in the place of a damaged one.
  virtual void replaces_disk(Seat& seat) = 0;
  // After a failed write or damage: the machine is gone until it is opened again.
  virtual void fails(Seat& seat, const Error& error) = 0;
};

class Seat {
 public:
  Seat(const core::test::Institutions& institutions, std::string id, std::size_t place,
       std::uint64_t seed, Watcher& watcher);
  ~Seat();

  const std::string id;
  const std::size_t place;
  std::int64_t clock_error = 0;
  std::uint64_t inputs = 0;  // fed to a step, but for ticks
  std::uint64_t ticks = 0;
  std::uint64_t life = 0;    // of the process: 1 after the first start
  std::uint64_t births = 0;  // of the machine: after every start and every opening again
  bool rotten = false;       // a bit of this disk has turned

  SimDisk& disk() { return *disk_; }
  const Keys& keys() const { return keys_; }
  const core::Setup& setup() const { return setup_; }
  // The process is there, perhaps opening its ledger again.
  bool is_running() const { return storage_ != nullptr; }
  // Runs, and is not being opened again.
  bool is_up() const { return node_ != nullptr; }
  core::NodeStatus status() const { return node_->status(); }
  const store::Snapshot& snapshot() const { return *snapshot_; }
  node::Storage& storage() { return *storage_; }
  // When something is to be done again: a start, an opening. Nothing: not by itself.
  std::optional<std::int64_t> wakes_at() const { return wakes_at_; }

  // The program is started; on failure it tries again by itself.
  void start(std::int64_t now_ms);
  void start_at(std::int64_t ms) { wakes_at_ = ms; }
  void stay_down() { wakes_at_.reset(); }
  // What wakes_at() was for.
  void wake(std::int64_t now_ms);
  void kill();
  void power_cut();
  // One input and all that follows from it at once.
  void feed(core::Input input, std::int64_t now_ms);
  // An empty disk; the program must be down (checked). The counter stays.
  void replace_disk();
  domain::Instant clock(std::int64_t now_ms) const;

 private:
  Result<void> open();
  Result<void> begin(std::int64_t now_ms);
  bool carry_out(const core::Effects& effects);
  bool do_one(const core::Effect& effect, bool last_of_group);
  bool persist(const core::Effect& effect, bool last_of_group);
  void fail(const Error& error);
  void give_up();

  const core::test::Institutions& institutions_;
  Watcher& watcher_;
  Keys keys_;
  core::Setup setup_;
  std::unique_ptr<SimDisk> disk_;
  std::unique_ptr<node::Storage> storage_;
  std::unique_ptr<core::Node> node_;
  std::unique_ptr<store::Snapshot> snapshot_;
  std::deque<core::Input> next_;
  bool again_ = false;
  std::uint32_t restarts_ = 0;
  std::uint32_t given_up_ = 0;
  std::int64_t failed_at_ = 0;
  std::int64_t now_ms_ = 0;
  std::optional<std::int64_t> wakes_at_;
};

}  // namespace kuboluk::simulation
