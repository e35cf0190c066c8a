// The tables of the simulated disk against std::map, with copies that must not change.
#include <catch2/catch.hpp>

#include <map>
#include <random>

#include "tests/simulation/sim_table.h"

namespace kuboluk::simulation {
namespace {

using Model = std::map<Bytes, Bytes>;

bool same(const SimTable& table, const Model& model) {
  if (table.rows() != model.size()) return false;
  auto expected = model.begin();
  bool equal = true;
  std::uint64_t bytes = 0;
  table.for_each([&](const SimRow& row) {
    equal = row.key == expected->first && row.stored == expected->second;
    bytes += row.key.size() + row.stored.size();
    ++expected;
    return equal;
  });
  return equal && bytes == table.bytes();
}

TEST_CASE("a table of the simulated disk is a sorted map, and its copies stay as they were") {
  std::mt19937_64 random(41);
  SimTable table;
  Model model;
  std::vector<std::pair<SimTable, Model>> copies;
  for (int i = 0; i < 6000; ++i) {
    Bytes key(1 + random() % 2, static_cast<std::uint8_t>(random()));
    key.back() = static_cast<std::uint8_t>(random());
    if (random() % 5 < (i < 3000 ? 2U : 3U)) {
      REQUIRE(table.remove(key) == (model.erase(key) == 1));
    } else {
      const Bytes stored(random() % 9, static_cast<std::uint8_t>(i));
      table.put({key, stored, false});
      model[key] = stored;
    }
    const SimRow* found = table.find(key);
    REQUIRE((found != nullptr) == model.contains(key));
    if (random() % 200 == 0) copies.emplace_back(table, model);
    if (i % 50 == 0) REQUIRE(same(table, model));
  }
  REQUIRE(same(table, model));
  for (const auto& [copy, then] : copies)
    REQUIRE(same(copy, then));
  std::uint64_t number = 0;
  for (const auto& [key, stored] : model)
    REQUIRE(table.row(number++).key == key);
}

}  // namespace
}  // namespace kuboluk::simulation
