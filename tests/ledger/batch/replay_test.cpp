// replay() of builder.h: whoever re-executes a batch gets the same change, or the entry and the
// rule that stand in its way.
#include <catch2/catch.hpp>

#include "ledger/batch/builder.h"
#include "tests/ledger/batch/clerk.h"

namespace kuboluk::batch {
namespace {

using test::build;
using test::Clerk;
using test::History;
using test::same_change;

// A ledger with one batch more to come: three notes, a registration, a divided act, the seal.
struct Draft {
  Clerk clerk;
  History history{clerk, 11};
  Position position;
  Change change;

  Draft() {
    history.take(2);
    position = *history.ledger().position();
    change = build(clerk, history.ledger(), position,
                   {{clerk.note(1), clerk.note(2)},
                    {clerk.registration(1)},
                    clerk.divided_grant(1, 24),
                    {clerk.note(3)}},
                   position.known);
  }
  Result<Change> replayed(const std::vector<std::string>& entries) const {
    return replay(clerk.info(), clerk.ruleset(), history.ledger(), position, entries, nullptr);
  }
  std::string refusal(const std::vector<std::string>& entries) const {
    const auto result = replayed(entries);
    return result ? "accepted" : result.error().rule + " " + result.error().object;
  }
  std::string name(std::size_t i) const { return "entry " + std::to_string(position.size + i); }
  domain::Entry entry(std::size_t i) const { return *domain::parse_entry(change.entries[i]); }
  // The entries with one of them changed.
  std::vector<std::string> with(std::size_t i, const domain::Entry& entry) const {
    std::vector<std::string> entries = change.entries;
    entries[i] = domain::print_entry(entry);
    return entries;
  }
  std::size_t last() const { return change.entries.size() - 1; }
};

TEST_CASE("replaying what a builder made gives the equal change (law 7)") {
  for (const auto clock : {domain::Clock::kScenario, domain::Clock::kReal}) {
    const Clerk clerk(clock);
    History history(clerk, 12);
    MemoryLedger copy;
    std::uint64_t signatures = 0;
    std::uint64_t events = 0;
    for (int i = 0; i < 40; ++i) {
      const Change made = history.next();
      const auto change =
          replay(clerk.info(), clerk.ruleset(), copy, *copy.position(), made.entries, &signatures);
      if (!change) FAIL(change.error().message());
      REQUIRE(same_change(*change, made));
      copy.apply(*change);
      events += made.entries.size() - 1;
    }
    CHECK(signatures == events);
  }
}

TEST_CASE("the draft under test is accepted as it is, with a divided act in it") {
  const Draft draft;
  CHECK(draft.change.entries.size() > 7);
  const auto change = draft.replayed(draft.change.entries);
  if (!change) FAIL(change.error().message());
  CHECK(same_change(*change, draft.change));
}

TEST_CASE("a wrong index is refused, at every entry") {
  const Draft draft;
  for (std::size_t i = 0; i < draft.change.entries.size(); ++i) {
    for (const int step : {-1, 1}) {
      domain::Entry entry = draft.entry(i);
      entry.index += static_cast<std::uint64_t>(step);
      CHECK(draft.refusal(draft.with(i, entry)) == "X.FORM " + draft.name(i));
    }
  }
}

TEST_CASE("a known time before the last one is refused, at every entry") {
  const Draft draft;
  for (std::size_t i = 0; i < draft.change.entries.size(); ++i) {
    domain::Entry entry = draft.entry(i);
    --entry.known.ms;
    // In a divided act the executor sees a set with a gap first.
    CHECK(draft.refusal(draft.with(i, entry)) != "accepted");
    if (i < 3) CHECK(draft.refusal(draft.with(i, entry)) == "X.TIME " + draft.name(i));
  }
}

TEST_CASE("a seal is checked word by word") {
  const Draft draft;
  const std::size_t last = draft.last();
  const auto with_seal = [&](const auto& change) {
    domain::Entry entry = draft.entry(last);
    change(std::get<domain::Seal>(entry.body));
    return draft.refusal(draft.with(last, entry));
  };
  for (std::size_t byte = 0; byte < 32; ++byte) {
    CHECK(with_seal([&](domain::Seal& seal) { seal.status_root[byte] ^= 1; }) ==
          "status-root " + draft.name(last));
  }
  CHECK(with_seal([](domain::Seal& seal) { ++seal.after; }) == "X.FORM " + draft.name(last));
  CHECK(with_seal([](domain::Seal& seal) { seal.after = 0; }) == "X.FORM " + draft.name(last));
  CHECK(with_seal([](domain::Seal& seal) { seal.clock = domain::Clock::kReal; }) ==
        "X.LEDGER " + draft.name(last));
  CHECK(with_seal([](domain::Seal& seal) { seal.ledger += "0"; }) ==
        "X.LEDGER " + draft.name(last));
  domain::Entry late = draft.entry(last);
  ++late.known.ms;
  CHECK(draft.refusal(draft.with(last, late)) == "X.TIME " + draft.name(last));
}

TEST_CASE("a batch ends with one seal: none, two, or one in the middle are refused") {
  const Draft draft;
  std::vector<std::string> entries = draft.change.entries;
  CHECK(draft.refusal({}) == "X.FORM " + draft.name(0));
  entries.pop_back();
  CHECK(draft.refusal(entries) == "X.FORM " + draft.name(entries.size() - 1));
  entries = draft.change.entries;
  domain::Entry second = draft.entry(draft.last());
  ++second.index;
  entries.push_back(domain::print_entry(second));
  CHECK(draft.refusal(entries) == "X.FORM " + draft.name(draft.last()));
}

TEST_CASE("a batch that was cut, shuffled or doubled is refused") {
  const Draft draft;
  for (std::size_t gone = 0; gone < draft.last(); ++gone) {
    std::vector<std::string> entries = draft.change.entries;
    entries.erase(entries.begin() + static_cast<std::ptrdiff_t>(gone));
    CHECK(draft.refusal(entries) == "X.FORM " + draft.name(gone));
    // The cut hidden by new indexes: the seal or the divided act does not fit any more.
    for (std::size_t i = gone; i < entries.size(); ++i) {
      domain::Entry entry = *domain::parse_entry(entries[i]);
      entry.index = draft.position.size + i;
      entries[i] = domain::print_entry(entry);
    }
    // Records name the index of their acts, so only a note after the last of them can go: it
    // changes no record, and without it this is another lawful batch.
    CHECK((draft.refusal(entries) == "accepted") == (gone + 1 == draft.last()));
  }
  std::vector<std::string> entries = draft.change.entries;
  std::swap(entries[0], entries[1]);
  CHECK(draft.refusal(entries) == "X.FORM " + draft.name(0));
  domain::Entry doubled = draft.entry(0);
  doubled.index = draft.position.size + 1;
  CHECK(draft.refusal(draft.with(1, doubled)) == "X.DUP " + draft.name(1) + " fact.note by cec");
}

TEST_CASE("an event whose bytes were changed is refused: every byte of one entry") {
  const Draft draft;
  const std::string original = draft.change.entries[2];
  for (std::size_t i = 0; i < original.size(); ++i) {
    std::vector<std::string> entries = draft.change.entries;
    entries[2][i] = static_cast<char>(entries[2][i] ^ 1);
    CHECK(draft.refusal(entries) != "accepted");
  }
}

TEST_CASE("a batch of another ledger or position is refused") {
  const Draft draft;
  const Clerk other(domain::Clock::kReal);
  const MemoryLedger empty;
  const auto foreign = build(other, empty, {}, {{other.genesis()}}, other.genesis_time());
  const Clerk clerk;
  const auto begun =
      replay(clerk.info(), clerk.ruleset(), empty, Position(), foreign.entries, nullptr);
  REQUIRE(!begun);
  CHECK(begun.error().rule == "X.LEDGER");
  const auto again =
      replay(clerk.info(), clerk.ruleset(), empty, Position(), draft.change.entries, nullptr);
  REQUIRE(!again);
  CHECK(again.error().rule == "X.FORM");
}

}  // namespace
}  // namespace kuboluk::batch
