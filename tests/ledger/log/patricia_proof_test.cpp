#include <catch2/catch.hpp>
#include <random>

#include "crypto/sha256.h"
#include "ledger/log/patricia.h"
#include "ledger/log/patricia_node.h"
#include "tests/ledger/log/map_model.h"
#include "tests/ledger/log/print_result.h"

namespace kuboluk::log {
namespace {

using testing::adversarial_key;
using testing::MapModel;
using testing::random_value;

struct Map {
  MapModel model;
  MemoryNodes nodes;
  Hash root = empty_map_root();
};

Map random_map(std::mt19937_64& random, std::uint64_t size_max) {
  Map map;
  for (std::uint64_t n = random() % size_max; n > 0; --n) {
    map.model.set(adversarial_key(random), random_value(random));
  }
  const MapUpdate change = update(map.nodes, map.root, map.model.sorted()).value();
  map.nodes.apply(change);
  map.root = change.root;
  return map;
}

// Every way to change the steps a little.
std::vector<std::vector<MapStep>> altered(const std::vector<MapStep>& steps) {
  std::vector<std::vector<MapStep>> all;
  for (std::size_t i = 0; i < steps.size(); ++i) {
    auto bad = steps;
    bad[i].sibling[i % 32] ^= 0x40;
    all.push_back(bad);
    for (std::uint32_t bit :
         {steps[i].bit + 1, steps[i].bit - 1, steps[i].bit ^ 8, ~steps[i].bit}) {
      bad = steps;
      bad[i].bit = bit;
      all.push_back(bad);
    }
    bad = steps;
    bad.erase(bad.begin() + static_cast<std::ptrdiff_t>(i));
    all.push_back(bad);
    bad = steps;
    bad.insert(bad.begin() + static_cast<std::ptrdiff_t>(i), steps[i]);
    all.push_back(bad);
  }
  if (steps.size() > 1) {
    auto bad = steps;
    std::swap(bad.front(), bad.back());
    all.push_back(bad);
  }
  auto bad = steps;
  bad.push_back({0, empty_map_root()});
  all.push_back(bad);
  return all;
}

void check_presence(const Map& map, const MapPair& pair) {
  const MapProof good = prove(map.nodes, map.root, pair.key).value();
  REQUIRE(good.present);
  REQUIRE(verify_presence(map.root, pair.key, pair.value, good));
  REQUIRE_FALSE(verify_absence(map.root, pair.key, good));
  Bytes other_value = pair.value;
  other_value[0] ^= 1;
  REQUIRE_FALSE(verify_presence(map.root, pair.key, other_value, good));
  REQUIRE_FALSE(verify_presence(map.root, pair.key + "x", pair.value, good));
  REQUIRE_FALSE(verify_presence(empty_map_root(), pair.key, pair.value, good));
  for (const auto& steps : altered(good.steps)) {
    REQUIRE_FALSE(verify_presence(map.root, pair.key, pair.value, {true, std::nullopt, steps}));
  }
  // Presence never turns into absence, whatever leaf is put in.
  for (const auto& [key, value] : map.model.pairs()) {
    const MapProof theirs = prove(map.nodes, map.root, key).value();
    REQUIRE_FALSE(verify_absence(map.root, pair.key, {false, MapPair{key, value}, theirs.steps}));
  }
}

void check_absence(const Map& map, const std::string& wanted) {
  const MapProof good = prove(map.nodes, map.root, wanted).value();
  REQUIRE_FALSE(good.present);
  REQUIRE(verify_absence(map.root, wanted, good));
  REQUIRE_FALSE(verify_presence(map.root, wanted, Bytes{1}, good));
  if (!good.other) {
    REQUIRE(map.root == empty_map_root());
    return;
  }
  for (const auto& steps : altered(good.steps)) {
    REQUIRE_FALSE(verify_absence(map.root, wanted, {false, good.other, steps}));
  }
  MapProof bad = good;
  bad.other->value[0] ^= 1;
  REQUIRE_FALSE(verify_absence(map.root, wanted, bad));
  bad = good;
  bad.other->key += '\0';
  REQUIRE_FALSE(verify_absence(map.root, wanted, bad));
  bad = good;
  bad.other.reset();
  REQUIRE_FALSE(verify_absence(map.root, wanted, bad));
  bad = good;
  bad.other = MapPair{wanted, Bytes{1}};  // not a member
  REQUIRE_FALSE(verify_absence(map.root, wanted, bad));
  // Another leaf with its true path: only the one where the search ends will do.
  for (const auto& [key, value] : map.model.pairs()) {
    if (key == good.other->key) continue;
    const MapProof theirs = prove(map.nodes, map.root, key).value();
    REQUIRE_FALSE(verify_absence(map.root, wanted, {false, MapPair{key, value}, theirs.steps}));
  }
  // The proof of this key's absence shows that of another key only if the search ends there too.
  REQUIRE_FALSE(verify_absence(map.root, good.other->key, good));
}

void check_prefix(const Map& map, const std::string& prefix, std::mt19937_64& random) {
  const std::vector<MapPair> pairs = map.model.sorted(prefix);
  const PrefixProof good = prove_prefix(map.nodes, map.root, prefix).value();
  REQUIRE(scan(map.nodes, map.root, prefix).value() == pairs);
  REQUIRE(verify_prefix(map.root, prefix, pairs, good));
  for (const auto& steps : altered(good.steps)) {
    REQUIRE_FALSE(verify_prefix(map.root, prefix, pairs, {good.other, steps}));
  }
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    auto bad = pairs;
    bad.erase(bad.begin() + static_cast<std::ptrdiff_t>(i));
    REQUIRE_FALSE(verify_prefix(map.root, prefix, bad, good));
    bad = pairs;
    bad[i].value[0] ^= 0x80;
    REQUIRE_FALSE(verify_prefix(map.root, prefix, bad, good));
    bad = pairs;
    bad.insert(bad.begin() + static_cast<std::ptrdiff_t>(i), pairs[i]);
    REQUIRE_FALSE(verify_prefix(map.root, prefix, bad, good));
  }
  // All other true proofs of this tree, with their own lists and with this one.
  for (int n = 0; n < 12; ++n) {
    const std::string other = adversarial_key(random);
    const std::vector<MapPair> theirs = map.model.sorted(other);
    const PrefixProof proof = prove_prefix(map.nodes, map.root, other).value();
    if (theirs != pairs) REQUIRE_FALSE(verify_prefix(map.root, prefix, theirs, proof));
    if (theirs != pairs) REQUIRE_FALSE(verify_prefix(map.root, prefix, theirs, good));
    if (proof != good) REQUIRE_FALSE(verify_prefix(map.root, prefix, pairs, proof));
  }
  // No member of the tree proves an empty list when there are pairs, and only one does when not.
  for (const auto& [key, value] : map.model.pairs()) {
    const MapProof path = prove(map.nodes, map.root, key).value();
    const PrefixProof claim{MapPair{key, value}, path.steps};
    REQUIRE(verify_prefix(map.root, prefix, {}, claim).has_value() == (claim == good));
  }
  if (!pairs.empty() || !map.model.pairs().empty()) {
    REQUIRE_FALSE(verify_prefix(map.root, prefix, {}, {std::nullopt, {}}));
  }
}

}  // namespace

TEST_CASE("presence and absence proofs agree with a plain map, and no other proof verifies") {
  std::mt19937_64 random(42);
  for (int round = 0; round < 25; ++round) {
    const Map map = random_map(random, 60);
    for (const MapPair& pair : map.model.sorted())
      check_presence(map, pair);
    for (int n = 0; n < 25; ++n) {
      std::string wanted = adversarial_key(random);
      if (map.model.pairs().contains(wanted)) wanted += '\0';
      if (!map.model.pairs().contains(wanted)) check_absence(map, wanted);
    }
  }
}

TEST_CASE("a proof of absence made for one key does not show the absence of a member") {
  std::mt19937_64 random(43);
  Map map = random_map(random, 200);
  while (map.model.pairs().size() < 60)
    map = random_map(random, 200);
  const auto members = map.model.sorted();
  for (int n = 0; n < 200; ++n) {
    const std::string wanted = adversarial_key(random) + "?";
    const MapProof proof = prove(map.nodes, map.root, wanted).value();
    for (const MapPair& member : members)
      REQUIRE_FALSE(verify_absence(map.root, member.key, proof));
  }
}

TEST_CASE(
    "prefix proofs show complete lists: nothing missing, nothing foreign, nothing else verifies") {
  std::mt19937_64 random(44);
  for (int round = 0; round < 25; ++round) {
    const Map map = random_map(random, 50);
    check_prefix(map, "", random);
    check_prefix(map, "accreditation/kg-jk-2025/", random);
    check_prefix(map, "accreditation/kg-jk-2020/", random);
    check_prefix(map, "accreditation/kg-jk-202", random);
    for (int n = 0; n < 15; ++n) {
      std::string prefix = adversarial_key(random);
      prefix.resize(random() % (prefix.size() + 1));
      check_prefix(map, prefix, random);
    }
    for (int n = 0; n < 10; ++n)
      check_prefix(map, adversarial_key(random), random);
  }
}

TEST_CASE("in the empty tree everything is absent and every list is empty") {
  const MemoryNodes nodes;
  const Hash root = empty_map_root();
  const MapProof none = prove(nodes, root, "k").value();
  CHECK(none == MapProof{});
  CHECK(verify_absence(root, "k", none));
  CHECK(verify_prefix(root, "k", {}, prove_prefix(nodes, root, "k").value()));
  CHECK(verify_prefix(root, "", {}, {}));
  CHECK_FALSE(verify_absence(root, "k", {false, MapPair{"j", {1}}, {}}));
  CHECK_FALSE(verify_absence(root, "k", {false, std::nullopt, {{0, root}}}));
  CHECK_FALSE(verify_presence(root, "k", Bytes{1}, {true, std::nullopt, {}}));
  CHECK_FALSE(verify_prefix(root, "k", std::vector{MapPair{"k1", {1}}}, {}));
}

TEST_CASE(
    "a subtree whose keys share more than the prefix, but not the prefix, proves an empty list") {
  Map map;
  for (const char* key : {"accreditation/x/1", "accreditation/x/2", "accreditation/x/3"}) {
    map.model.set(key, Bytes{1});
  }
  const MapUpdate change = update(map.nodes, map.root, map.model.sorted()).value();
  map.nodes.apply(change);
  map.root = change.root;
  // The only divisions lie below the prefix: there is no step inside it, only the witness leaf.
  const PrefixProof proof = prove_prefix(map.nodes, map.root, "accreditation/y/").value();
  REQUIRE(proof.other);
  CHECK(verify_prefix(map.root, "accreditation/y/", {}, proof));
  CHECK_FALSE(verify_prefix(map.root, "accreditation/x/", {}, proof));
  CHECK_FALSE(verify_prefix(map.root, "accreditation/x/3", {}, proof));
}

TEST_CASE("RELIABILITY 57: steps without end are refused before any hashing") {
  const Hash hash = crypto::sha256(bytes_of("h"));
  const std::vector<MapStep> endless(1'000'000, MapStep{5, hash});
  CHECK_FALSE(verify_presence(hash, "k", Bytes{1}, {true, std::nullopt, endless}));
  CHECK_FALSE(verify_absence(hash, "k", {false, MapPair{"j", {1}}, endless}));
  CHECK_FALSE(verify_prefix(hash, "k", std::vector{MapPair{"k1", {1}}}, {std::nullopt, endless}));
  const std::vector<MapStep> high{{kMapBitsMax, hash}};
  CHECK_FALSE(verify_presence(hash, "k", Bytes{1}, {true, std::nullopt, high}));
}

}  // namespace kuboluk::log
