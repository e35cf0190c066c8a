// The read resources: each a function from the committed state to an answer. They run on a worker,
// with a snapshot of their own that ends with the call, and never touch the node's state.
#pragma once

#include <string>
#include <vector>

#include "crypto/bytes.h"
#include "node/core/node.h"
#include "node/gate.h"
#include "node/http/response.h"

namespace kuboluk::node::http {

Response checkpoint_page(const Gate& gate);
// `words`: the path after "tile", as the router has divided it. Only tiles of the newest committed
// checkpoint: a cache keeps a tile for ever, so nothing may be given out that could still change.
Response tile_page(const Gate& gate, const std::vector<std::string>& words);
Response genesis_page(const Gate& gate);
// `words`: question, election, id. A proof of absence if the ledger has no such number.
Response proof_page(const Gate& gate, const std::vector<std::string>& words);
// `words`: kind, election.
Response list_page(const Gate& gate, const std::vector<std::string>& words);
Response evidence_page(const Gate& gate);
// `event_hex`: as in the path. `refusals`: the newest of every member.
Response receipt_page(const Gate& gate, const std::string& event_hex,
                      const std::vector<core::LastRefusal>& refusals);
Response health_page(const Gate& gate, const std::string& phase);
Response status_page(const Gate& gate, const core::NodeStatus& status);

// How many cosigners the policy asks for, in words: "3 of 4", "none".
std::string quorum_words(const log::Policy& policy);

}  // namespace kuboluk::node::http
