#include "ledger/batch/builder.h"

#include <catch2/catch.hpp>

#include "crypto/encoding.h"
#include "crypto/sha256.h"
#include "tests/ledger/batch/clerk.h"

namespace kuboluk::batch {
namespace {

using test::at;
using test::build;
using test::Clerk;
using test::History;
using test::same_change;

constexpr std::size_t kBatches = 60;

// Everything about a ledger that can be computed from its entries and records alone.
struct Naive {
  log::MemoryTree tree;
  std::vector<Hash> leaves;
  std::map<std::string, std::string> records;

  void add(const Change& change) {
    for (const std::string& entry : change.entries) {
      leaves.push_back(log::leaf_hash(bytes_of(entry)));
      tree.append(leaves.back());
    }
    for (const auto& [key, text] : change.records)
      records[key] = text;
  }
  Hash map_root() const {
    std::vector<log::MapPair> pairs;
    for (const auto& [key, text] : records) {
      const Hash value = crypto::sha256(bytes_of(text));
      pairs.push_back({key, Bytes(value.begin(), value.end())});
    }
    return *log::map_root(pairs);
  }
};

// Bundles too, so that audit_tiles can read everything.
struct AllTiles : log::TileReader {
  explicit AllTiles(const MemoryLedger& ledger_) : ledger(ledger_) {}
  Result<Bytes> read_tile(const log::TileId& id) const override {
    return id.kind == log::TileKind::kEntries ? entry_bundle(ledger, id) : ledger.read_tile(id);
  }
  const MemoryLedger& ledger;
};

TEST_CASE("a batch has the roots that its entries and records give, computed from scratch") {
  const Clerk clerk;
  History history(clerk, 1);
  Naive naive;
  for (std::size_t i = 0; i < kBatches; ++i) {
    const Change change = history.next();
    naive.add(change);
    REQUIRE(change.after.size == naive.leaves.size());
    REQUIRE(change.after.log_root == naive.tree.root(naive.leaves.size()));
    REQUIRE(change.after.map_root == naive.map_root());
    const auto range = log::CompactRange::restore(change.after.size, change.after.edge);
    REQUIRE((range && range->root() == change.after.log_root));
    const auto audited = log::audit_tiles(AllTiles(history.ledger()), change.after.size, true);
    REQUIRE((audited && *audited == change.after.log_root));
  }
  CHECK(naive.leaves.size() > 2 * 60);
}

TEST_CASE("a batch ends with a seal that names ledger, clock, last size and status root") {
  const Clerk clerk;
  History history(clerk, 2);
  for (std::size_t i = 0; i < 10; ++i) {
    const Change change = history.next();
    for (std::size_t k = 0; k < change.entries.size(); ++k) {
      const auto entry = domain::parse_entry(change.entries[k]);
      REQUIRE(entry);
      CHECK(entry->index == change.before.size + k);
      CHECK(entry->is_seal() == (k + 1 == change.entries.size()));
      CHECK(entry->known <= change.after.known);
      if (!entry->is_seal()) continue;
      const auto& seal = std::get<domain::Seal>(entry->body);
      CHECK(seal == domain::Seal{clerk.info().id, domain::Clock::kScenario, change.before.size,
                                 change.after.map_root});
    }
  }
}

TEST_CASE("the changed records of a batch are those of one fold over its events") {
  const Clerk clerk;
  History history(clerk, 3);
  domain::MemoryState folded;
  for (std::size_t i = 0; i < kBatches; ++i) {
    const Change change = history.next();
    domain::Executor executor(clerk.info(), clerk.ruleset(), folded);
    std::vector<domain::SignedEvent> events;
    std::vector<domain::PlacedEvent> placed;
    events.reserve(change.entries.size());
    for (const std::string& bytes : change.entries) {
      const auto entry = *domain::parse_entry(bytes);
      if (entry.is_seal()) continue;
      events.push_back(*domain::parse_signed_event(std::get<std::string>(entry.body)));
      placed.push_back({entry.index, entry.known, log::leaf_hash(bytes_of(bytes)), &events.back()});
    }
    if (!placed.empty()) REQUIRE(executor.apply(placed));
    CHECK(executor.changed_records() == change.records);
    CHECK(executor.accepted_events() == change.events);
    for (const auto& [key, text] : change.records)
      folded.put_record(key, text);
    for (const auto& [id, index] : change.events)
      folded.put_event(id, index);
    for (const std::string& entry : change.entries)
      folded.append_entry(entry);
  }
}

TEST_CASE("a refused submission changes nothing, whole or in part") {
  const Clerk clerk;
  History history(clerk, 4);
  history.take(3);
  const MemoryLedger& ledger = history.ledger();
  const Position position = *ledger.position();
  const auto known = position.known;

  BatchBuilder builder(clerk.info(), clerk.ruleset(), ledger, position);
  const std::vector<domain::SignedEvent> good = {clerk.note(900)};
  // The second event of the submission is refused, so the first must not stay.
  const std::vector<domain::SignedEvent> bad = {clerk.registration(901), clerk.registration(901)};
  REQUIRE(builder.add(good, known));
  const auto refused = builder.add(bad, known);
  REQUIRE(!refused);
  CHECK(refused.error().rule == "X.DUP");
  CHECK(builder.next_index() == position.size + 1);
  CHECK(builder.signatures_checked() == 3);
  const auto change = builder.seal(known);
  REQUIRE(change);
  CHECK(same_change(*change, build(clerk, ledger, position, {good}, known)));
}

TEST_CASE("known times never decrease (RELIABILITY 61)") {
  const Clerk clerk;
  History history(clerk, 5);
  history.take(2);
  const Position position = *history.ledger().position();
  const domain::Instant before{position.known.ms - 1};
  BatchBuilder builder(clerk.info(), clerk.ruleset(), history.ledger(), position);
  const std::vector<domain::SignedEvent> note = {clerk.note(1)};
  CHECK(builder.add(note, before).error().rule == "X.TIME");
  CHECK(builder.add(note, {-1}).error().rule == "X.TIME");
  CHECK(builder.add(note, domain::kEndOfTime).error().rule == "X.TIME");
  CHECK(builder.seal(before).error().rule == "X.TIME");
  const domain::Instant later{position.known.ms + 5};
  REQUIRE(builder.add(note, later));
  CHECK(builder.add(std::vector{clerk.note(2)}, position.known).error().rule == "X.TIME");
  CHECK(builder.seal(position.known).error().rule == "X.TIME");
}

TEST_CASE("the seal of a training ledger repeats the last entry's time, a real one need not") {
  for (const auto clock : {domain::Clock::kScenario, domain::Clock::kReal}) {
    const Clerk clerk(clock);
    MemoryLedger ledger;
    ledger.apply(build(clerk, ledger, {}, {{clerk.genesis()}}, clerk.genesis_time()));
    const Position position = *ledger.position();
    BatchBuilder builder(clerk.info(), clerk.ruleset(), ledger, position);
    const auto sealed = builder.seal({position.known.ms + 1});
    CHECK(sealed.has_value() == (clock == domain::Clock::kReal));
  }
}

TEST_CASE("a ledger begins with its own genesis and nothing else") {
  const Clerk clerk;
  const MemoryLedger empty;
  const auto first = [&](std::vector<domain::SignedEvent> submission, domain::Instant known) {
    BatchBuilder builder(clerk.info(), clerk.ruleset(), empty, Position());
    const auto added = builder.add(submission, known);
    return added ? std::string() : added.error().rule;
  };
  CHECK(first({clerk.genesis()}, {0}) == "");
  CHECK(first({clerk.genesis()}, {1}) == "X.TIME");
  CHECK(first({clerk.note(1)}, {0}) == "X.LEDGER");
  CHECK(first({clerk.genesis(), clerk.note(1)}, {0}) == "X.LEDGER");
  CHECK(first({Clerk(domain::Clock::kReal).genesis()}, {0}) == "X.LEDGER");
  BatchBuilder builder(clerk.info(), clerk.ruleset(), empty, Position());
  CHECK(builder.seal({0}).error().rule == "X.LEDGER");
  REQUIRE(builder.add(std::vector{clerk.genesis()}, {0}));
  CHECK(!builder.add(std::vector{clerk.genesis()}, {0}));
}

TEST_CASE("a seal alone is a batch: the heartbeat") {
  const Clerk clerk;
  History history(clerk, 6);
  history.take(2);
  const Position position = *history.ledger().position();
  const Change change = build(clerk, history.ledger(), position, {}, position.known);
  CHECK(change.entries.size() == 1);
  CHECK(change.after.map_root == position.map_root);
  CHECK(change.after.log_root != position.log_root);
  CHECK(change.map.added.empty());
  CHECK(change.records.empty());
}

// --- a reader with one flipped bit

class FaultyReader final : public LedgerReader {
 public:
  explicit FaultyReader(const MemoryLedger& ledger) : ledger_(ledger) {}
  std::size_t tile_byte = SIZE_MAX;  // of every tile read
  std::size_t node_byte = SIZE_MAX;  // of every map node read

  Result<Position> position() const override { return ledger_.position(); }
  Result<std::optional<std::string>> record(std::string_view key) const override {
    return ledger_.record(key);
  }
  Result<std::optional<std::uint64_t>> event_index(const Hash& id) const override {
    return ledger_.event_index(id);
  }
  Result<std::string> entry(std::uint64_t index) const override { return ledger_.entry(index); }
  Result<std::vector<std::pair<std::string, std::string>>> records_under(
      std::string_view prefix) const override {
    return ledger_.records_under(prefix);
  }
  Result<Bytes> read_node(const Hash& hash) const override {
    return flipped(ledger_.read_node(hash), node_byte);
  }
  Result<Bytes> read_tile(const log::TileId& id) const override {
    return flipped(ledger_.read_tile(id), tile_byte);
  }

 private:
  static Result<Bytes> flipped(Result<Bytes> bytes, std::size_t index) {
    if (bytes && index < bytes->size()) (*bytes)[index] ^= 1;
    return bytes;
  }
  const MemoryLedger& ledger_;
};

TEST_CASE("a flipped bit in a stored tile is seen before anything can be signed (Yeti 2022)") {
  const Clerk clerk;
  History history(clerk, 7);
  history.take(8);
  const Position position = *history.ledger().position();
  for (std::size_t byte = 0; byte < 4 * 32; byte += 7) {
    FaultyReader reader(history.ledger());
    reader.tile_byte = byte;
    BatchBuilder builder(clerk.info(), clerk.ruleset(), reader, position);
    REQUIRE(builder.add(std::vector{clerk.note(500)}, position.known));
    const auto sealed = builder.seal(position.known);
    REQUIRE(!sealed);
    CHECK(domain::is_damage(sealed.error()));
  }
}

TEST_CASE("a flipped bit in a map node, an edge or a root gives no change") {
  const Clerk clerk;
  History history(clerk, 8);
  history.take(8);
  const Position position = *history.ledger().position();
  const auto seals = [&](const LedgerReader& reader, const Position& start) {
    BatchBuilder builder(clerk.info(), clerk.ruleset(), reader, start);
    REQUIRE(builder.add(std::vector{clerk.registration(500)}, start.known));
    return builder.seal(start.known).has_value();
  };
  CHECK(seals(history.ledger(), position));
  FaultyReader reader(history.ledger());
  reader.node_byte = 1;
  CHECK(!seals(reader, position));
  Position wrong_edge = position;
  wrong_edge.edge[0][5] ^= 4;
  CHECK(!seals(history.ledger(), wrong_edge));
  Position wrong_root = position;
  wrong_root.log_root[31] ^= 128;
  CHECK(!seals(history.ledger(), wrong_root));
}

// --- the ledger in memory

TEST_CASE("a narrower tile is the beginning of the wider one at its place") {
  const Clerk clerk;
  History history(clerk, 9);
  while (history.ledger().position()->size < 300)
    history.next();
  const auto full = history.ledger().read_tile({log::TileKind::kHashes, 0, 0, 256});
  REQUIRE(full);
  for (const unsigned width : {1U, 7U, 255U}) {
    const auto tile = history.ledger().read_tile({log::TileKind::kHashes, 0, 0, width});
    REQUIRE(tile);
    CHECK(std::equal(tile->begin(), tile->end(), full->begin()));
    CHECK(tile->size() == width * 32);
  }
  CHECK(domain::is_damage(history.ledger().read_tile({log::TileKind::kHashes, 0, 1, 256}).error()));
}

TEST_CASE("an entry bundle holds exactly its entries") {
  const Clerk clerk;
  History history(clerk, 10);
  while (history.ledger().position()->size < 260)
    history.next();
  const auto bundle = entry_bundle(history.ledger(), {log::TileKind::kEntries, 0, 1, 3});
  REQUIRE(bundle);
  const auto entries = log::decode_bundle(*bundle, 3);
  REQUIRE(entries);
  for (std::uint64_t i = 0; i < 3; ++i) {
    CHECK(text_of((*entries)[i]) == *history.ledger().entry(256 + i));
  }
}

}  // namespace
}  // namespace kuboluk::batch
