// `kuboluk export`: the log as static files that any web server can serve: checkpoint, tile/...,
// tile/entries/..., genesis, policy. C2SP tlog-tiles.
#pragma once

#include <string>

#include "tools/command.h"

namespace kuboluk::tools {

struct ExportOptions {
  std::string folder;  // made if missing
  std::string ledger;
  std::string policy;  // the file to publish; empty: the one in the ledger folder, if there is one
};

// An older export in the folder is extended; one that this log does not continue is refused, and
// nothing is changed.
Exit run_export(const ExportOptions& options, const Session& session);

}  // namespace kuboluk::tools
