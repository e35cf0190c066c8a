#include "ledger/batch/builder.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "crypto/check.h"
#include "crypto/encoding.h"
#include "crypto/sha256.h"
#include "ledger/log/grown_tiles.h"

namespace kuboluk::batch {
namespace {

// 9999-12-31T23:59:59.999Z: the last instant that a known time can be written for. A clock beyond
// it is broken.
constexpr std::int64_t kKnownMsMax = 253'402'300'799'999;

Error damage(std::string object, std::string detail) {
  return {std::string(domain::kDamageRule), std::move(object), std::move(detail)};
}

// The bare name stands in the genesis event; the ledger's id adds what identifies that event.
std::string id_from_genesis(const domain::LedgerInfo& info, const Hash& event_id) {
  return info.name + "/" + crypto::to_hex(event_id).substr(0, 16);
}

}  // namespace

struct BatchBuilder::State {
  const domain::LedgerInfo& info;
  const LedgerReader& reader;
  const Position before;
  domain::Executor executor;
  std::vector<std::string> entries;
  std::vector<Hash> leaves;
  std::optional<domain::Instant> known;  // of the last entry, if there is one
  bool sealed = false;

  std::uint64_t next_index() const { return before.size + entries.size(); }
  Result<void> check_known(domain::Instant now) const;
  Result<void> check_start(std::span<const domain::SignedEvent> submission,
                           domain::Instant now) const;
  void append(std::string entry);
  Result<log::MapUpdate> update_map(
      const std::map<std::string, std::string, std::less<>>& records) const;
  Result<log::CompactRange> old_range() const;
  Result<void> grow_log(Change& change) const;
};

// Effects of one broken rule of time: the entry named is the one that would have been written.
Result<void> BatchBuilder::State::check_known(domain::Instant now) const {
  const std::string object = "entry " + std::to_string(next_index());
  if (now.ms < 0 || now.ms > kKnownMsMax) {
    return Error{"X.TIME", object, "known time is outside the years 1970 to 9999"};
  }
  if (known && now < *known) {
    return Error{"X.TIME", object,
                 "known time " + domain::print_known_time(now) + " is before the last entry's, " +
                     domain::print_known_time(*known)};
  }
  return {};
}

// A ledger begins with its genesis and nothing else; a training ledger at the start of time
// (DESIGN.md 6).
Result<void> BatchBuilder::State::check_start(std::span<const domain::SignedEvent> submission,
                                              domain::Instant now) const {
  if (next_index() > 0) return {};
  if (submission.size() != 1 || id_from_genesis(info, submission[0].id) != info.id) {
    return Error{"X.LEDGER", "entry 0", "the first entry is not the genesis of " + info.id};
  }
  if (info.clock == domain::Clock::kScenario && now.ms != 0) {
    return Error{"X.TIME", "entry 0",
                 "the genesis of a training ledger has known time 1970-01-01T00:00:00.000Z"};
  }
  return {};
}

void BatchBuilder::State::append(std::string entry) {
  leaves.push_back(log::leaf_hash(bytes_of(entry)));
  entries.push_back(std::move(entry));
}

Result<log::MapUpdate> BatchBuilder::State::update_map(
    const std::map<std::string, std::string, std::less<>>& records) const {
  std::vector<log::MapPair> pairs;
  pairs.reserve(records.size());
  for (const auto& [key, text] : records) {
    const Hash value = crypto::sha256(bytes_of(text));
    pairs.push_back({key, Bytes(value.begin(), value.end())});
  }
  return log::update(reader, before.map_root, pairs);
}

Result<log::CompactRange> BatchBuilder::State::old_range() const {
  auto range = log::CompactRange::restore(before.size, before.edge);
  if (!range || range->root() != before.log_root) {
    return damage("position " + std::to_string(before.size),
                  "the stored edge of the log does not lead to the stored root");
  }
  return range;
}

Result<void> BatchBuilder::State::grow_log(Change& change) const {
  auto range = old_range();
  if (!range) return range.error();
  for (const Hash& leaf : leaves)
    range->append(leaf);
  change.after.log_root = range->root();
  change.after.edge = range->hashes();

  auto growth = log::grow_hash_tiles(reader, before.size, leaves);
  if (!growth) return growth.error();
  change.hash_tiles = std::move(*growth);
  const auto second =
      log::root_from_tiles(log::GrownTiles(reader, change.hash_tiles), range->size());
  if (!second) return second.error();
  if (*second != change.after.log_root) {
    return damage("log root at size " + std::to_string(range->size()),
                  "computed twice with two results: memory or stored tiles are damaged; nothing "
                  "was signed");
  }
  return {};
}

BatchBuilder::BatchBuilder(const domain::LedgerInfo& info, const domain::Ruleset& ruleset,
                           const LedgerReader& reader, const Position& position)
    : state_(new State{info,
                       reader,
                       position,
                       domain::Executor(info, ruleset, reader),
                       {},
                       {},
                       position.size > 0 ? std::optional(position.known) : std::nullopt}) {}

BatchBuilder::~BatchBuilder() = default;

Result<void> BatchBuilder::add(std::span<const domain::SignedEvent> submission,
                               domain::Instant known) {
  State& state = *state_;
  KUBOLUK_CHECK(!state.sealed && !submission.empty());
  if (auto checked = state.check_known(known); !checked) return checked.error();
  if (auto checked = state.check_start(submission, known); !checked) return checked.error();

  std::vector<std::string> entries;
  std::vector<domain::PlacedEvent> placed;
  entries.reserve(submission.size());
  placed.reserve(submission.size());
  for (const domain::SignedEvent& event : submission) {
    const std::uint64_t index = state.next_index() + entries.size();
    entries.push_back(domain::print_entry({index, known, event.bytes}));
    if (entries.back().size() > domain::kEntryBytesMax) {
      return Error{"X.SIZE", "entry " + std::to_string(index),
                   "has more bytes than an entry bundle can hold"};
    }
    placed.push_back({index, known, log::leaf_hash(bytes_of(entries.back())), &event});
  }
  if (auto applied = state.executor.apply(placed); !applied) return applied.error();
  for (std::string& entry : entries)
    state.append(std::move(entry));
  state.known = known;
  return {};
}

std::uint64_t BatchBuilder::next_index() const {
  return state_->next_index();
}

std::uint64_t BatchBuilder::signatures_checked() const {
  return state_->executor.signatures_checked();
}

Result<Change> BatchBuilder::seal(domain::Instant known) {
  State& state = *state_;
  KUBOLUK_CHECK(!state.sealed);
  if (auto checked = state.check_known(known); !checked) return checked.error();
  const std::string object = "entry " + std::to_string(state.next_index());
  if (state.next_index() == 0) {
    return Error{"X.LEDGER", object, "a ledger begins with its genesis, not with a seal"};
  }
  if (state.info.clock == domain::Clock::kScenario && known != *state.known) {
    return Error{"X.TIME", object, "the seal of a training ledger repeats the last entry's time"};
  }
  Change change;
  change.before = state.before;
  change.records = state.executor.changed_records();
  auto map = state.update_map(change.records);
  if (!map) return map.error();
  change.map = std::move(*map);

  state.sealed = true;
  state.append(domain::print_entry(
      {state.next_index(), known,
       domain::Seal{state.info.id, state.info.clock, state.before.size, change.map.root}}));
  change.after.size = state.next_index();
  change.after.known = known;
  change.after.map_root = change.map.root;
  if (auto grown = state.grow_log(change); !grown) return grown.error();
  change.events = state.executor.accepted_events();
  change.entries = std::move(state.entries);
  return change;
}

}  // namespace kuboluk::batch
