// The folder of a training network: genesis, policy, keys, and one folder per institution, ready
// for its node. All keys are seeded (scenario/training.h): nothing in it is secret or real.
//
//     DIR/genesis, DIR/policy, DIR/network.json
//     DIR/keys/<author>.key, DIR/keys/operator.key, DIR/keys/log
//     DIR/<member>/config.toml, DIR/<member>/keys/{node,transport,cosigner,log}
//     DIR/counters/<member>      made by the node; outside its ledger folder, as a counter must be
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

#include "crypto/result.h"
#include "ledger/domain/ruleset.h"
#include "tools/network/network_file.h"
#include "tools/scenario/scenario.h"

namespace kuboluk::tools {

struct TrainingNetworkPlan {
  std::filesystem::path folder;            // missing or empty
  std::filesystem::path scenario_file;     // for network.json
  const Scenario& scenario;                // the reference must outlive the call
  const domain::Ruleset& ruleset;          // of the scenario; likewise
  std::optional<std::uint16_t> base_port;  // first of ten; else free ones
};

// Makes the folder. Errors: X.FILE (the folder is not empty, or cannot be written), X.PORT, those
// of training_genesis. After X.FILE a part of the folder may be there.
Result<NetworkFile> make_training_network(const TrainingNetworkPlan& plan);

}  // namespace kuboluk::tools
