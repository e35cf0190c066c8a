#include "node/core/judge.h"

#include <algorithm>
#include <utility>

#include "crypto/check.h"
#include "crypto/encoding.h"
#include "ledger/batch/overlay.h"
#include "ledger/domain/entry.h"
#include "ledger/domain/line_reader.h"
#include "node/core/act_check.h"
#include "node/core/batch_draft.h"

namespace kuboluk::core {
namespace {

std::string number(std::uint64_t value) {
  return std::to_string(value);
}

// "entry 17 ..." -> 17; the tree's size if the error names no entry.
std::uint64_t index_in(const Error& error, std::uint64_t size) {
  constexpr std::string_view kStart = "entry ";
  if (!error.object.starts_with(kStart)) return size;
  std::string_view digits = std::string_view(error.object).substr(kStart.size());
  digits = digits.substr(0, digits.find(' '));
  return domain::parse_decimal(digits, size).value_or(size);
}

// What re-execution says as "expected X, got Y" is said so; a rule of the law speaks for itself.
Fault unlawful(const Error& error, std::uint64_t size) {
  constexpr std::string_view kExpected = "expected ";
  constexpr std::string_view kGot = ", got ";
  const std::string_view words = error.detail;
  const std::size_t got = words.find(kGot);
  if (words.starts_with(kExpected) && got != std::string_view::npos) {
    return fault_at(index_in(error, size), error.rule,
                    std::string(words.substr(kExpected.size(), got - kExpected.size())),
                    std::string(words.substr(got + kGot.size())));
  }
  return fault_at(index_in(error, size), error.rule, "what the law and the ledger's rules allow",
                  error.detail);
}

// Entries of the candidate beyond the committed size.
std::span<const std::string> beyond(const Bench& bench, const Candidate& candidate) {
  return candidate.entries.subspan(bench.position.size - candidate.from);
}

std::optional<Fault> check_place(const Bench& bench, const Candidate& candidate) {
  if (candidate.from > bench.position.size) {
    return fault_at(candidate.from, kBehindRule, "entries from " + number(bench.position.size),
                    "entries from " + number(candidate.from));
  }
  return smaller_fault(bench.position, bench.cosigned, candidate.size());
}

// What this node has cosigned is only ever extended.
std::optional<Fault> check_against_pending(const Bench& bench, const Comparison& comparison) {
  const std::uint64_t common_size = bench.position.size + comparison.common;
  if (!bench.cosigned || bench.cosigned->size <= common_size) return std::nullopt;
  return fault_at(common_size, kForkRule, "the entry that this node has cosigned", "another entry");
}

// Known times of entries that this node has not cosigned yet.
std::optional<Fault> check_times(const Bench& bench, const Candidate& candidate) {
  if (bench.setup.info.clock != domain::Clock::kReal) return std::nullopt;
  const domain::Instant latest{bench.now.ms + kSkewMs};
  const std::uint64_t cosigned_size = bench.cosigned ? bench.cosigned->size : 0;
  domain::Instant tip;
  for (std::uint64_t index = bench.position.size; index < candidate.size(); ++index) {
    const auto entry = domain::parse_entry(candidate.entries[index - candidate.from]);
    KUBOLUK_CHECK(entry);  // it was executed
    tip = entry->known;
    if (index < cosigned_size) continue;
    if (tip > latest) {
      return fault_at(index, kTimeRule,
                      "a known time of at most " + domain::print_known_time(latest),
                      domain::print_known_time(tip));
    }
    const domain::Instant earliest{bench.cosigned ? bench.cosigned->time.ms - kSkewMs : 0};
    if (tip < earliest) {
      return fault_at(index, kTimeRule,
                      "a known time of at least " + domain::print_known_time(earliest) +
                          ", this node has cosigned a smaller tree since",
                      domain::print_known_time(tip));
    }
  }
  const domain::Instant oldest{bench.now.ms - kTipAgeMsMax};
  if (tip >= oldest) return std::nullopt;
  return fault_at(candidate.size(), kTipRule,
                  "a last seal of " + domain::print_known_time(oldest) + " or later",
                  domain::print_known_time(tip));
}

// All entries of these changes, and no others.
bool is_of(std::span<const std::string> entries, const std::vector<batch::Change>& changes) {
  std::size_t at = 0;
  for (const batch::Change& change : changes) {
    if (entries.size() - at < change.entries.size()) return false;
    if (!std::equal(change.entries.begin(), change.entries.end(),
                    entries.begin() + static_cast<std::ptrdiff_t>(at)))
      return false;
    at += change.entries.size();
  }
  return at == entries.size();
}

Result<Judgement> execute_all(const Bench& bench, const Candidate& candidate,
                              const Comparison& comparison) {
  Judgement judgement;
  const auto entries = beyond(bench, candidate);
  if (!bench.drafted.empty() && bench.drafted.front().before == bench.position &&
      is_of(entries, bench.drafted)) {
    judgement.changes = bench.drafted;
    return judgement;
  }
  // What is held already was executed when it came in.
  std::size_t reused = 0;
  for (const batch::Change& change : bench.pending.changes()) {
    if (reused + change.entries.size() > comparison.common) break;
    reused += change.entries.size();
    judgement.changes.push_back(change);
  }
  if (reused == entries.size()) return judgement;
  const auto executed = execute(bench.setup, bench.committed, entries.subspan(reused),
                                judgement.changes, bench.signatures_checked);
  if (executed) return judgement;
  if (domain::is_damage(executed.error())) return executed.error();
  judgement.fault = unlawful(executed.error(), candidate.size());
  return judgement;
}

// What an act needs to have found a place in the newest batch.
class Room {
 public:
  Room(const Setup& setup, std::span<const batch::Change> changes)
      : one_time_(setup.info.clock == domain::Clock::kScenario) {
    if (changes.empty()) return;
    is_open_ = may_hold_acts(changes.first(changes.size() - 1));
    // A batch without events has room for every act.
    if (changes.back().events.empty()) return;
    newest_ = &changes.back();
    for (const std::string& entry : newest_->entries)
      bytes_ += entry.size();
  }
  bool fits(const exchange::Submission& submission) const {
    if (newest_ == nullptr || !is_open_) return is_open_;
    if (newest_->entries.size() + submission.events.size() > kBatchEntriesMax) return false;
    if (bytes_ + submission.bytes.size() > kBatchBytesMax) return false;
    return !one_time_ || submission.recorded_at == newest_->after.known;
  }

 private:
  bool one_time_;
  bool is_open_ = true;
  const batch::Change* newest_ = nullptr;
  std::size_t bytes_ = 0;
};

}  // namespace

Fault fault_at(std::uint64_t index, std::string_view rule, std::string expected, std::string got) {
  return {index, std::string(rule), std::move(expected), std::move(got), {}};
}

std::optional<Fault> smaller_fault(const batch::Position& committed,
                                   const std::optional<exchange::Cosigned>& cosigned,
                                   std::uint64_t size) {
  const std::uint64_t floor = std::max(committed.size, cosigned ? cosigned->size : 0);
  if (size >= floor) return std::nullopt;
  return fault_at(size, kSmallerRule, "a tree of at least " + number(floor),
                  "a tree of " + number(size));
}

Result<std::vector<const PooledAct*>> owed_acts(const Bench& bench,
                                                std::span<const batch::Change> changes) {
  const domain::Instant before{bench.now.ms - bench.setup.info.merge_delay_ms};
  const batch::Overlay tip(bench.committed, changes);
  // An act that only the newest batch has made acceptable could not be in it.
  const batch::Overlay before_newest(bench.committed,
                                     changes.first(changes.empty() ? 0 : changes.size() - 1));
  const Room room(bench.setup, changes);
  std::vector<const PooledAct*> owed;
  for (const PooledAct* act : bench.pool.handed_before(before)) {
    if (owed.size() == exchange::kMessageActsMax) break;
    if (!room.fits(act->submission)) continue;
    const auto standing = standing_of(bench.setup, tip, act->submission, bench.now);
    if (!standing) return standing.error();
    if (!std::holds_alternative<Acceptable>(*standing)) continue;
    const auto earlier = standing_of(bench.setup, before_newest, act->submission, bench.now);
    if (!earlier) return earlier.error();
    if (std::holds_alternative<Acceptable>(*earlier)) owed.push_back(act);
  }
  return owed;
}

Fault owed_fault(const Bench& bench, std::uint64_t size, std::vector<const PooledAct*> owed) {
  KUBOLUK_CHECK(!owed.empty());
  const PooledAct& first = *owed.front();
  Fault result =
      fault_at(size, kOwedRule,
               "every act that the sequencer has had since " +
                   domain::print_known_time({bench.now.ms - bench.setup.info.merge_delay_ms}),
               "event " + crypto::to_hex(first.submission.events.front().id) + " is left out");
  result.owed = std::move(owed);
  return result;
}

Result<Judgement> judge(const Bench& bench, const Candidate& candidate) {
  Judgement judgement;
  judgement.fault = check_place(bench, candidate);
  if (judgement.fault) return judgement;
  const Comparison comparison = bench.pending.compare(beyond(bench, candidate));
  judgement.fault = check_against_pending(bench, comparison);
  if (judgement.fault) return judgement;
  auto executed = execute_all(bench, candidate, comparison);
  if (!executed || executed->fault) return executed;
  // A sequencer is shown what its own key has signed: it is not for it to like or not.
  if (bench.setup.is_sequencer()) return executed;
  executed->fault = check_times(bench, candidate);
  if (executed->fault) return executed;
  auto owed = owed_acts(bench, executed->changes);
  if (!owed) return owed.error();
  if (!owed->empty()) executed->fault = owed_fault(bench, candidate.size(), std::move(*owed));
  return executed;
}

}  // namespace kuboluk::core
