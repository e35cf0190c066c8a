// Proofs from a node, for the commands that answer from proofs.
#pragma once

#include <memory>
#include <string>

#include "crypto/result.h"
#include "tools/network/node_client.h"

namespace kuboluk::tools {

// How long `status`, `history` and `list` go on asking a node that does not answer: somebody stands
// at a door.
inline constexpr std::chrono::seconds kProofPatience{5};

// What to do when the address of a node is refused.
inline constexpr std::string_view kNodeHint =
    "give the address of a node with --node, as in http://127.0.0.1:7201";

// X.FORM if the address has another form than http://host[:port][/path].
Result<std::unique_ptr<NodeClient>> node_at(const std::string& url);

// As the client's, asked again for a while. Errors: kUnreachableRule, kAbsentRule, X.SIZE.
Result<std::string> fetch_status_proof(const NodeClient& node, const proof::Asked& asked);
Result<std::string> fetch_list_proof(const NodeClient& node, const std::string& election);

}  // namespace kuboluk::tools
