#include "tools/command_line_paper.h"

#include <CLI/CLI.hpp>
#include <memory>
#include <string>

#include "tools/commands/badge.h"
#include "tools/commands/sheet.h"

namespace kuboluk::tools {

namespace {

// Longest age that makes sense to allow; keeps seconds far from overflow.
constexpr std::uint64_t kAgeLimitHoursMax = 1'000'000;

CLI::App* add_command(CLI::App& app, CommandLine& result, const std::string& name,
                      const std::string& about, const std::string& example) {
  CLI::App* command = app.add_subcommand(name, about);
  command->add_flag("--json", result.json, "Answer as one line of JSON with stable keys");
  command->footer(
      "Example:\n  " + example +
      "\n\nExit codes: 0 made, 1 another verdict (nothing was made), 2 invalid evidence, "
      "3 cannot tell,\n64 usage, 65 bad file, 69 not reachable.");
  return command;
}

// Options that BadgeOptions and SheetOptions share by name.
template <class Options>
void add_evidence(CLI::App& command, Options& options) {
  command.add_option("--at", options.clocks.at, "What held at this time (default: now)");
  command.add_option("--known", options.clocks.known,
                     "As it was known at this time (default: all that the evidence holds)");
  command
      .add_option("--age-limit", options.age_limit_hours,
                  "Nothing is printed from evidence older than this many hours")
      ->check(CLI::Range(std::uint64_t{0}, kAgeLimitHoursMax))
      ->capture_default_str();
  CLI::Option_group* from = command.add_option_group("Evidence", "exactly one of");
  from->add_option("--ledger", options.ledger,
                   "Ledger folder (only it holds organisations' names)");
  from->add_option("--proof", options.proof, "Proof file");
  from->add_option("--node", options.node, "Address of a node, as in http://127.0.0.1:7201");
  from->require_option(1);
  command.add_option("--policy", options.policy, "Your policy: whom you trust")->required();
  command.add_option("--url", options.url, "Where the pages are, as in https://ledger.example")
      ->required();
}

void add_badge(CLI::App& app, CommandLine& result) {
  CLI::App* command = add_command(
      app, result, "badge", "Print an observer's certificate with the proof on its back",
      "kuboluk badge KG25-0128-L --election kg-jk-2025 --ledger ledger --policy my.policy \\\n"
      "    --url https://ledger.example --out cards");
  auto options = std::make_shared<BadgeOptions>();
  command->add_option("number", options->number, "Number as printed, as in KG25-0128-L")
      ->required();
  command->add_option("--election", options->election, "Election id, as in kg-jk-2025")->required();
  add_evidence(*command, *options);
  command->add_option("--lang", options->language, "Main language: ky, ru or en")
      ->capture_default_str();
  command->add_option("--out", options->out, "New x.pdf or x.svg, or a folder for both")
      ->required();
  command->add_flag("--any", options->any,
                    "Also for a number that may not observe; the card says so");
  command->callback([&result, options] {
    result.run = [options](const Session& session) { return run_badge(*options, session); };
  });
}

void add_sheet(CLI::App& app, CommandLine& result) {
  CLI::App* command =
      add_command(app, result, "sheet", "Print a polling station's list of all accredited numbers",
                  "kuboluk sheet kg-jk-2025 --ledger ledger --policy my.policy \\\n"
                  "    --url https://ledger.example --out list.pdf");
  auto options = std::make_shared<SheetOptions>();
  command->add_option("election", options->election, "Election id, as in kg-jk-2025")->required();
  add_evidence(*command, *options);
  command->add_option("--out", options->out, "New PDF file")->required();
  command->add_flag("--revoked-only", options->revoked_only,
                    "Only the page of revoked and superseded numbers");
  command->callback([&result, options] {
    result.run = [options](const Session& session) { return run_sheet(*options, session); };
  });
}

}  // namespace

void add_paper_commands(CLI::App& app, CommandLine& result) {
  add_badge(app, result);
  add_sheet(app, result);
}

}  // namespace kuboluk::tools
