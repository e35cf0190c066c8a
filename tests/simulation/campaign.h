// Many seeds: shared out over processes, so that a failed check in the product ends one of them and
// is a finding like every other.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "tests/simulation/cluster.h"

namespace kuboluk::simulation {

struct Finding {
  std::uint64_t seed = 0;
  Breach breach;
};

struct Campaign {
  std::uint64_t from = 1;
  std::uint64_t to = 1;  // inclusive
  unsigned jobs = 1;     // processes
  // Runs end there: 1 for a canary.
  std::size_t findings_max = 20;
  std::function<void(std::uint64_t done, std::uint64_t of)> progress;  // may be empty
  std::function<void(const Finding&)> found;                           // as soon as it is; too
};

struct CampaignResult {
  Measure measure;
  std::vector<Finding> findings;  // by seed
  std::uint64_t twice = 0;        // seeds that were run twice, with equal traces
};

// One seed in a hundred is run twice; unlike traces are a finding of law 0.
CampaignResult run_campaign(const core::test::Institutions& institutions, const Campaign& campaign);

// As run_plan() without a story, in a process of its own: a failed check is a breach of law 0.
std::optional<Breach> run_apart(const core::test::Institutions& institutions, const Plan& plan);

}  // namespace kuboluk::simulation
