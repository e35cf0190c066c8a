// The command line: which command with which options. The only file that knows the library behind
// it is its .cpp, because that library costs seconds to compile.
#pragma once

#include <functional>
#include <iosfwd>
#include <optional>
#include <string>

#include "tools/command.h"

namespace kuboluk::tools {

struct CommandLine {
  bool json = false;
  // Runs the command that was asked for. Empty: help, version or a usage error was printed already.
  std::function<Exit(const Session&)> run;
  Exit exit = Exit::kHolds;  // what to end with if there is nothing to run
};

// `passphrase` opens and seals key files. Help goes to `out`, usage errors with what to do next to
// `err`.
CommandLine parse_command_line(int argc, const char* const* argv, const std::string& passphrase,
                               std::ostream& out, std::ostream& err);

}  // namespace kuboluk::tools
