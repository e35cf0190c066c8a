// The log of a node, as far as the reader's own policy vouches for it: a checkpoint under a quorum,
// and entries that are proven to be in it.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "crypto/result.h"
#include "ledger/log/policy.h"
#include "tools/fetch/source.h"

namespace kuboluk::tools {

// The newest checkpoint, verified. `clock_s`: the reader's clock. Errors: the source's; those of
// log::verify_checkpoint; X.LEDGER if it is of another log than `origin`.
Result<log::Checkpoint> committed_checkpoint(const Source& source, const log::Policy& policy,
                                             std::string_view origin, std::uint64_t clock_s);

// The entries from `first` up to the checkpoint's size, each proven to be in that tree. Errors: the
// source's; C2SP.tiles.
Result<std::vector<std::string>> committed_entries(const Source& source,
                                                   const log::Checkpoint& checkpoint,
                                                   std::uint64_t first);

}  // namespace kuboluk::tools
