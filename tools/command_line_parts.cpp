#include "tools/command_line_parts.h"

#include <CLI/CLI.hpp>

namespace kuboluk::tools {

namespace {

// Longest age that makes sense to allow; keeps seconds far from overflow.
constexpr std::uint64_t kAgeLimitHoursMax = 1'000'000;

}  // namespace

CLI::App* add_command(CLI::App& app, CommandLine& result, const std::string& name,
                      const std::string& about, const std::string& example,
                      std::string_view zero_and_one) {
  CLI::App* command = app.add_subcommand(name, about);
  command->add_flag("--json", result.json, "Answer as one line of JSON with stable keys");
  std::string footer("Example:\n  ");
  footer.append(example).append("\n\nExit codes: ").append(zero_and_one);
  footer.append(", 2 invalid evidence, 3 cannot tell,\n64 usage, 65 bad file, 69 not reachable.");
  command->footer(footer);
  return command;
}

void add_clocks(CLI::App& command, TypedClocks& clocks, std::uint64_t& age_limit_hours,
                const std::string& age_about) {
  command.add_option("--at", clocks.at, "What held at this time (default: now)");
  command.add_option("--known", clocks.known,
                     "As it was known at this time (default: all that the evidence holds)");
  command.add_option("--age-limit", age_limit_hours, age_about)
      ->check(CLI::Range(std::uint64_t{0}, kAgeLimitHoursMax))
      ->capture_default_str();
}

void add_evidence(CLI::App& command, std::string& ledger, std::string* proof, std::string& node,
                  const std::string& ledger_about) {
  CLI::Option_group* from = command.add_option_group("Evidence", "exactly one of");
  from->add_option("--ledger", ledger, ledger_about);
  if (proof != nullptr) from->add_option("--proof", *proof, "Proof file");
  from->add_option("--node", node, "Address of a node, as in http://127.0.0.1:7201");
  from->require_option(1);
}

}  // namespace kuboluk::tools
