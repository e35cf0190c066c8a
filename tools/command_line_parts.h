// What the commands' options have in common: one place, so that they look alike. Not for other
// boxes.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "tools/command_line.h"
#include "tools/reader_files.h"

namespace CLI {
class App;
}

namespace kuboluk::tools {

// A command with --json, an example, and what its exit codes 0 and 1 mean. `app` and `result` must
// outlive the parsing.
CLI::App* add_command(
    CLI::App& app, CommandLine& result, const std::string& name, const std::string& about,
    const std::string& example,
    std::string_view zero_and_one = "0 active or holds, 1 another verdict or refused");

// --at, --known, --age-limit; `age_about`: what happens beyond the limit.
void add_clocks(CLI::App& command, TypedClocks& clocks, std::uint64_t& age_limit_hours,
                const std::string& age_about =
                    "ACTIVE from evidence older than this many hours becomes CANNOT TELL");

// Exactly one of the places that an answer can come from. `proof` null: no file.
void add_evidence(CLI::App& command, std::string& ledger, std::string* proof, std::string& node,
                  const std::string& ledger_about = "Ledger folder");

}  // namespace kuboluk::tools
