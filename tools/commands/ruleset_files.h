// The built-in rulesets and those of files that a command line names.
#pragma once

#include <string>
#include <vector>

#include "crypto/result.h"
#include "ledger/domain/ruleset.h"

namespace kuboluk::tools {

// Errors: X.FILE, X.SIZE, those of parse_ruleset and Rulesets::add.
Result<domain::Rulesets> load_rulesets(const std::vector<std::string>& files);

}  // namespace kuboluk::tools
