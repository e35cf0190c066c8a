// From configuration to the witness roles: what is checked before a node opens its first socket.
#pragma once

#include <memory>
#include <optional>

#include "crypto/key_file.h"
#include "crypto/result.h"
#include "node/config.h"
#include "node/start.h"
#include "node/witness/external_cosignatures.h"
#include "node/witness/witness.h"

namespace kuboluk::node::witness {

// The key of the witness role, if the configuration has one. Checked: it is no key of this ledger
// and none of this node's, neither are those of external witnesses, and this ledger's own log is
// not among the logs: a signature for one purpose must never pass for another, and no external
// cosignature may count in the quorum. Errors: X.FILE, X.FORM, X.KEY, CONFIG. Changes nothing.
Result<std::optional<crypto::NamedKey>> check_roles(const Config& config, const Checked& checked);

// Null without the role. The ledger folder is there. Errors: those of Witness::open.
Result<std::shared_ptr<Witness>> open_witness(const Config& config,
                                              std::optional<crypto::NamedKey> key,
                                              const Journal& journal);

// Null without external witnesses.
std::shared_ptr<ExternalCosignatures> open_external(const Config& config, const core::Setup& setup,
                                                    const Journal& journal);

}  // namespace kuboluk::node::witness
