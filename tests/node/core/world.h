// Five nodes, a network, disks and a clock in one thread, all from one seed: the deterministic
// loop. Time is virtual; messages take a few milliseconds, may be lost, doubled, reordered; nodes
// crash between any two effects; some members may be puppets that lie.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "node/core/node.h"
#include "tests/node/core/disk.h"
#include "tests/node/core/institutions.h"
#include "tests/node/core/laws.h"

namespace kuboluk::core::test {

// A member that is not a core::Node: a liar. It gets what a node would get, and says what it likes.
class Puppet {
 public:
  virtual ~Puppet() = default;
  virtual std::vector<Send> receive(const std::string& from, const exchange::Message& message,
                                    domain::Instant now) = 0;
  virtual std::vector<Send> tick(domain::Instant now) = 0;
};

struct Weather {
  unsigned loss_percent = 0;
  unsigned double_percent = 0;
  std::int64_t delay_ms_max = 10;  // every message takes 1 .. this: more than one means reordering
};

// Where a crash hit, counted over the life of a world.
struct CrashCount {
  int between_persist_and_sign = 0;
  int between_sign_and_send = 0;
  int elsewhere = 0;
};

class World {
 public:
  explicit World(const Institutions& institutions, std::uint64_t seed = 1);
  ~World();

  Weather weather;
  domain::Instant now;

  // Starts every member that has no puppet and is not up.
  void start_all();
  void start(const std::string& id);
  void crash(const std::string& id);
  bool is_up(const std::string& id) const;
  void set_puppet(const std::string& id, std::unique_ptr<Puppet> puppet);
  // The seat is empty then: an honest node can be started on the disk that was there before.
  void remove_puppet(const std::string& id);
  // Restores a copy made before; the counter outside the store stays. The node must be down.
  Disk copy_of(const std::string& id) const;
  void restore(const std::string& id, Disk disk);
  void lose_counter(const std::string& id);
  std::optional<std::uint64_t> counter_of(const std::string& id) const;
  void set_counter(const std::string& id, std::optional<std::uint64_t> counter);
  // Members whose program differs from the others': called for every node that starts from now on.
  std::function<void(Setup&)> alter_setup;
  void set_clock_error(const std::string& id, std::int64_t ms);

  // Cuts both directions between two members, or one.
  void cut(const std::string& a, const std::string& b);
  void cut_one_way(const std::string& from, const std::string& to);
  void heal();
  // The groups cannot hear each other.
  void split(const std::vector<std::vector<std::string>>& groups);

  // Percentage of effect boundaries at which the node crashes (it starts again after `down_ms`).
  void crash_often(unsigned per_mille, std::int64_t down_ms);
  void crash_never() { crash_per_mille_ = 0; }
  const CrashCount& crashes() const { return crash_count_; }

  // Submits at a member; gives the ticket.
  std::uint64_t submit(const std::string& at, const exchange::Submission& submission);
  // All answers to a ticket so far.
  std::vector<Answer> answers(std::uint64_t ticket) const;
  std::optional<Accepted> accepted(std::uint64_t ticket) const;
  std::optional<Error> rejected(std::uint64_t ticket) const;
  bool has_receipt(std::uint64_t ticket) const;

  // Lets virtual time pass.
  void run(std::int64_t ms);
  // Until it holds or the time is up.
  bool run_until(const std::function<bool()>& holds, std::int64_t ms_max);
  // Until that many more messages were delivered, or the time is up.
  void run_messages(std::uint64_t count, std::int64_t ms_max);
  // All running honest nodes have the same committed position, nothing is proposed or pending.
  bool quiet() const;
  // Indexes of an event in the committed log of a member; empty: it is not there.
  std::vector<std::uint64_t> indexes_of(const std::string& id, const Hash& event) const;

  // Everything that honest nodes have signed, oldest first.
  struct Signature {
    std::string by;
    Sign request;
    std::string note;
  };
  const std::vector<Signature>& signatures() const { return signatures_; }

  const Disk& disk(const std::string& id) const;
  NodeStatus status(const std::string& id) const;
  std::vector<std::string> honest() const;
  // Notices of a member, oldest first.
  const std::vector<Notice>& notices(const std::string& id) const;
  // Breaches of the laws so far; with law 5 checked now for everybody.
  std::vector<std::string> breaches();
  const Laws& laws() const { return laws_; }
  std::uint64_t steps() const { return steps_; }
  std::uint64_t delivered() const { return delivered_; }
  // Receipts given and not yet kept: event not in the log and no rejection stored (law 8).
  std::vector<std::string> broken_promises() const;
  // SHA-256 over all that happened: equal seeds give equal traces.
  Hash trace() const { return trace_; }

  // For puppets and tests: puts a message into the network as if `from` had sent it.
  void inject(const std::string& from, const std::vector<Send>& sends);

 private:
  struct Seat;
  struct Packet;

  Seat& seat(const std::string& id);
  const Seat& seat(const std::string& id) const;
  std::optional<std::int64_t> next_event() const;
  void pass_time(std::int64_t until_ms);
  void tick(Seat& seat);
  void deliver(Packet packet);
  void feed(Seat& seat, Input input);
  // False: the node has crashed on the way.
  bool carry_out(Seat& seat, const Effects& effects, std::vector<Input>& next);
  void count_crash(const Effects& effects, std::size_t at);
  bool is_cut(const std::string& from, const std::string& to) const;
  void update_links();
  void note(const std::string& words);
  bool chance(std::uint64_t of, std::uint64_t in);

  const Institutions& institutions_;
  std::mt19937_64 random_;
  Laws laws_;
  std::map<std::string, std::unique_ptr<Seat>> seats_;
  std::multimap<std::int64_t, Packet> network_;
  std::set<std::pair<std::string, std::string>> cuts_;
  std::map<std::uint64_t, std::vector<Answer>> answers_;
  std::vector<std::pair<std::string, Hash>> promised_;  // by whom, event
  std::uint64_t next_ticket_ = 1;
  std::uint64_t steps_ = 0;
  std::uint64_t delivered_ = 0;
  std::uint64_t pause_at_ = UINT64_MAX;  // messages delivered
  std::vector<Signature> signatures_;
  unsigned crash_per_mille_ = 0;
  std::int64_t crash_down_ms_ = 0;
  CrashCount crash_count_;
  Hash trace_{};
};

}  // namespace kuboluk::core::test
