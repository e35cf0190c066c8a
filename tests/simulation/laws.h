// The laws of DESIGN.md 5 over a whole cluster, checked at every step, each by its own checker with
// its own words. Only the first breach is kept: a run ends there.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "tests/simulation/ballots.h"
#include "tests/simulation/breach.h"
#include "tests/simulation/history.h"
#include "tests/simulation/kept.h"
#include "tests/simulation/seat.h"

namespace kuboluk::simulation {

class Laws {
 public:
  Laws(const core::test::Institutions& institutions, std::size_t members);

  std::int64_t now_ms = 0;
  const std::optional<Breach>& breach() const { return breach_; }
  void broken(Law law, const std::string& node, const std::string& words);
  const History& history() const { return history_; }
  const Ballots& ballots() const { return ballots_; }
  const Kept& kept(const Seat& seat) const { return members_[seat.place].kept; }

  // Who is not honest, or has lost what an honest node never loses: counts among the f.
  void set_liar(std::size_t place, bool lies);
  void lost_memory(std::size_t place);
  // Its counter was put back together with its disk: only its peers can warn it.
  void distrust(std::size_t place);
  bool is_trusted(std::size_t place) const;
  // Whoever put the disk in knows what is on it.
  void other_disk(std::size_t place) { members_[place].adopt = true; }
  // Of a member's disk, to be put back later.
  std::uint64_t cosigned_size(std::size_t place) const;

  void starts(Seat& seat, const core::Restored& restored, const store::Snapshot& snapshot);
  void persisted(Seat& seat, const core::Effect& effect);
  void not_persisted(Seat& seat, const core::Effect& effect);
  void has_signed(Seat& seat, const core::Sign& request);
  void sends(Seat& seat, const core::Send& send);
  void liar_sends(const exchange::Message& message) {
    ballots_.shown(message);
    check_quorums();
  }
  // A draft has reached a node; its verdict is compared with the others'.
  void gets_draft(const Seat& seat, const exchange::Draft& draft);
  // A message of the sequencer has come to somebody, honest or not: what it shows can be told
  // later.
  void reaches(const exchange::Message& message);
  // An answer that says: committed.
  void says_committed(const Seat& seat, const core::Accepted& accepted);
  // A refusal of a submission, by a node that stands at `size` with that clock (law 7).
  void refuses(const Seat& seat, std::span<const domain::SignedEvent> events, domain::Instant known,
               const Error& refusal);
  // Law 5 at the end: everything stored, and what scrub() says. The node must be down.
  void inspect(Seat& seat);

 private:
  struct Member {
    Kept kept;
    std::optional<core::Effect> doubt;  // a write that failed: it may have taken place
    bool lies = false;
    bool forgot = false;      // its disk was lost or put back
    bool unsure = false;      // ... and its log key has signed nothing since
    bool distrusted = false;  // law 2 cannot be asked of it any more
    bool adopt = true;
    bool behind_key = false;  // its disk does not know what its key has signed
    std::map<std::uint64_t, Hash> roots;
    std::uint64_t largest = 0;
  };

  void knows_its_key(const Seat& seat, const core::Restored& restored);
  void forgets_what_nobody_heard(const Seat& seat, const core::Restored& restored);
  void heard(const std::string& note);
  void is_timely(const Seat& seat, const core::PersistProposal& effect);
  void committed(Seat& seat, const core::PersistCommit& effect);
  bool joins_history(const Seat& seat, const core::PersistCommit& effect);
  bool has_quorum_note(const Seat& seat, const core::PersistCommit& effect);
  bool has_ballots(std::uint64_t size) const;
  bool is_held(const batch::Position& position) const;
  void is_the_model(Seat& seat, const batch::Position& position);
  void signs_tree(Seat& seat, const log::Checkpoint& tree, bool by_log);
  void is_durable(Seat& seat, const log::Checkpoint& tree, bool by_log);
  void signs_rejection(Seat& seat, const core::SignRejection& request);
  void says_verdict(const Seat& seat, const exchange::Verdict& verdict);
  void shows_own(const Seat& seat, const exchange::Message& message);
  void check_quorums();
  void compare_all(Seat& seat, const store::Snapshot& snapshot);

  const core::test::Institutions& institutions_;
  History history_;
  Ballots ballots_;
  std::vector<Member> members_;
  std::optional<Breach> breach_;
  std::set<std::string> quorum_notes_;
  std::set<Ballots::Tree> heard_;  // of the log key, by somebody else than the sequencer
  std::uint64_t held_size_ = 0;    // up to here law 1 was shown
  std::map<std::pair<std::size_t, std::uint64_t>, Hash> drafts_;  // receiver, round: what was in it
  std::map<Hash, std::pair<std::string, std::string>> judged_;    // draft: verdict, by whom
};

}  // namespace kuboluk::simulation
