// `kuboluk node status URL...`: where each node stands, by its own word, in one table.
#pragma once

#include <string>
#include <vector>

#include "tools/command.h"

namespace kuboluk::tools {

struct NodeStatusOptions {
  std::vector<std::string> urls;
};

// kHolds: all answer, serve one ledger and stand at one size with equal roots; kUnreachable: one
// does not answer; kOther: they do not agree.
Exit run_node_status(const NodeStatusOptions& options, const Session& session);

}  // namespace kuboluk::tools
