// `kuboluk sheet`: the paper of a polling station, from a list proof that is verified here first:
// every accredited number, and a page of revoked and superseded ones.
#pragma once

#include <cstdint>
#include <string>

#include "tools/command.h"
#include "tools/reader_files.h"

namespace kuboluk::tools {

struct SheetOptions {
  std::string election;
  TypedClocks clocks;
  std::string ledger;  // a folder, or
  std::string proof;   // a file, or
  std::string node;    // the address of a node
  std::string policy;
  std::string url;            // base address of the pages
  std::string out;            // a new PDF
  bool revoked_only = false;  // only the page of revoked and superseded numbers
  std::uint64_t age_limit_hours = kAgeLimitHours;
};

// kOther if the ledger does not know the election; kCannotTell if age, quorum or law left the
// verdicts open: such a list would send everybody away.
Exit run_sheet(const SheetOptions& options, const Session& session);

}  // namespace kuboluk::tools
