// DIR/network.json: what somebody needs to know to talk to a training network, and scripts/net to
// run it. Paths in the file are relative to DIR.
//
//     {"ledger":..,"scenario":..,"genesis":"genesis","policy":"policy","log":"<vkey>",
//      "operator_key":"keys/operator.key",
//      "nodes":[{"id":"cec","role":"sequencer","url":"http://127.0.0.1:7201",
//                "peer":"127.0.0.1:7101","config":"cec/config.toml","folder":"cec"}, ..]}
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "crypto/result.h"

namespace kuboluk::tools {

inline constexpr std::string_view kNetworkFile = "network.json";
// Largest file: 64 members with long paths.
inline constexpr std::size_t kNetworkFileBytesMax = 262'144;

struct NetworkNode {
  std::string id;      // member
  std::string role;    // "sequencer" or "cosigner"
  std::string url;     // for clients
  std::string peer;    // host:port for other nodes
  std::string config;  // path of its configuration
  std::string folder;  // path of its folder
};

struct NetworkFile {
  std::string ledger;        // ledger id
  std::string scenario;      // path of the scenario file, absolute
  std::string genesis;       // path
  std::string policy;        // path
  std::string log;           // vkey of the log
  std::string operator_key;  // path
  std::vector<NetworkNode> nodes;
};

std::string print_network(const NetworkFile& network);
// The file in that folder, with genesis, policy, operator_key, config and folder as paths that
// begin with it. Errors: X.FILE, X.SIZE; X.FORM naming the file and what is missing.
Result<NetworkFile> read_network(const std::filesystem::path& folder);

}  // namespace kuboluk::tools
