// Turns and quotas of what waits: DESIGN.md 5, "Owed acts"; RELIABILITY T6, T18.
#include <catch2/catch.hpp>

#include "node/core/act_pool.h"
#include "tests/node/core/institutions.h"

namespace kuboluk::core::test {
namespace {

PooledAct& add(ActPool& pool, const Institutions& institutions, std::string_view author, int number,
               std::int64_t received_ms) {
  const domain::Instant now = Institutions::start();
  auto submission = institutions.submission({institutions.note(author, number, now)}, now);
  exchange::PendingAct durable;
  durable.id = submission.id;
  durable.bytes = submission.bytes;
  durable.received = {now.ms + received_ms};
  return pool.add(std::move(durable), std::move(submission));
}

std::vector<std::string> authors(const std::vector<const PooledAct*>& acts) {
  std::vector<std::string> names;
  for (const PooledAct* act : acts)
    names.push_back(act->author());
  return names;
}

}  // namespace

TEST_CASE("authors take turns, each one's oldest act first: who floods waits for himself") {
  const Institutions institutions;
  ActPool pool;
  for (int number = 1; number <= 4; ++number)
    add(pool, institutions, "odihr", number, number);
  add(pool, institutions, "mfa", 1, 10);
  add(pool, institutions, "cis", 1, 20);
  const auto order = pool.in_turn(domain::Clock::kReal);
  CHECK(authors(order) ==
        std::vector<std::string>{"odihr", "mfa", "cis", "odihr", "odihr", "odihr"});
  CHECK(order[0]->durable.received < order[3]->durable.received);
}

TEST_CASE("on a training ledger the recorded time comes first: it may never decrease") {
  const Institutions institutions(domain::Clock::kScenario);
  ActPool pool;
  const domain::Instant start = Institutions::start();
  for (const int minute : {3, 1, 2}) {
    const domain::Instant at{start.ms + minute * 60'000};
    auto submission = institutions.submission({institutions.note("odihr", minute, start)}, at);
    exchange::PendingAct durable;
    durable.id = submission.id;
    durable.bytes = submission.bytes;
    durable.received = start;
    pool.add(std::move(durable), std::move(submission));
  }
  const auto order = pool.in_turn(domain::Clock::kScenario);
  REQUIRE(order.size() == 3);
  CHECK(order[0]->submission.recorded_at < order[1]->submission.recorded_at);
  CHECK(order[1]->submission.recorded_at < order[2]->submission.recorded_at);
}

TEST_CASE("a full quota is one author's own: others still have room, and room comes back") {
  const Institutions institutions;
  ActPool pool;
  const domain::Instant now = Institutions::start();
  for (std::size_t number = 0; number < kAuthorActsMax; ++number)
    add(pool, institutions, "odihr", static_cast<int>(number), 0);
  const auto one_more = institutions.submission({institutions.note("odihr", 9999, now)}, now);
  const auto another = institutions.submission({institutions.note("mfa", 1, now)}, now);
  CHECK_FALSE(pool.has_room(one_more));
  CHECK(pool.has_room(another));
  pool.take(pool.ids().front());
  CHECK(pool.has_room(one_more));
}

TEST_CASE("what was handed over is told from what was not, and by when") {
  const Institutions institutions;
  ActPool pool;
  const domain::Instant now = Institutions::start();
  PooledAct& early = add(pool, institutions, "odihr", 1, 0);
  PooledAct& late = add(pool, institutions, "odihr", 2, 0);
  add(pool, institutions, "odihr", 3, 0);
  early.durable.handed = now;
  late.durable.handed = domain::Instant{now.ms + 5000};
  CHECK(pool.not_handed().size() == 1);
  CHECK(pool.handed_before({now.ms - 1}).empty());
  CHECK(pool.handed_before(now).size() == 1);
  CHECK(pool.handed_before({now.ms + 5000}).size() == 2);
}

TEST_CASE("an entry is found by its events, and gone when it is taken") {
  const Institutions institutions;
  ActPool pool;
  const PooledAct& act = add(pool, institutions, "odihr", 1, 0);
  const Hash id = act.durable.id;
  const Hash event = act.submission.events.front().id;
  batch::Change change;
  change.events[event] = 7;
  CHECK(pool.with_event(event) == std::vector<Hash>{id});
  CHECK(pool.touched_by({change}) == std::vector<Hash>{id});
  pool.take(id);
  CHECK(pool.with_event(event).empty());
  CHECK(pool.touched_by({change}).empty());
  CHECK(pool.size() == 0);
  CHECK(pool.bytes() == 0);
}

}  // namespace kuboluk::core::test
