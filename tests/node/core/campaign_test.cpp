// Bad weather and crashes between any two effects, many seeds: nothing committed is lost or
// doubled, the laws hold after every step, and everything promised is kept once it is quiet again.
#include <catch2/catch.hpp>

#include <cstdlib>

#include "ledger/domain/line_reader.h"
#include "tests/node/core/world.h"

namespace kuboluk::core::test {
namespace {

constexpr std::uint64_t kSeeds = 40;  // in the suite; KUBOLUK_SEEDS asks for more
constexpr std::uint64_t kSeedsMax = 10'000'000;

struct Campaign {
  int crashes_before_sign = 0;
  int crashes_before_send = 0;
  int crashes_elsewhere = 0;
  std::uint64_t steps = 0;
  std::uint64_t committed = 0;
};

void submit_somewhere(World& world, const Institutions& institutions, std::mt19937_64& random,
                      int number, std::vector<Hash>& acts) {
  const auto& ids = Institutions::ids();
  const std::string& at = ids[random() % ids.size()];
  const auto act = institutions.note(ids[random() % ids.size()], number, world.now);
  if (!world.is_up(at)) return;
  const auto ticket = world.submit(at, institutions.submission({act}, world.now));
  if (world.has_receipt(ticket)) acts.push_back(act.id);
}

void make_weather(World& world, std::mt19937_64& random) {
  world.weather.loss_percent = static_cast<unsigned>(random() % 31);
  world.weather.double_percent = static_cast<unsigned>(random() % 31);
  world.weather.delay_ms_max = 1 + static_cast<std::int64_t>(random() % 400);
  world.crash_often(static_cast<unsigned>(random() % 12),
                    500 + static_cast<std::int64_t>(random() % 3000));
}

void cut_something(World& world, std::mt19937_64& random) {
  const auto& ids = Institutions::ids();
  const std::string& a = ids[random() % ids.size()];
  const std::string& b = ids[random() % ids.size()];
  if (a == b) return;
  if (random() % 3 == 0) {
    world.cut_one_way(a, b);
  } else {
    world.cut(a, b);
  }
}

void calm_down(World& world) {
  world.weather = Weather();
  world.crash_never();
  world.heal();
  for (const std::string& id : Institutions::ids()) {
    if (!world.is_up(id)) world.start(id);
  }
}

void run_seed(const Institutions& institutions, std::uint64_t seed, Campaign& campaign) {
  CAPTURE(seed);
  std::mt19937_64 random(seed);
  World world(institutions, seed);
  world.start_all();
  std::vector<Hash> acts;
  for (int round = 0; round < 25; ++round) {
    if (round % 5 == 0) make_weather(world, random);
    if (random() % 3 == 0) cut_something(world, random);
    if (random() % 4 == 0) world.heal();
    submit_somewhere(world, institutions, random, round, acts);
    world.run(static_cast<std::int64_t>(random() % 3000));
  }
  calm_down(world);
  const bool quiet = world.run_until([&] { return world.quiet(); }, 1'800'000);
  CHECK(quiet);
  if (!quiet) {
    for (const std::string& id : world.honest()) {
      const NodeStatus status = world.status(id);
      UNSCOPED_INFO(id << " " << status.phase << " " << status.position.size << " +"
                       << status.proposed << " acts " << status.pending_acts << ": "
                       << status.waiting);
    }
    CHECK(false);
  }
  for (const std::string& breach : world.breaches())
    FAIL_CHECK(breach);
  for (const std::string& broken : world.broken_promises())
    FAIL_CHECK(broken);
  for (const Hash& act : acts) {
    const bool rejected = world.disk("cec").rejections.contains(act);
    for (const std::string& id : Institutions::ids()) {
      const std::size_t times = world.indexes_of(id, act).size();
      CHECK((times == 1 || (times == 0 && rejected)));
    }
  }
  campaign.crashes_before_sign += world.crashes().between_persist_and_sign;
  campaign.crashes_before_send += world.crashes().between_sign_and_send;
  campaign.crashes_elsewhere += world.crashes().elsewhere;
  campaign.steps += world.steps();
  campaign.committed += world.disk("cec").position().size;
}

std::uint64_t seeds() {
  const char* text = std::getenv("KUBOLUK_SEEDS");
  if (text == nullptr) return kSeeds;
  const auto number = domain::parse_decimal(text, kSeedsMax);
  REQUIRE(number);
  return *number;
}

}  // namespace

TEST_CASE("bad weather and crashes at every effect boundary: RELIABILITY 13-16, 18, 21-25") {
  const Institutions institutions;
  Campaign campaign;
  const std::uint64_t count = seeds();
  for (std::uint64_t seed = 1; seed <= count; ++seed)
    run_seed(institutions, seed, campaign);
  WARN(count << " seeds, " << campaign.steps << " steps, " << campaign.committed
             << " entries committed; crashes: " << campaign.crashes_before_sign
             << " between persist and sign, " << campaign.crashes_before_send
             << " between sign and send, " << campaign.crashes_elsewhere << " elsewhere");
  CHECK(campaign.crashes_before_sign > 0);
  CHECK(campaign.crashes_before_send > 0);
}

TEST_CASE("one seed, one trace") {
  const Institutions institutions;
  Hash traces[2];
  for (Hash& trace : traces) {
    World world(institutions, 7);
    world.weather = {10, 10, 300};
    world.start_all();
    world.crash_often(5, 1000);
    world.run(20'000);
    trace = world.trace();
  }
  CHECK(traces[0] == traces[1]);
}

}  // namespace kuboluk::core::test
