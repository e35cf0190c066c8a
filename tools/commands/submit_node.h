// `kuboluk submit --node`: events to a node, and the check that they are in the log.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/domain/signed_event.h"
#include "tools/command.h"
#include "tools/commands/submit.h"

namespace kuboluk::tools {

// kHolds: in the log, under a quorum of `options.policy`, as proven here. kOther: refused by a
// rule, says the node. kCannotTell: the node holds the act, and it is not in the log yet; the same
// files may be submitted again. kUnreachable: the node does not answer. kInvalidEvidence: it says
// that the act is in the log, and it is not.
Exit submit_to_node(const SubmitOptions& options, std::string_view passphrase,
                    const std::vector<domain::SignedEvent>& events,
                    std::optional<domain::Instant> recorded_at, const Session& session);

}  // namespace kuboluk::tools
