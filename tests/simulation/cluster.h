// Carries out a plan: five members, their network, disks and clocks, in one thread and in virtual
// time. First the plan's faults (safety), then everything is healed and it must go on (liveness).
#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "tests/simulation/acts.h"
#include "tests/simulation/breach.h"
#include "tests/simulation/laws.h"
#include "tests/simulation/lies.h"
#include "tests/simulation/measure.h"
#include "tests/simulation/network.h"
#include "tests/simulation/plan.h"
#include "tests/simulation/promises.h"
#include "tests/simulation/seat.h"

namespace kuboluk::simulation {

struct Outcome {
  std::optional<Breach> breach;
  Hash trace{};  // SHA-256 over everything that happened: equal plans, equal traces
  Measure measure;
  std::vector<std::string> story;  // only if it was asked for
};

class Cluster final : public Watcher {
 public:
  Cluster(const core::test::Institutions& institutions, const Plan& plan, bool tells);
  ~Cluster() override;
  Outcome run();

 private:
  struct Place;
  struct Ticket;

  // Time
  void pass_until(std::int64_t until_ms);
  bool next_event(std::int64_t until_ms);
  void tick(Place& place);
  void wake(Place& place);
  void deliver();
  void count_storm(const exchange::Message& message);
  void settle();
  void settle_link(Place& place, Place& other);

  // Actions
  void act(const Action& action);
  void act_on_network(const Action& action);
  void act_on_disk(const Action& action, Place& place);
  void act_on_member(const Action& action, Place& place);
  void restore(Place& place, const Action& action);
  void set_liar(Place& place, const std::string& lies);
  void set_honest(Place& place);
  void submit_at(Place& place);
  void lie_as_author(const std::string& lie);
  void hand_in(Place& place, const std::string& bytes, const std::string& words);
  void down(Place& place, bool power, std::int64_t ms, const std::string& how);

  // Liveness
  void heal();
  bool is_alive(const Hash& act);
  void live();
  std::string why_not(const Hash& act);
  bool quorum_is_lost() const;
  void inspect_all();
  void sum_up();

  // Watcher
  bool dies_at(Seat& seat, Boundary next, bool after_sign) override;
  void will_persist(Seat& seat, const core::Effect& effect) override;
  void persisted(Seat& seat, const core::Effect& effect) override;
  void not_persisted(Seat& seat, const core::Effect& effect, const Error& error) override;
  void has_signed(Seat& seat, const core::Sign& request, const std::string& note) override;
  void sends(Seat& seat, const core::Send& send) override;
  void answers(Seat& seat, const core::Answer& answer) override;
  void notices(Seat& seat, const core::Notice& notice) override;
  void starts(Seat& seat, const core::Restored& restored, const store::Snapshot& snapshot) override;
  void replaces_disk(Seat& seat) override;
  void fails(Seat& seat, const Error& error) override;

  Place& place_of(const std::string& id);
  void from_liar(Place& place, const std::vector<core::Send>& sends);
  void fly(std::size_t from, const core::Send& send);
  void tell(const std::string& words);   // story and trace
  void trace(const std::string& words);  // trace alone
  void tell_refusal(const Seat& seat, const core::Sign& request);
  bool broken() const { return laws_.breach().has_value(); }
  domain::Instant true_time() const;

  const core::test::Institutions& institutions_;
  Plan plan_;
  bool tells_;
  std::int64_t now_ms_ = 0;
  std::int64_t pace_ms_ = 200;
  std::int64_t leapt_ms_ = 0;
  Network network_;
  Laws laws_;
  Promises promises_;
  ActSource source_;
  std::mt19937_64 random_;
  std::vector<std::unique_ptr<Place>> places_;
  std::map<std::uint64_t, Ticket> tickets_;
  std::uint64_t next_ticket_ = 1;
  std::size_t next_action_ = 0;
  std::uint64_t told_commits_ = 0;
  std::int64_t window_ends_ = 0;               // of counting messages
  std::array<std::uint64_t, 11> in_window_{};  // by kind
  // An honest node has kept evidence that the log key signed two histories. A sequencer goes on
  // from the longest tree that any member holds, else a handover decides (DESIGN.md 5, "Start").
  bool fork_proven_ = false;
  bool log_lied_ = false;  // somebody else than an honest node had the log key
  Measure measure_;
  std::vector<std::string> story_;
  Hash trace_{};
};

// Runs a plan from its beginning.
Outcome run_plan(const core::test::Institutions& institutions, const Plan& plan, bool tells);

}  // namespace kuboluk::simulation
