// One check round of the sequencer: a draft that is shown to the cosigners before anything is
// signed, and what they say to it. A draft binds nobody, so a bad clock or one poisoned act can
// never brick the log (DESIGN.md 5).
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "node/core/judge.h"

namespace kuboluk::core {

// A draft that nobody has agreed to is made anew after this time, so that its known time is fresh.
inline constexpr std::int64_t kRedraftMs = 30 * domain::kSecondMs;
// An act that cosigners refuse sits out this long, twice as long each time: they may lack
// something, or lie; the others' acts must not wait for it.
inline constexpr std::int64_t kAsideMs = 5 * domain::kSecondMs;
inline constexpr std::int64_t kAsideMsMax = 10 * 60 * domain::kSecondMs;

class Round {
 public:
  Round(const Setup& setup, std::uint64_t number, std::uint64_t from,
        std::vector<batch::Change> changes, domain::Instant now);

  std::uint64_t number() const { return number_; }
  const std::vector<batch::Change>& changes() const { return changes_; }
  const batch::Position& tip() const { return changes_.back().after; }
  exchange::Draft message() const;

  void agree(const std::string& member);
  // `index`: of the entry at fault; the tree's size if it is the tree as a whole.
  void refuse(const std::string& member, std::uint64_t index);

  enum class Outcome { kOpen, kAgreed, kFailed };
  Outcome outcome() const;
  // The entry that most refusals name, among the events of the newest batch; nothing if they name
  // none, or are so few that the others could be a quorum: what a minority says sets no act aside.
  std::optional<std::uint64_t> offender() const;
  // Members that have not answered.
  std::vector<std::string> silent() const;
  std::size_t agreed() const { return agreed_.size(); }

  // An act came in that it does not know of: if it fails, it may be made anew at once.
  void outdate() { outdated_ = true; }
  bool is_outdated() const { return outdated_; }
  bool is_old(domain::Instant now) const;
  // True, and counted as said, if it is to be said again now.
  bool repeat_due(domain::Instant now);

 private:
  bool satisfied_by(const std::set<std::string>& members) const;

  const Setup& setup_;
  std::uint64_t number_;
  std::uint64_t from_;
  std::vector<batch::Change> changes_;
  domain::Instant made_;
  domain::Instant said_;
  bool outdated_ = false;
  std::set<std::string> agreed_;
  std::map<std::string, std::uint64_t> refused_;
};

// A new draft on top of what is proposed, or on the committed state.
struct Draw {
  std::optional<batch::Change> change;           // nothing: there is nothing to draft
  std::vector<std::pair<Hash, Error>> rejected;  // submissions that the tip does not allow
  std::vector<Hash> in_log;                      // submissions whose events are in the log already
};
// `seal_anyway`: also without any act. Errors: damage only.
Result<Draw> draw_batch(const Bench& bench, bool seal_anyway);

}  // namespace kuboluk::core
