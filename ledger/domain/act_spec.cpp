#include "ledger/domain/act_spec.h"

#include <algorithm>
#include <array>

#include "ledger/domain/acts/acts.h"

namespace kuboluk::domain {

std::span<const ActSpec* const> act_specs() {
  static const std::vector<const ActSpec*> specs = [] {
    std::vector<const ActSpec*> all;
    for (const acts::Act* act : acts::all())
      all.push_back(&act->spec);
    std::sort(all.begin(), all.end(),
              [](const ActSpec* a, const ActSpec* b) { return a->type < b->type; });
    return all;
  }();
  return specs;
}

const ActSpec* find_act_spec(std::string_view type) {
  for (const ActSpec* spec : act_specs()) {
    if (spec->type == type) return spec;
  }
  return nullptr;
}

}  // namespace kuboluk::domain
