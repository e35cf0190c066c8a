// Makes a failing plan small: delta debugging over its actions, then shorter times, as long as the
// same law is broken.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>

#include "tests/simulation/breach.h"
#include "tests/simulation/plan.h"

namespace kuboluk::simulation {

struct Shrunk {
  Plan plan;
  std::size_t runs = 0;  // that it took
};
// `run` says which law a plan breaks; the plan given breaks `law` (checked by the first run). Ends
// after `runs_max` runs with the smallest found so far.
Shrunk shrink(const Plan& plan, Law law, std::size_t runs_max,
              const std::function<std::optional<Breach>(const Plan&)>& run);

}  // namespace kuboluk::simulation
