#include "tools/commands/node_proof.h"

namespace kuboluk::tools {

Result<std::unique_ptr<NodeClient>> node_at(const std::string& url) {
  Result<HttpAddress> address = parse_http_address(url);
  if (!address) return address.error();
  return std::make_unique<NodeClient>(std::move(*address));
}

Result<std::string> fetch_status_proof(const NodeClient& node, const proof::Asked& asked) {
  Patience patience(kProofPatience);
  return ask_patiently<std::string>(patience, [&node, &asked] { return node.status_proof(asked); });
}

Result<std::string> fetch_list_proof(const NodeClient& node, const std::string& election) {
  Patience patience(kProofPatience);
  return ask_patiently<std::string>(patience,
                                    [&node, &election] { return node.list_proof(election); });
}

}  // namespace kuboluk::tools
