// Submissions that are not in the log yet, as one node knows them.
//
// Invariants: every entry is durable (PersistAct came before); no submission twice; an author's
// entries stay within his quota, unless a refusal handed them over.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "ledger/batch/change.h"
#include "ledger/exchange/durable.h"
#include "ledger/exchange/submission.h"
#include "node/core/setup.h"

namespace kuboluk::core {

// One author's submissions that may wait at a time, and their bytes: a mission that floods fills
// its own share and nobody else's. What is within the quota is owed; the largest act fits.
inline constexpr std::size_t kAuthorActsMax = 512;
inline constexpr std::size_t kAuthorBytesMax = 40'000'000;
// Of all authors together, so that many keys cannot fill a node either.
inline constexpr std::size_t kPoolActsMax = 8192;
inline constexpr std::size_t kPoolBytesMax = 400'000'000;

// Bundles of several authors' events share one quota: anybody can bundle others' signed events with
// his own, and must not fill their shares that way.
inline constexpr std::string_view kSeveralAuthors = "";

struct PooledAct {
  exchange::PendingAct durable;
  exchange::Submission submission;
  std::vector<std::uint64_t> tickets;  // clients of this node that wait for the outcome
  bool parked = false;                 // it lacked its predecessor when it came in
  bool shared = false;                 // the other members were told
  // A quorum could not be found for a draft with it: it sits out until then, and longer each time.
  domain::Instant aside_until;
  std::int64_t aside_ms = 0;

  // A clock that has stepped back since does not prolong it.
  bool sits_out(domain::Instant now) const {
    return aside_until > now && aside_until.ms - now.ms <= aside_ms;
  }
  // Whose share it takes: the author's, or kSeveralAuthors.
  std::string author() const;
};

class ActPool {
 public:
  const PooledAct* find(const Hash& id) const;
  PooledAct* find(const Hash& id);
  // Within the author's quota and the whole pool's.
  bool has_room(const exchange::Submission& submission) const;
  // Must not be there yet (checked). Beyond a quota only for what a refusal handed over.
  PooledAct& add(exchange::PendingAct durable, exchange::Submission submission);
  // Gives the entry out; it must be there (checked).
  PooledAct take(const Hash& id);

  // All entries in the order in which a sequencer should take them: authors in turn, each one's
  // oldest first; on a ledger of clock scenario by recorded_at before that. Valid until the next
  // change.
  std::vector<const PooledAct*> in_turn(domain::Clock clock) const;
  // Handed to the sequencer at or before `before`, oldest first.
  std::vector<const PooledAct*> handed_before(domain::Instant before) const;
  std::vector<Hash> not_handed() const;
  std::vector<Hash> ids() const;
  std::vector<Hash> with_event(const Hash& event) const;
  // Entries with an event that the changes hold.
  std::vector<Hash> touched_by(const std::vector<batch::Change>& changes) const;

  std::size_t size() const { return acts_.size(); }
  std::size_t bytes() const { return bytes_; }

 private:
  struct Share {
    std::size_t acts = 0;
    std::size_t bytes = 0;
  };
  std::map<Hash, PooledAct> acts_;
  std::map<std::string, Share> shares_;      // by author
  std::map<Hash, std::set<Hash>> by_event_;  // event id -> submissions
  std::size_t bytes_ = 0;
};

}  // namespace kuboluk::core
