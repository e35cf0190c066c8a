// What a feed of an election tells: one item per act that changed a verdict of it, in log order,
// resumable by log index.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "ledger/report/elections.h"

namespace kuboluk::report {

// Items of one feed; a reader asks again from `next`.
inline constexpr std::size_t kFeedItems = 100;
// Numbers that an item lists; a decree of thousands is told by its count.
inline constexpr std::size_t kFeedNumbersMax = 50;

struct StatusChange {
  std::uint64_t index = 0;  // unique: the item's id is made from ledger id and index
  std::string type;
  std::string by;
  domain::Instant decided;
  domain::Instant recorded;
  Confirmed confirmed;
  std::string paragraph;
  std::string decree;  // empty: none
  // Accreditations whose verdict it changed, printed; at most kFeedNumbersMax of `count`. Empty for
  // acts on the whole election (results.publish) and refusals.
  std::vector<std::string> numbers;
  std::uint64_t count = 0;  // accreditations, or refused persons
  bool whole_election = false;
};

struct Changes {
  ElectionFacts election;
  std::string ledger;
  bool training = false;
  std::uint64_t size = 0;  // committed
  std::uint64_t from = 0;  // as asked
  std::uint64_t next = 0;  // ask from here for what follows
  std::vector<StatusChange> items;
};

// Without `from` the newest kFeedItems; with it the first kFeedItems from that log index on.
// Errors: X.FORM, X.UNKNOWN, damage.
Result<Changes> changes(const Source& source, std::string_view election,
                        std::optional<std::uint64_t> from);

}  // namespace kuboluk::report
