// `kuboluk diff`: what changed in the list of an election since it was printed. Both states are
// folded from one current list proof at two known times: records are complete and append-only, so
// nothing has to be believed about the past.
#pragma once

#include <string>

#include "tools/command.h"

namespace kuboluk::tools {

struct DiffOptions {
  std::string election;
  std::string from;    // a log size, a time, or "now"
  std::string to;      // the same
  std::string at;      // what both states are asked for; empty: each for its own known time
  std::string ledger;  // a folder, or
  std::string node;    // the address of a node
  std::string policy;
};

Exit run_diff(const DiffOptions& options, const Session& session);

}  // namespace kuboluk::tools
