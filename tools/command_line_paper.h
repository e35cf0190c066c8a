// The part of the command line that makes paper: `badge` and `sheet`.
#pragma once

#include "tools/command_line.h"

namespace CLI {
class App;
}

namespace kuboluk::tools {

// Adds both commands. `app` and `result` must outlive the parsing; what runs then is put into
// `result`.
void add_paper_commands(CLI::App& app, CommandLine& result);

}  // namespace kuboluk::tools
