#include "tests/simulation/shrink.h"

#include <algorithm>
#include <vector>

namespace kuboluk::simulation {
namespace {

class Shrinking {
 public:
  Shrinking(const Plan& plan, Law law, std::size_t runs_max,
            const std::function<std::optional<Breach>(const Plan&)>& run)
      : best_(plan), law_(law), runs_max_(runs_max), run_(run) {}

  Shrunk go() {
    if (!still_breaks(best_)) return {best_, runs_};
    take_out();
    end_earlier();
    calm_numbers();
    take_out();
    return {best_, runs_};
  }

 private:
  bool is_over() const { return runs_ >= runs_max_; }

  bool still_breaks(const Plan& plan) {
    if (is_over()) return false;
    ++runs_;
    const auto breach = run_(plan);
    return breach && breach->law == law_;
  }

  bool keep_if_it_breaks(Plan plan) {
    if (!still_breaks(plan)) return false;
    best_ = std::move(plan);
    return true;
  }

  // Parts of half the plan, then a quarter, down to single actions, until none can go.
  void take_out() {
    std::size_t part = std::max<std::size_t>(best_.actions.size() / 2, 1);
    for (;;) {
      bool smaller = false;
      for (std::size_t at = 0; at < best_.actions.size() && !is_over();) {
        Plan plan = best_;
        const auto first = plan.actions.begin() + static_cast<std::ptrdiff_t>(at);
        const std::size_t count = std::min(part, plan.actions.size() - at);
        plan.actions.erase(first, first + static_cast<std::ptrdiff_t>(count));
        if (keep_if_it_breaks(std::move(plan))) {
          smaller = true;
        } else {
          at += part;
        }
      }
      if (is_over() || (part == 1 && !smaller)) return;
      if (part > 1) part /= 2;
    }
  }

  void end_earlier() {
    for (const std::int64_t share : {2, 4, 8}) {
      Plan plan = best_;
      plan.safety_ms -= plan.safety_ms / share;
      std::erase_if(plan.actions,
                    [&](const Action& action) { return action.at_ms >= plan.safety_ms; });
      keep_if_it_breaks(std::move(plan));
    }
  }

  // Weather without what is not needed; times down halved.
  void calm_numbers() {
    for (std::size_t at = 0; at < best_.actions.size(); ++at) {
      for (std::size_t number = 0; number < 3; ++number) {
        if (best_.actions[at].n[number] == 0) continue;
        const bool weather = best_.actions[at].act == Act::kWeather;
        Plan plan = best_;
        std::int64_t& value = plan.actions[at].n[number];
        value = weather ? (number == 2 ? 10 : 0) : value / 2;
        if (value != best_.actions[at].n[number]) keep_if_it_breaks(std::move(plan));
      }
    }
  }

  Plan best_;
  Law law_;
  std::size_t runs_max_;
  const std::function<std::optional<Breach>(const Plan&)>& run_;
  std::size_t runs_ = 0;
};

}  // namespace

Shrunk shrink(const Plan& plan, Law law, std::size_t runs_max,
              const std::function<std::optional<Breach>(const Plan&)>& run) {
  return Shrinking(plan, law, runs_max, run).go();
}

}  // namespace kuboluk::simulation
