// The genesis event out of what `kuboluk init` was given.
#pragma once

#include <string>

#include "crypto/key_file.h"
#include "ledger/domain/event.h"
#include "ledger/domain/ruleset.h"
#include "tools/commands/init.h"

namespace kuboluk::tools {

// The author id under which the operator signs the genesis.
inline constexpr std::string_view kOperatorAuthor = "operator";

// Errors: X.FORM naming the option, X.KEY, X.FILE.
Result<domain::Event> genesis_event(const InitOptions& options, const domain::Ruleset& ruleset,
                                    const crypto::NamedKey& operator_key,
                                    const crypto::NamedKey& log_key, domain::Instant now);

}  // namespace kuboluk::tools
