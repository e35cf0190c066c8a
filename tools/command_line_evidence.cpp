#include "tools/command_line_evidence.h"

#include <CLI/CLI.hpp>
#include <memory>
#include <string>

#include "tools/command_line_parts.h"
#include "tools/commands/diff.h"
#include "tools/commands/dossier.h"
#include "tools/commands/silence.h"
#include "tools/commands/verifier.h"

namespace kuboluk::tools {

namespace {

constexpr std::string_view kZeroAndOne = "0 holds, 1 another answer (nothing was made)";

void add_silence(CLI::App& app, CommandLine& result) {
  CLI::App* command =
      add_command(app, result, "silence", "Certify that an application was not answered by a day",
                  "kuboluk silence APP-odihr-3 --election kg-jk-2025 --by 2025-11-10 \\\n"
                  "    --ledger ledger --policy my.policy --out silence.kuboluk",
                  kZeroAndOne);
  auto options = std::make_shared<SilenceOptions>();
  command->add_option("application", options->application, "Application, as in APP-odihr-3")
      ->required();
  command->add_option("--election", options->election, "Election id, as in kg-jk-2025")->required();
  command->add_option("--by", options->by, "Day, to its end in the ledger's local time")
      ->required();
  command->add_option("--person", options->person, "Only this person of the application");
  add_evidence(*command, options->ledger, nullptr, options->node);
  command->add_option("--policy", options->policy, "Your policy: whom you trust")->required();
  command->add_option("--receipt", options->receipt, "A node's receipt for the filing");
  command->add_option("--out", options->out, "The certificate")->required();
  command->callback([&result, options] {
    result.run = [options](const Session& session) { return run_silence(*options, session); };
  });
}

void add_diff(CLI::App& app, CommandLine& result) {
  CLI::App* command =
      add_command(app, result, "diff", "What changed in an election's list since it was printed",
                  "kuboluk diff kg-jk-2025 --from 287 --to now --ledger ledger --policy my.policy",
                  kZeroAndOne);
  auto options = std::make_shared<DiffOptions>();
  command->add_option("election", options->election, "Election id, as in kg-jk-2025")->required();
  command->add_option("--from", options->from, "Log size (on the printed list), time, or now")
      ->required();
  command->add_option("--to", options->to, "The same, later")
      ->default_val("now")
      ->capture_default_str();
  command->add_option("--at", options->at,
                      "What held at this time on both sides (default: each at its own time)");
  add_evidence(*command, options->ledger, nullptr, options->node);
  command->add_option("--policy", options->policy, "Your policy: whom you trust")->required();
  command->callback([&result, options] {
    result.run = [options](const Session& session) { return run_diff(*options, session); };
  });
}

void add_dossier(CLI::App& app, CommandLine& result) {
  CLI::App* command = add_command(
      app, result, "dossier", "One page for a court: every act, its proofs, the law, a verifier",
      "kuboluk dossier KG25-0188 --election kg-jk-2025 --ledger ledger --policy my.policy \\\n"
      "    --out 0188.html\n  kuboluk dossier --check 0188.html --policy my.policy",
      kZeroAndOne);
  auto options = std::make_shared<DossierOptions>();
  CLI::Option* number = command->add_option("number", options->number,
                                            "Number as printed, as in KG25-0188, or a person id");
  CLI::Option* election =
      command->add_option("--election", options->election, "Election id, as in kg-jk-2025");
  CLI::Option* person = command->add_flag("--person", options->person, "The number is a person id");
  command->add_option("--at", options->clocks.at, "What held at this time (default: now)");
  command->add_option("--known", options->clocks.known,
                      "As it was known at this time (default: all that the evidence holds)");
  CLI::Option* ledger = command->add_option("--ledger", options->ledger, "Ledger folder");
  CLI::Option* node = command->add_option("--node", options->node,
                                          "Address of a node, as in http://127.0.0.1:7201");
  ledger->excludes(node);
  command->add_option("--policy", options->policy, "Your policy: whom you trust")->required();
  CLI::Option* out = command->add_option("--out", options->out, "The page, as in 0188.html");
  CLI::Option* check = command->add_option("--check", options->check, "Check a dossier instead");
  for (CLI::Option* option : {number, election, person, ledger, node, out})
    check->excludes(option);
  command->callback([&result, options, number, election, ledger, node, out, check] {
    if (check->count() == 0) {
      for (const CLI::Option* needed : {number, election, out}) {
        if (needed->count() == 0) throw CLI::RequiredError(needed->get_name());
      }
      if (ledger->count() + node->count() != 1) throw CLI::RequiredError("--ledger or --node");
    }
    result.run = [options](const Session& session) { return run_dossier(*options, session); };
  });
}

void add_verifier(CLI::App& app, CommandLine& result) {
  CLI::App* command =
      add_command(app, result, "verifier", "The offline verifier with your policy, one HTML file",
                  "kuboluk verifier --policy my.policy --out verifier.html", kZeroAndOne);
  auto options = std::make_shared<VerifierOptions>();
  command->add_option("--policy", options->policy, "Policy that the page verifies under")
      ->required();
  command->add_option("--proof", options->proof, "Status proof that it shows at once");
  command->add_option("--out", options->out, "The page, as in verifier.html")->required();
  command->callback([&result, options] {
    result.run = [options](const Session& session) { return run_verifier(*options, session); };
  });
}

}  // namespace

void add_evidence_commands(CLI::App& app, CommandLine& result) {
  add_silence(app, result);
  add_diff(app, result);
  add_dossier(app, result);
  add_verifier(app, result);
}

}  // namespace kuboluk::tools
