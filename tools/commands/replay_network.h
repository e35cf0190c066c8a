// `kuboluk replay --network` and `--node`: the same file through running nodes.
#pragma once

#include <boost/json/array.hpp>
#include <iosfwd>
#include <vector>

#include "tools/commands/replay.h"
#include "tools/network/network_ledger.h"
#include "tools/scenario/replay.h"

namespace kuboluk::tools {

// The report, and where each node stood in the end.
struct NetworkReplay {
  ReplayReport report;
  std::vector<SettledNode> nodes;
};

// Errors: X.FILE, X.FORM, C2SP.policy (network file, address, policy); those of NetworkLedger and
// replay_into().
Result<NetworkReplay> replay_over_network(const ReplayOptions& options, const Scenario& scenario,
                                          const domain::Rulesets& rulesets, const Session& session);

// True if every node stands where this client's own fold does.
bool all_agree(const std::vector<SettledNode>& nodes);
void print_nodes(const std::vector<SettledNode>& nodes, std::ostream& out);
boost::json::array nodes_json(const std::vector<SettledNode>& nodes);

}  // namespace kuboluk::tools
