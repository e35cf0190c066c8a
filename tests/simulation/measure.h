// What a campaign has reached: counts by name, worst cases, cells. Values that add up over seeds
// and processes, with a text form in which a process hands them to the one that started it.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "crypto/result.h"
#include "tests/simulation/acts.h"

namespace kuboluk::simulation {

class Measure {
 public:
  Cells cells;

  // Names are "<group>/<what>": "fault/message lost", "lie/forks at one size", "state/observing".
  void count(std::string_view group, std::string_view what, std::uint64_t times = 1);
  // Keeps the largest, with the seed that it comes from.
  void worst(std::string_view what, std::int64_t value, std::uint64_t seed);
  void add(const Measure& other);

  std::uint64_t total(std::string_view group) const;
  std::uint64_t of(std::string_view group, std::string_view what) const;

  std::string print() const;
  static Result<Measure> parse(std::string_view text);
  // For people: a page with all tables.
  std::string report() const;

 private:
  struct Worst {
    std::int64_t value = 0;
    std::uint64_t seed = 0;
  };
  std::string table(std::string_view group) const;

  std::map<std::string, std::uint64_t, std::less<>> counts_;
  std::map<std::string, Worst, std::less<>> worst_;
};

}  // namespace kuboluk::simulation
