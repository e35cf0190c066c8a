#include "ledger/batch/overlay.h"

#include <catch2/catch.hpp>

#include <algorithm>
#include <random>

#include "crypto/sha256.h"
#include "ledger/batch/builder.h"
#include "tests/ledger/batch/clerk.h"

namespace kuboluk::batch {
namespace {

using test::build;
using test::Clerk;
using test::History;
using test::same_change;

// Both give the same value, or both say that it is not there.
template <class T>
bool same_answer(const Result<T>& a, const Result<T>& b) {
  return a ? b && *a == *b : !b && a.error().object == b.error().object;
}

MemoryLedger applied(std::span<const Change> changes) {
  MemoryLedger ledger;
  for (const Change& change : changes)
    ledger.apply(change);
  return ledger;
}

// Every node, key and event that any of the changes knows, also those that came and went.
void compare_maps(const LedgerReader& overlay, const MemoryLedger& ledger,
                  std::span<const Change> all) {
  for (const Change& change : all) {
    for (const log::MapNode& node : change.map.added) {
      const auto expected = ledger.read_node(node.hash);
      const auto found = overlay.read_node(node.hash);
      REQUIRE(found.has_value() == expected.has_value());
      if (found) REQUIRE(*found == *expected);
    }
    for (const auto& [key, text] : change.records)
      REQUIRE(same_answer(overlay.record(key), ledger.record(key)));
    for (const auto& [id, index] : change.events)
      REQUIRE(same_answer(overlay.event_index(id), ledger.event_index(id)));
  }
  for (const char* prefix : {"", "application/", "accreditation/kg-1/", "org/org-1", "none/"})
    REQUIRE(same_answer(overlay.records_under(prefix), ledger.records_under(prefix)));
  REQUIRE(same_answer(overlay.record("none"), ledger.record("none")));
}

void compare_log(const LedgerReader& overlay, const MemoryLedger& ledger, std::uint64_t beyond) {
  const Position position = *ledger.position();
  REQUIRE(*overlay.position() == position);
  for (std::uint64_t index = 0; index < position.size; ++index)
    REQUIRE(*overlay.entry(index) == *ledger.entry(index));
  // Every width of every tile that a somewhat larger tree has: what is beyond must be an error.
  for (log::TileId id : log::new_hash_tiles(0, position.size + beyond)) {
    for (id.width = 1; id.width <= log::kTileWidth; ++id.width)
      REQUIRE(same_answer(overlay.read_tile(id), ledger.read_tile(id)));
  }
}

TEST_CASE("an overlay reads as the ledger to which the same changes were applied") {
  const Clerk clerk;
  for (const std::uint64_t seed : {71, 72, 73}) {
    const std::vector<Change> all = History(clerk, seed).take(130);
    REQUIRE(all.back().after.size > log::kTileWidth);
    std::mt19937_64 random(seed);
    for (int round = 0; round < 12; ++round) {
      const std::size_t stored = round == 0 ? 0 : random() % all.size();
      const std::size_t on_top = random() % std::min<std::size_t>(all.size() - stored + 1, 20);
      const auto changes = std::span(all).subspan(stored, on_top);
      const MemoryLedger base = applied(std::span(all).first(stored));
      const MemoryLedger whole = applied(std::span(all).first(stored + on_top));
      const Overlay overlay(base, changes);
      INFO("seed " << seed << ", " << stored << " stored, " << on_top << " on top");
      compare_log(overlay, whole, 40);
      compare_maps(overlay, whole, all);
    }
  }
}

TEST_CASE("a tile that grows past its full width is read from each change that knows it") {
  const Clerk clerk;
  const std::vector<Change> all = History(clerk, 74).take(130);
  const MemoryLedger base;
  for (const std::size_t count : {std::size_t{1}, std::size_t{2}, all.size()}) {
    const auto changes = std::span(all).first(count);
    compare_log(Overlay(base, changes), applied(changes), 300);
  }
}

TEST_CASE("a builder on an overlay makes the change that it makes on the ledger itself") {
  const Clerk clerk;
  for (const std::uint64_t seed : {75, 76}) {
    const std::vector<Change> all = History(clerk, seed).take(50);
    for (std::size_t stored = 0; stored + 4 < all.size(); stored += 3) {
      const MemoryLedger base = applied(std::span(all).first(stored));
      const std::size_t on_top = stored % 4;
      const Overlay overlay(base, std::span(all).subspan(stored, on_top));
      const Change& next = all[stored + on_top];
      const auto replayed = replay(clerk.info(), clerk.ruleset(), overlay, *overlay.position(),
                                   next.entries, nullptr);
      REQUIRE(replayed);
      REQUIRE(same_change(*replayed, next));
    }
  }
}

TEST_CASE("an event of a change on top is known: it cannot be submitted again") {
  const Clerk clerk;
  MemoryLedger ledger;
  ledger.apply(build(clerk, ledger, *ledger.position(), {{clerk.genesis()}}, clerk.genesis_time()));
  const auto time = test::at("2026-04-10T16:00:00+06:00");
  const std::vector<Change> changes = {
      build(clerk, ledger, *ledger.position(), {{clerk.note(1)}}, time)};
  const Overlay overlay(ledger, changes);
  BatchBuilder builder(clerk.info(), clerk.ruleset(), overlay, *overlay.position());
  const std::vector<domain::SignedEvent> again = {clerk.note(1)};
  CHECK(!builder.add(again, time));
  const std::vector<domain::SignedEvent> other = {clerk.note(2)};
  CHECK(builder.add(other, time));
}

// --- split_batches

std::vector<std::string> entries_of(std::span<const Change> changes) {
  std::vector<std::string> entries;
  for (const Change& change : changes)
    entries.insert(entries.end(), change.entries.begin(), change.entries.end());
  return entries;
}

TEST_CASE("entries are divided at their seals") {
  const Clerk clerk;
  const std::vector<Change> all = History(clerk, 77).take(20);
  for (std::size_t first = 0; first < 10; ++first) {
    const auto changes = std::span(all).subspan(first, 1 + first);
    const std::vector<std::string> entries = entries_of(changes);
    const auto batches = split_batches(changes.front().before.size, entries);
    REQUIRE(batches);
    REQUIRE(batches->size() == changes.size());
    for (std::size_t i = 0; i < changes.size(); ++i) {
      CHECK(std::vector<std::string>((*batches)[i].begin(), (*batches)[i].end()) ==
            changes[i].entries);
    }
  }
}

TEST_CASE("entries that are no whole batches are refused, and the entry is named") {
  const Clerk clerk;
  const std::vector<Change> all = History(clerk, 78).take(4);
  const std::uint64_t from = all[1].before.size;
  std::vector<std::string> entries = entries_of(std::span(all).subspan(1));
  const auto name = [&](std::size_t i) { return "entry " + std::to_string(from + i); };
  const auto error = [&](std::uint64_t begin) {
    const auto batches = split_batches(begin, entries);
    REQUIRE(!batches);
    return batches.error();
  };
  REQUIRE(split_batches(from, entries));
  CHECK(error(from + 1).rule == "X.FORM");
  CHECK(error(from + 1).object == "entry " + std::to_string(from + 1));

  const std::vector<std::string> whole = entries;
  entries.resize(2);  // two events of the application
  CHECK(error(from).rule == "X.FORM");
  CHECK(error(from).object == name(1));
  entries = whole;
  std::swap(entries[0], entries[1]);
  CHECK(error(from).object == name(0));
  entries = whole;
  entries[3] += "x";
  entries[2] = std::string(domain::kEntryBytesMax + 1, 'x');
  CHECK(error(from).rule == "X.FORM");
  CHECK(error(from).object == name(2));
  entries.clear();
  CHECK(error(from).rule == "X.SIZE");
}

}  // namespace
}  // namespace kuboluk::batch
