// The read resources: each a function from the committed state to an answer. They run on a worker,
// with a snapshot of their own that ends with the call, and never touch the node's state.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "crypto/bytes.h"
#include "node/core/node.h"
#include "node/gate.h"
#include "node/http/disk.h"
#include "node/http/kept.h"
#include "node/http/response.h"
#include "node/witness/roles.h"

namespace kuboluk::node::http {

// `external` may be null: then no lines of external witnesses are added.
Response checkpoint_page(const Gate& gate, const witness::ExternalCosignatures* external);
// `words`: the path after "tile", as the router has divided it. Only tiles of the newest committed
// checkpoint: a cache keeps a tile for ever, so nothing may be given out that could still change.
Response tile_page(const Gate& gate, const std::vector<std::string>& words);
Response genesis_page(const Gate& gate);
// A question for a proof; the references must outlive the call.
struct ProofCall {
  const Gate& gate;
  const std::vector<std::string>& words;
  Kept<Response>& kept;
  std::uint64_t now_s;  // this machine's clock
};
// `words`: question, election, id. A proof of absence if the ledger has no such number.
Response proof_page(const ProofCall& call);
// `words`: kind, election.
Response list_page(const ProofCall& call);
Response evidence_page(const Gate& gate);
// `event_hex`: as in the path. `refusals`: the newest of every member.
Response receipt_page(const Gate& gate, const std::string& event_hex,
                      const std::vector<core::LastRefusal>& refusals);
Response health_page(const Gate& gate, const std::string& phase);
Response status_page(const Gate& gate, const core::NodeStatus& status,
                     const witness::ExternalCosignatures* external, const DiskGauge& disk);
// C2SP tlog-witness for other logs; a null witness: this node has not that role, 404.
Response add_checkpoint_page(witness::Witness* witness, std::string_view body);
// `words`: hex SHA-256 of the origin, "checkpoint".
Response witnessed_page(const witness::Witness* witness, const std::vector<std::string>& words);

// How many cosigners the policy asks for, in words: "3 of 4", "none".
std::string quorum_words(const log::Policy& policy);
// The cosigners that are linked now, this node included, satisfy its policy.
bool quorum_reachable(const core::Setup& setup, const core::NodeStatus& status);
// Nothing where the server was given no gauge.
std::optional<DiskUse> disk_use(const DiskGauge& disk);

}  // namespace kuboluk::node::http
