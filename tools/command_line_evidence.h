// The part of the command line that makes files of evidence: `silence`, `diff` and `dossier`.
#pragma once

#include "tools/command_line.h"

namespace CLI {
class App;
}

namespace kuboluk::tools {

// Adds the three commands. `app` and `result` must outlive the parsing; what runs then is put into
// `result`.
void add_evidence_commands(CLI::App& app, CommandLine& result);

}  // namespace kuboluk::tools
