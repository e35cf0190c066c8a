#include "node/core/sequencer.h"

#include <catch2/catch.hpp>

#include "tests/crypto/ends_process.h"
#include "tests/ledger/batch/clerk.h"
#include "tests/node/core/desk.h"

namespace kuboluk::core {
namespace {

using batch::test::at;
using batch::test::Clerk;
using domain::Clock;
using test::Desk;
using testing::ends_process;

template <class Kind>
bool is(const Effect& effect) {
  return std::holds_alternative<Kind>(effect);
}

const Error* refusal(const Answer& answer) {
  return std::get_if<Error>(&answer.outcome);
}
const Accepted* accepted(const Answer& answer) {
  return std::get_if<Accepted>(&answer.outcome);
}

TEST_CASE("order law: persist, sign, store the checkpoint, then answer") {
  const Clerk clerk(Clock::kReal);
  Desk desk(clerk);
  desk.begin();
  Sequencer& machine = desk.machine();
  const batch::Position before = desk.position();

  auto effects = desk.step(Submit{7, {clerk.note(1)}, std::nullopt});
  REQUIRE(effects.size() == 1);
  REQUIRE(is<Persist>(effects[0]));
  const batch::Change change = std::get<Persist>(effects[0]).change;
  CHECK(change.before == before);
  CHECK(change.entries.size() == 2);
  CHECK(machine.persisted_size() == before.size);

  desk.persist(change);
  effects = desk.step(Persisted{change.after});
  REQUIRE(effects.size() == 1);
  REQUIRE(is<SignCheckpoint>(effects[0]));
  const log::Checkpoint asked = std::get<SignCheckpoint>(effects[0]).checkpoint;
  CHECK(asked == log::Checkpoint{clerk.info().origin(), change.after.size, change.after.log_root});
  CHECK(machine.persisted_size() == change.after.size);
  CHECK(machine.signed_size() == before.size);

  const std::string note = desk.sign(asked);
  effects = desk.step(Signed{note});
  REQUIRE(effects.size() == 1);
  REQUIRE(is<StoreCheckpoint>(effects[0]));
  CHECK(std::get<StoreCheckpoint>(effects[0]).note == note);
  CHECK(machine.signed_size() == change.after.size);
  CHECK(machine.published_size() == before.size);

  desk.note_stored(note);
  effects = desk.step(CheckpointStored{});
  REQUIRE(effects.size() == 1);
  const auto& answer = std::get<Answer>(effects[0]);
  CHECK(answer.ticket == 7);
  REQUIRE(accepted(answer) != nullptr);
  CHECK(accepted(answer)->index == before.size);
  CHECK(accepted(answer)->size == change.after.size);
  CHECK(accepted(answer)->events == std::vector<Hash>{clerk.note(1).id});
  CHECK(!accepted(answer)->repeated);
  CHECK(machine.idle());
}

TEST_CASE("natural batching: what comes while a batch is open goes into the next one together") {
  const Clerk clerk(Clock::kReal);
  Desk desk(clerk);
  desk.begin();
  auto open = desk.step(Submit{1, {clerk.note(1)}, std::nullopt});
  REQUIRE(open.size() == 1);
  for (int i = 2; i <= 6; ++i) {
    const auto number = static_cast<std::uint64_t>(i);
    CHECK(desk.step(Submit{number, {clerk.note(i)}, std::nullopt}).empty());
  }
  CHECK(desk.step(Tick{}).empty());
  desk.carry_out(std::move(open));
  CHECK(desk.batches() == 3);  // the genesis, the first, the other five
  CHECK(desk.answers().size() == 7);
  for (std::uint64_t ticket = 2; ticket <= 6; ++ticket) {
    CHECK(accepted(desk.answer(ticket))->size == desk.position().size);
  }
}

TEST_CASE("a refused submission gets its answer at once and leaves nothing; the others go on") {
  const Clerk clerk(Clock::kReal);
  Desk desk(clerk);
  desk.begin();
  auto open = desk.step(Submit{1, {clerk.note(1)}, std::nullopt});
  auto forged = clerk.note(2);
  forged.note.signatures[0].signature[5] ^= 1;
  forged.bytes = crypto::print_note(forged.note);
  desk.step(Submit{2, {forged}, std::nullopt});
  desk.step(Submit{3, {clerk.registration(1), clerk.registration(1)}, std::nullopt});
  desk.step(Submit{4, {clerk.registration(2)}, std::nullopt});
  desk.carry_out(std::move(open));
  CHECK(refusal(desk.answer(2))->rule == "X.SIGNATURE");
  CHECK(refusal(desk.answer(3))->rule == "X.DUP");
  CHECK(accepted(desk.answer(4)) != nullptr);
  CHECK(!*desk.ledger().record("organisation/org-1"));
  CHECK(*desk.ledger().record("organisation/org-2"));
  CHECK(desk.ledger().position()->size == 2 + 2 + 2);

  // A batch of refused submissions only is no batch.
  const auto effects = desk.step(Submit{5, {forged}, std::nullopt});
  REQUIRE(effects.size() == 1);
  CHECK(refusal(std::get<Answer>(effects[0])) != nullptr);
  CHECK(desk.machine().idle());
}

TEST_CASE("what is wrong without looking at the ledger is answered at once") {
  const Clerk clerk(Clock::kReal);
  Desk desk(clerk);
  desk.begin();
  const auto rule = [&](Submit submit) {
    const auto effects = desk.step(std::move(submit));
    REQUIRE(effects.size() == 1);
    return refusal(std::get<Answer>(effects[0]))->rule;
  };
  CHECK(rule({1, {}, std::nullopt}) == "X.FORM");
  CHECK(rule({2, {clerk.note(1)}, at("2026-04-11T00:00:00+06:00")}) == "X.TIME");
  CHECK(rule({3, std::vector(kBatchEntriesMax, clerk.note(1)), std::nullopt}) == "X.SIZE");
}

// --- the same submission again

TEST_CASE(
    "RELIABILITY 14: accepted events submitted again get the old index, and no second entry") {
  const Clerk clerk(Clock::kReal);
  Desk desk(clerk);
  desk.begin();
  desk.submit({clerk.note(1), clerk.note(2)});
  const std::uint64_t size = desk.position().size;
  const Answer first = desk.answers().back();
  // Long after the events have expired, too.
  desk.now = at("2027-01-01T00:00:00+06:00");
  for (int i = 0; i < 3; ++i) {
    const Answer again = desk.submit({clerk.note(1), clerk.note(2)});
    REQUIRE(accepted(again) != nullptr);
    CHECK(accepted(again)->repeated);
    CHECK(accepted(again)->index == accepted(first)->index);
    CHECK(accepted(again)->events == accepted(first)->events);
    CHECK(accepted(again)->size == size);
  }
  CHECK(accepted(desk.submit({clerk.note(2)}))->index == accepted(first)->index + 1);
  CHECK(accepted(desk.submit({clerk.genesis()}))->index == 0);
  CHECK(desk.position().size == size);
}

TEST_CASE("the same submission twice in one batch: one entry, two answers, after the commit") {
  const Clerk clerk(Clock::kReal);
  Desk desk(clerk);
  desk.begin();
  auto open = desk.step(Submit{1, {clerk.note(1)}, std::nullopt});
  for (std::uint64_t ticket = 2; ticket <= 5; ++ticket) {
    CHECK(desk.step(Submit{ticket, {clerk.note(2)}, std::nullopt}).empty());
  }
  CHECK(desk.step(Submit{6, {clerk.note(1)}, std::nullopt}).empty());
  desk.carry_out(std::move(open));
  const std::uint64_t index = accepted(desk.answer(2))->index;
  CHECK(!accepted(desk.answer(2))->repeated);
  for (std::uint64_t ticket = 3; ticket <= 5; ++ticket) {
    REQUIRE(accepted(desk.answer(ticket)) != nullptr);
    CHECK(accepted(desk.answer(ticket))->repeated);
    CHECK(accepted(desk.answer(ticket))->index == index);
    CHECK(accepted(desk.answer(ticket))->size == desk.position().size);
  }
  CHECK(accepted(desk.answer(6))->repeated);
  CHECK(desk.position().size == 2 + 2 + 2);
}

TEST_CASE("the same text under other signatures is the same act only if they are good") {
  const Clerk clerk(Clock::kReal);
  Desk desk(clerk);
  desk.begin();
  desk.submit({clerk.note(1, 1)});
  const std::uint64_t size = desk.position().size;
  const domain::SignedEvent other_officer = clerk.note(1, 2);
  REQUIRE(other_officer.id == clerk.note(1, 1).id);
  REQUIRE(other_officer.bytes != clerk.note(1, 1).bytes);
  const Answer again = desk.submit({other_officer});
  REQUIRE(accepted(again) != nullptr);
  CHECK(accepted(again)->repeated);
  CHECK(accepted(again)->index == size - 2);

  domain::SignedEvent forged = other_officer;
  forged.note.signatures[0].signature[0] ^= 1;
  forged.bytes = crypto::print_note(forged.note);
  CHECK(refusal(desk.submit({forged}))->rule == "X.SIGNATURE");
  CHECK(desk.position().size == size);
}

TEST_CASE("a submission of which only a part is in the ledger is no repetition") {
  const Clerk clerk(Clock::kReal);
  Desk desk(clerk);
  desk.begin();
  desk.submit({clerk.note(1)});
  const Answer mixed = desk.submit({clerk.note(1), clerk.note(2)});
  REQUIRE(refusal(mixed) != nullptr);
  CHECK(refusal(mixed)->rule == "X.DUP");
}

// --- limits

TEST_CASE("a full queue answers busy, and everything taken is answered in the end") {
  const Clerk clerk(Clock::kReal);
  Desk desk(clerk);
  desk.begin();
  auto open = desk.step(Submit{1, {clerk.note(0)}, std::nullopt});
  const domain::SignedEvent same = clerk.note(1);
  std::uint64_t ticket = 2;
  for (std::size_t i = 0; i < kQueueMax; ++i) {
    REQUIRE(desk.step(Submit{ticket++, {same}, std::nullopt}).empty());
  }
  for (int i = 0; i < 3; ++i) {
    const auto effects = desk.step(Submit{ticket++, {same}, std::nullopt});
    REQUIRE(effects.size() == 1);
    CHECK(std::holds_alternative<Busy>(std::get<Answer>(effects[0]).outcome));
  }
  desk.carry_out(std::move(open));
  CHECK(desk.answers().size() == 1 + 1 + kQueueMax);
  CHECK(desk.machine().idle());
  CHECK(accepted(desk.submit({same}))->repeated);
}

TEST_CASE("a queue of few but large submissions is bounded too") {
  const Clerk clerk(Clock::kReal);
  Desk desk(clerk);
  desk.begin();
  auto open = desk.step(Submit{1, {clerk.note(0)}, std::nullopt});
  domain::SignedEvent large = clerk.note(1);
  large.bytes.assign(domain::kEventBytesMax, 'x');
  const std::vector<domain::SignedEvent> act(400, large);
  std::size_t taken = 0;
  while (desk.step(Submit{2 + taken, act, std::nullopt}).empty())
    ++taken;
  CHECK(taken == kQueueBytesMax / (400 * domain::kEventBytesMax));
}

TEST_CASE("a batch has at most its number of entries; the rest goes into the next") {
  const Clerk clerk(Clock::kReal);
  Desk desk(clerk);
  desk.begin();
  auto open = desk.step(Submit{1, {clerk.note(0)}, std::nullopt});
  const int count = static_cast<int>(kBatchEntriesMax) + 100;
  for (int i = 1; i <= count; ++i) {
    desk.step(Submit{static_cast<std::uint64_t>(i) + 1, {clerk.note(i)}, std::nullopt});
  }
  desk.carry_out(std::move(open));
  CHECK(desk.batches() == 4);
  CHECK(desk.largest_batch() == kBatchEntriesMax);
  CHECK(desk.position().size == 2 + 2 + static_cast<std::uint64_t>(count) + 2);
}

// --- time

TEST_CASE("clock scenario: the known time is recorded_at, which must be there and never go back") {
  const Clerk clerk(Clock::kScenario);
  Desk desk(clerk);
  desk.begin();
  CHECK(refusal(desk.submit({clerk.note(1)}))->rule == "X.TIME");
  const auto time = at("2026-04-11T10:00:00+06:00");
  CHECK(accepted(desk.submit({clerk.note(1)}, time)) != nullptr);
  CHECK(desk.position().known == time);
  const domain::Instant before{time.ms - 1};
  CHECK(refusal(desk.submit({clerk.note(2)}, before))->rule == "X.TIME");
  CHECK(accepted(desk.submit({clerk.note(2)}, time)) != nullptr);
}

TEST_CASE("clock scenario: submissions of two times are never in one batch") {
  const Clerk clerk(Clock::kScenario);
  Desk desk(clerk);
  desk.begin();
  const auto time = at("2026-04-11T10:00:00+06:00");
  auto open = desk.step(Submit{1, {clerk.note(1)}, time});
  std::uint64_t ticket = 2;
  for (const int minute : {0, 0, 1, 1, 1, 2}) {
    desk.step(Submit{ticket,
                     {clerk.note(static_cast<int>(ticket))},
                     domain::Instant{time.ms + minute * 60'000}});
    ++ticket;
  }
  desk.carry_out(std::move(open));
  CHECK(desk.batches() == 2 + 3);
  for (const std::vector<domain::Instant>& times : desk.batch_times()) {
    for (const domain::Instant& one : times)
      CHECK(one == times.front());
  }
}

TEST_CASE("clock real: a seal comes at least hourly and after local midnight, and only then") {
  const Clerk clerk(Clock::kReal);
  Desk desk(clerk);
  desk.now = at("2026-04-11T22:10:00+06:00");
  desk.begin();
  CHECK(desk.step(Tick{}).empty());
  desk.now.ms += domain::kHourMs - 1;
  CHECK(desk.step(Tick{}).empty());
  desk.now.ms += 1;
  desk.carry_out(desk.step(Tick{}));
  CHECK(desk.position().size == 3);
  CHECK(desk.position().known == desk.now);
  desk.now = at("2026-04-11T23:59:59+06:00");
  CHECK(desk.step(Tick{}).empty());
  desk.now = at("2026-04-12T00:00:00+06:00");
  desk.carry_out(desk.step(Tick{}));
  CHECK(desk.position().size == 4);
  CHECK(desk.step(Tick{}).empty());
}

TEST_CASE("clock scenario and a ledger without genesis have no heartbeat") {
  const Clerk scenario(Clock::kScenario);
  Desk training(scenario);
  training.begin();
  training.now = at("2030-01-01T00:00:00+06:00");
  CHECK(training.step(Tick{}).empty());
  const Clerk real(Clock::kReal);
  Desk empty(real);
  CHECK(empty.step(Tick{}).empty());
}

TEST_CASE("RELIABILITY 60: a clock that steps back makes known times stand still, not go back") {
  const Clerk clerk(Clock::kReal);
  Desk desk(clerk);
  desk.begin();
  const auto known = desk.position().known;
  desk.now.ms -= domain::kDayMs;
  CHECK(accepted(desk.submit({clerk.note(1)})) != nullptr);
  CHECK(desk.position().known == known);
  CHECK(desk.step(Tick{}).empty());
}

// --- crashes and failures

TEST_CASE("a crash between persist and sign: the missing signature is asked for first") {
  const Clerk clerk(Clock::kReal);
  Desk desk(clerk);
  desk.begin();
  const auto effects = desk.step(Submit{1, {clerk.note(1)}, std::nullopt});
  desk.persist(std::get<Persist>(effects[0]).change);
  const auto position = desk.position();

  desk.crash();
  CHECK(!desk.machine().idle());
  auto first = desk.step(Submit{2, {clerk.note(2)}, std::nullopt});
  REQUIRE(first.size() == 1);
  REQUIRE(is<SignCheckpoint>(first[0]));
  CHECK(std::get<SignCheckpoint>(first[0]).checkpoint ==
        log::Checkpoint{clerk.info().origin(), position.size, position.log_root});
  desk.carry_out(std::move(first));
  CHECK(accepted(desk.answer(2))->index == position.size);
  // The act of the crashed batch is in the ledger; submitted again it is answered with its index.
  const Answer again = desk.submit({clerk.note(1)});
  CHECK(accepted(again)->repeated);
  CHECK(accepted(again)->index == position.size - 2);
}

TEST_CASE("a crash between sign and store: the same checkpoint is signed again, never another") {
  const Clerk clerk(Clock::kReal);
  Desk desk(clerk);
  desk.begin();
  auto effects = desk.step(Submit{1, {clerk.note(1)}, std::nullopt});
  const batch::Change change = std::get<Persist>(effects[0]).change;
  desk.persist(change);
  effects = desk.step(Persisted{change.after});
  const auto asked = std::get<SignCheckpoint>(effects[0]).checkpoint;
  desk.step(Signed{desk.sign(asked)});
  desk.crash();
  effects = desk.step(Tick{});
  REQUIRE(effects.size() == 1);
  CHECK(std::get<SignCheckpoint>(effects[0]).checkpoint == asked);
}

TEST_CASE("a batch that could not be persisted is answered with the error and tried no more") {
  const Clerk clerk(Clock::kReal);
  Desk desk(clerk);
  desk.begin();
  const auto before = desk.position();
  REQUIRE(desk.step(Submit{1, {clerk.note(1)}, std::nullopt}).size() == 1);
  CHECK(desk.step(Submit{2, {clerk.note(2)}, std::nullopt}).empty());
  const auto effects = desk.step(EffectFailed{{"STORE", "folder", "disk full"}});
  REQUIRE(effects.size() == 1);
  CHECK(std::get<Answer>(effects[0]).ticket == 1);
  CHECK(refusal(std::get<Answer>(effects[0]))->detail == "disk full");
  // What waited goes on at the next input, from the same position.
  desk.carry_out(desk.step(Tick{}));
  CHECK(accepted(desk.answer(2))->index == before.size);
  CHECK(accepted(desk.submit({clerk.note(1)})) != nullptr);
}

TEST_CASE("a signature that failed is asked for again, and the answers wait for it") {
  const Clerk clerk(Clock::kReal);
  Desk desk(clerk);
  desk.begin();
  auto effects = desk.step(Submit{1, {clerk.note(1)}, std::nullopt});
  const batch::Change change = std::get<Persist>(effects[0]).change;
  desk.persist(change);
  effects = desk.step(Persisted{change.after});
  const auto asked = std::get<SignCheckpoint>(effects[0]).checkpoint;
  CHECK(desk.step(EffectFailed{{"X.KEY", "log", "locked"}}).empty());
  effects = desk.step(Tick{});
  REQUIRE(effects.size() == 1);
  CHECK(std::get<SignCheckpoint>(effects[0]).checkpoint == asked);
  effects = desk.step(Signed{desk.sign(asked)});
  REQUIRE(is<StoreCheckpoint>(effects[0]));
  CHECK(desk.step(EffectFailed{{"STORE", "folder", "disk full"}}).empty());
  desk.carry_out(desk.step(Tick{}));
  CHECK(accepted(desk.answer(1))->size == change.after.size);
  CHECK(desk.machine().idle());
}

TEST_CASE("what was not asked for, or does not fit what was asked, ends the process") {
  const Clerk clerk(Clock::kReal);
  Desk desk(clerk);
  desk.begin();
  CHECK(ends_process([&] { desk.step(Persisted{desk.position()}); }));
  CHECK(ends_process([&] { desk.step(Signed{"x"}); }));
  CHECK(ends_process([&] { desk.step(CheckpointStored{}); }));
  CHECK(ends_process([&] { desk.step(EffectFailed{}); }));
  const auto effects = desk.step(Submit{1, {clerk.note(1)}, std::nullopt});
  batch::Position other = std::get<Persist>(effects[0]).change.after;
  other.log_root[0] ^= 1;
  CHECK(ends_process([&] { desk.step(Persisted{other}); }));
  CHECK(ends_process([&] { Sequencer(clerk.info(), clerk.ruleset(), batch::Position(), 1); }));
}

}  // namespace
}  // namespace kuboluk::core
