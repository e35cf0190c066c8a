// `kuboluk replay`: plays a scenario file into a training ledger and checks every expectation of
// the file.
#pragma once

#include <string>
#include <vector>

#include "tools/command.h"

namespace kuboluk::tools {

struct ReplayOptions {
  std::string file;                   // scenario, JSON lines
  std::string ledger;                 // folder; empty: a temporary one that is removed
  bool resume = false;                // go on where an interrupted replay of the same file stopped
  bool verbose = false;               // every query with its answer
  std::vector<std::string> rulesets;  // files of further rulesets
};

// kHolds: all expectations met; kOther: one is not, or the ledger was found inconsistent; kUsage:
// the ledger is not fresh, or another file's; kBadFile: a file or folder that cannot be read.
Exit run_replay(const ReplayOptions& options, const Session& session);

}  // namespace kuboluk::tools
