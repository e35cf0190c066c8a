// `kuboluk replay`: plays a scenario file into a training ledger, here or over a network of nodes,
// and checks every expectation of the file.
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
  std::string network;  // folder of a training network: each actor at its own node; or
  std::string node;     // the address of one node for all
  std::string policy;   // with a node: whom the reader trusts (network: that of its folder)
};

// kHolds: all expectations met; kOther: one is not, or the ledger was found inconsistent; kUsage:
// the ledger is not fresh, or another file's; kBadFile: a file or folder that cannot be read;
// kInvalidEvidence, kUnreachable: over a network, a node that lies, or that nobody can reach.
Exit run_replay(const ReplayOptions& options, const Session& session);

}  // namespace kuboluk::tools
