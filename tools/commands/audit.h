// `kuboluk audit`: everything checked again, from a folder, an address or a ledger folder.
#pragma once

#include <string>

#include "tools/command.h"

namespace kuboluk::tools {

struct AuditOptions {
  std::string from;  // folder of an export, ledger folder, or http://...
  std::string policy;
  std::string genesis;  // the reader's own copy; empty: the ledger id in the policy is enough
  std::string mirror;   // folder that keeps what was accepted; empty: none
};

Exit run_audit(const AuditOptions& options, const Session& session);

}  // namespace kuboluk::tools
