// The simulator itself: plans are text, packets have their own dice, a seed has one trace, a
// failing plan shrinks; and every story of a found bug is played again.
#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "ledger/log/merkle.h"
#include "tests/simulation/cluster.h"
#include "tests/simulation/history.h"
#include "tests/simulation/shrink.h"

namespace kuboluk::simulation {
namespace {

using core::test::Institutions;

const Institutions& institutions() {
  static const Institutions kInstitutions;
  return kInstitutions;
}

std::string read_text(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

bool has(const Plan& plan, Act act, const std::string& a) {
  return std::any_of(plan.actions.begin(), plan.actions.end(),
                     [&](const Action& action) { return action.act == act && action.a == a; });
}

exchange::Message any_message() {
  return exchange::AskState{};
}

}  // namespace

TEST_CASE("a plan is its text, for every kind of action") {
  std::size_t kinds = 0;
  std::array<bool, kActCount> seen{};
  for (std::uint64_t seed = 1; seed <= 400; ++seed) {
    const Plan plan = draw_plan(seed);
    CHECK(plan == draw_plan(seed));
    const std::string text = print_plan(plan);
    const auto parsed = parse_plan(text);
    REQUIRE(parsed.has_value());
    CHECK(*parsed == plan);
    CHECK(print_plan(*parsed) == text);
    for (const Action& action : plan.actions) {
      CHECK_FALSE(sentence(action).empty());
      kinds += !std::exchange(seen[static_cast<std::size_t>(action.act)], true);
    }
  }
  // All but "honest" and "pace", which are for plans written by hand.
  CHECK(kinds == kActCount - 2);
}

TEST_CASE("what is no plan is refused with its line") {
  const std::string good = "seed 7\nsafety 1000\n5 crash mfa 300\n";
  REQUIRE(parse_plan(good).has_value());
  for (const std::string bad :
       {"", "seed 7\n", "safety 1000\nseed 7\n", "seed 7\nsafety 1000\n5 crash mfa\n",
        "seed 7\nsafety 1000\n5 crash mfa 300 4\n", "seed 7\nsafety 1000\n5 explode mfa\n",
        "seed 7\nsafety 1000\nx heal\n", "seed x\nsafety 1000\n", "seed 7\nsafety 1000\n5 heal"}) {
    const auto parsed = parse_plan(bad);
    CAPTURE(bad);
    REQUIRE_FALSE(parsed.has_value());
    CHECK(parsed.error().rule == "X.FORM");
    CHECK(parsed.error().object.starts_with("line "));
  }
}

TEST_CASE("a packet's fate is its own: RELIABILITY 23") {
  const auto message = std::make_shared<const exchange::Message>(any_message());
  const auto fates = [&](bool others) {
    Network network(5, 3);
    network.weather = {30, 30, 500};
    for (int i = 0; i < 200; ++i) {
      if (others) network.send(2, 1, 1, message, i);
      network.send(0, 1, 1, message, i);
    }
    std::vector<std::pair<std::int64_t, std::uint64_t>> arrived;
    while (const auto at = network.next()) {
      const auto packet = network.take();
      if (packet && packet->from == 0) arrived.emplace_back(*at, packet->number);
    }
    return std::pair(arrived, network.counts().lost);
  };
  const auto [alone, lost] = fates(false);
  const auto [together, more_lost] = fates(true);
  CHECK(alone == together);
  CHECK((lost > 30 && lost < 90));
  CHECK(more_lost > lost);
}

TEST_CASE("a cut is one way, ends what is on its way, and is mended: RELIABILITY 21, 25") {
  const auto message = std::make_shared<const exchange::Message>(any_message());
  Network network(5, 2);
  network.cut(0, 1);
  network.send(0, 1, 1, message, 0);
  network.send(1, 0, 1, message, 0);
  REQUIRE(network.next().has_value());
  const auto packet = network.take();
  REQUIRE(packet.has_value());
  CHECK(packet->from == 1);
  CHECK_FALSE(network.next().has_value());
  network.mend(0, 1);
  network.send(0, 1, 1, message, 0);
  network.cut(0, 1);
  CHECK_FALSE(network.take().has_value());
  CHECK(network.counts().cut == 2);
}

TEST_CASE("the naive root is RFC 6962's") {
  log::MemoryTree tree;
  std::vector<Hash> leaves;
  for (std::uint64_t size = 0; size < 70; ++size) {
    CHECK(naive_root(leaves, 0, leaves.size()) == tree.root(size));
    const std::string entry = "entry " + std::to_string(size);
    leaves.push_back(naive_leaf(entry));
    tree.append(log::leaf_hash(bytes_of(entry)));
  }
}

TEST_CASE("one seed, one trace; another seed, another") {
  const Plan plan = draw_plan(4);
  const Outcome once = run_plan(institutions(), plan, false);
  const Outcome again = run_plan(institutions(), plan, true);  // telling changes nothing
  CHECK(once.trace == again.trace);
  CHECK_FALSE(again.story.empty());
  CHECK(run_plan(institutions(), draw_plan(5), false).trace != once.trace);
}

TEST_CASE("a planted breach shrinks to the actions that make it") {
  Plan plan = draw_plan(9);
  for (int i = 0; i < 3; ++i) {
    plan.actions.push_back({30'000, Act::kCrash, "mfa", {}, {1'000, 0, 0}, {}});
    plan.actions.push_back({31'000, Act::kClock, "ots", {}, {5'000, 0, 0}, {}});
  }
  const auto planted = [](const Plan& tried) -> std::optional<Breach> {
    if (!has(tried, Act::kCrash, "mfa") || !has(tried, Act::kClock, "ots")) return std::nullopt;
    return Breach{Law::kOneRoot, "planted", 0, "mfa"};
  };
  const Shrunk shrunk = shrink(plan, Law::kOneRoot, 1000, planted);
  CHECK(shrunk.plan.actions.size() == 2);
  // Another law is another bug.
  CHECK(shrink(plan, Law::kOrder, 1000, planted).plan == plan);
}

TEST_CASE("a breach in a real run shrinks to a handful of actions") {
  // The "law": nobody may die between persisting and signing.
  const auto run = [](const Plan& tried) -> std::optional<Breach> {
    const Outcome outcome = run_plan(institutions(), tried, false);
    if (outcome.measure.of("fault", "died before sign") == 0) return std::nullopt;
    return Breach{Law::kOrder, "planted", 0, ""};
  };
  std::uint64_t seed = 1;
  while (!run(draw_plan(seed)))
    ++seed;
  const Shrunk shrunk = shrink(draw_plan(seed), Law::kOrder, 150, run);
  CHECK(shrunk.plan.actions.size() <= 4);
  CHECK(run(shrunk.plan).has_value());
}

TEST_CASE("every kept story is played again and breaks no law") {
  const std::filesystem::path folder =
      std::filesystem::path(KUBOLUK_SOURCE_DIR) / "tests/simulation/stories";
  std::size_t played = 0;
  for (const auto& file : std::filesystem::directory_iterator(folder)) {
    if (file.path().extension() != ".txt") continue;
    CAPTURE(file.path().filename().string());
    const auto plan = parse_plan(read_text(file.path()));
    REQUIRE(plan.has_value());
    const Outcome outcome = run_plan(institutions(), *plan, false);
    if (outcome.breach) FAIL_CHECK(outcome.breach->node + " " + outcome.breach->words);
    ++played;
  }
  CHECK(played > 0);
}

}  // namespace kuboluk::simulation
