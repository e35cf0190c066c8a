// What `kuboluk diff` finds, before it is said. Not for other commands.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "ledger/domain/record.h"
#include "ledger/report/accredited.h"
#include "ledger/report/difference.h"
#include "tools/command.h"

namespace kuboluk::tools {

// One side of a comparison.
struct DiffPoint {
  domain::TwoClocks clocks;
  std::optional<std::uint64_t> size;  // as typed
  bool shared = false;                // the next entry has the same known time and is counted too
};

// A change of one number, with the acts that made it: those that hold after and did not before.
struct NumberChange {
  report::Difference difference;
  std::vector<domain::RecordAct> acts;
};

// A person refused between the two; refusals are no rows of a list.
struct RefusedPerson {
  std::string person;
  std::string application;
  std::string decree;
  std::string ground;
  std::string reason;
  std::uint64_t index = 0;
  domain::Instant valid;
  domain::Instant known;
};

struct DiffFound {
  DiffPoint from;
  DiffPoint to;
  report::AccreditedReport before;
  report::AccreditedReport after;
  std::vector<NumberChange> numbers;   // in key order
  std::vector<RefusedPerson> refused;  // in log order
};

void say_diff(const DiffFound& found, Exit exit, const Session& session);

}  // namespace kuboluk::tools
