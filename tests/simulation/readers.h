// Law 6: a reader asks any node, checks the proof himself under his own policy, and gets the
// verdict that follows from the facts; what was altered on the way is refused.
#pragma once

#include <functional>

#include "tests/simulation/laws.h"
#include "tests/simulation/measure.h"

namespace kuboluk::simulation {

// Asks every honest node that `seat_at` gives (nullptr: none there) about some numbers of the log
// and one that nobody has issued.
void ask_as_reader(const core::test::Institutions& institutions, Laws& laws, std::size_t members,
                   const std::function<Seat*(std::size_t)>& seat_at, domain::Instant now,
                   std::uint64_t seed, Measure& measure);

}  // namespace kuboluk::simulation
