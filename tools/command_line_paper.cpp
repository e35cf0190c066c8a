#include "tools/command_line_paper.h"

#include <CLI/CLI.hpp>
#include <memory>
#include <string>

#include "tools/command_line_parts.h"
#include "tools/commands/badge.h"
#include "tools/commands/sheet.h"

namespace kuboluk::tools {

namespace {

constexpr std::string_view kZeroAndOne = "0 made, 1 another verdict (nothing was made)";

// Options that BadgeOptions and SheetOptions share by name.
template <class Options>
void add_print_options(CLI::App& command, Options& options) {
  add_clocks(command, options.clocks, options.age_limit_hours,
             "Nothing is printed from evidence older than this many hours");
  add_evidence(command, options.ledger, &options.proof, options.node,
               "Ledger folder (only it holds organisations' names)");
  command.add_option("--policy", options.policy, "Your policy: whom you trust")->required();
  command.add_option("--url", options.url, "Where the pages are, as in https://ledger.example")
      ->required();
}

void add_badge(CLI::App& app, CommandLine& result) {
  CLI::App* command = add_command(
      app, result, "badge", "Print an observer's certificate with the proof on its back",
      "kuboluk badge KG25-0128-L --election kg-jk-2025 --ledger ledger --policy my.policy \\\n"
      "    --url https://ledger.example --out cards",
      kZeroAndOne);
  auto options = std::make_shared<BadgeOptions>();
  command->add_option("number", options->number, "Number as printed, as in KG25-0128-L")
      ->required();
  command->add_option("--election", options->election, "Election id, as in kg-jk-2025")->required();
  add_print_options(*command, *options);
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
                  "    --url https://ledger.example --out list.pdf",
                  kZeroAndOne);
  auto options = std::make_shared<SheetOptions>();
  command->add_option("election", options->election, "Election id, as in kg-jk-2025")->required();
  add_print_options(*command, *options);
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
