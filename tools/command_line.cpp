#include "tools/command_line.h"

#include <CLI/CLI.hpp>
#include <memory>
#include <ostream>

#include "tools/command_line_evidence.h"
#include "tools/command_line_paper.h"
#include "tools/command_line_parts.h"
#include "tools/commands/audit.h"
#include "tools/commands/export.h"
#include "tools/commands/init.h"
#include "tools/commands/init_training.h"
#include "tools/commands/inspect.h"
#include "tools/commands/keygen.h"
#include "tools/commands/list.h"
#include "tools/commands/node_status.h"
#include "tools/commands/replay.h"
#include "tools/commands/status.h"
#include "tools/commands/submit.h"
#include "tools/commands/verify.h"

namespace kuboluk::tools {

namespace {

constexpr std::string_view kVersion = "kuboluk 0.1.0";
// Longest wait for a network; a day is a partition that an operator must have seen.
constexpr std::uint64_t kWaitSecondsMax = 86'400;

// What all commands share while the line is parsed.
struct Parsing {
  CLI::App app{
      "Kuboluk: who was accredited to observe an election, by whom, when, and how do you know"};
  std::string passphrase;
  CommandLine result;
};

void add_keygen(Parsing& parsing) {
  CLI::App* command =
      add_command(parsing.app, parsing.result, "keygen", "Make a key file and print its public key",
                  "kuboluk keygen --role author --name cec.example/author/1 --out cec.key");
  auto options = std::make_shared<KeygenOptions>();
  command->add_option("--role", options->role, "author, cosigner, node, transport, log or witness")
      ->required();
  command->add_option("--name", options->name, "Key name, as in cec.example/author/1")->required();
  command->add_option("--out", options->out, "New file; never overwritten")->required();
  command->callback([&parsing, options] {
    parsing.result.run = [options, passphrase = parsing.passphrase](const Session& session) {
      return run_keygen(*options, passphrase, session);
    };
  });
}

// What a real ledger needs, and a training network makes by itself.
std::vector<CLI::Option*> add_init_options(CLI::App& command, InitOptions& options) {
  std::vector<CLI::Option*> needed;
  needed.push_back(command.add_option("folder", options.folder, "New ledger folder"));
  needed.push_back(
      command.add_option("--name", options.name, "Name of the ledger, as in cec.example/kg"));
  needed.push_back(command.add_option("--offset", options.offset, "Local time, as in +06:00"));
  needed.push_back(command.add_option("--operator-key", options.operator_key,
                                      "Author key file of the operator"));
  needed.push_back(command.add_option("--log-key", options.log_key, "Log key file"));
  needed.push_back(
      command.add_option("--author", options.authors, "ID=VKEY or ID=FILE; once per key")
          ->allow_extra_args(false));
  command.add_option("--clock", options.clock, "real, or scenario for training")
      ->capture_default_str();
  command
      .add_option("--merge-delay", options.merge_delay_s, "Seconds until an act must be in the log")
      ->capture_default_str();
  command
      .add_option("--threshold", options.thresholds, "ID=K: how many keys must sign (default 1)")
      ->allow_extra_args(false);
  command.add_option("--reading", options.readings, "GAP=CHOICE or RULE=TEXT, for the record")
      ->allow_extra_args(false);
  return needed;
}

void add_init(Parsing& parsing) {
  CLI::App* command = add_command(
      parsing.app, parsing.result, "init",
      "Make a ledger, or with --training a network of five nodes",
      "kuboluk init ledger --name cec.example/kg --ruleset KR-REG-197+CL-68 --offset +06:00 \\\n"
      "    --operator-key operator.key --log-key log.key --author cec=cec.key --author "
      "mfa=mfa.key\n  kuboluk init --training network --scenario "
      "kg-2025-early-parliamentary.jsonl");
  auto options = std::make_shared<InitOptions>();
  auto training = std::make_shared<InitTrainingOptions>();
  std::vector<CLI::Option*> needed = add_init_options(*command, *options);
  // Of a training network, files of further laws; else the one law of the ledger.
  CLI::Option* ruleset = command
                             ->add_option("--ruleset", training->rulesets,
                                          "Law, as in KR-REG-197+CL-68 (--training: a file of a "
                                          "further one)")
                             ->allow_extra_args(false);
  needed.push_back(ruleset);
  CLI::Option* folder =
      command->add_option("--training", training->folder, "New folder of a training network");
  CLI::Option* scenario =
      command->add_option("--scenario", training->scenario, "Scenario file that it is made for");
  folder->needs(scenario);
  scenario->needs(folder);
  command->add_option("--base-port", training->base_port, "First of ten ports (default: free ones)")
      ->needs(folder);
  command->callback([&parsing, options, training, needed, folder] {
    if (folder->count() > 0) {
      parsing.result.run = [training](const Session& session) {
        return run_init_training(*training, session);
      };
      return;
    }
    for (const CLI::Option* option : needed) {
      if (option->count() == 0) throw CLI::RequiredError(option->get_name());
    }
    if (training->rulesets.size() != 1) throw CLI::ArgumentMismatch("--ruleset: one is expected");
    options->ruleset = training->rulesets.front();
    parsing.result.run = [options, passphrase = parsing.passphrase](const Session& session) {
      return run_init(*options, passphrase, session);
    };
  });
}

void add_submit(Parsing& parsing) {
  CLI::App* command = add_command(parsing.app, parsing.result, "submit",
                                  "Put events into a ledger: all of them or none",
                                  "kuboluk submit grant.event --ledger ledger --key cec.key");
  auto options = std::make_shared<SubmitOptions>();
  command->add_option("files", options->files, "Event files, signed or to be signed")->required();
  CLI::Option_group* to = command->add_option_group("Ledger", "exactly one of");
  CLI::Option* ledger = to->add_option("--ledger", options->ledger, "Ledger folder");
  CLI::Option* node =
      to->add_option("--node", options->node, "Address of a node, as in http://127.0.0.1:7201");
  to->require_option(1);
  command->add_option("--key", options->key, "Author key file, for events that are not signed yet");
  command
      ->add_option("--log-key", options->log_key, "Log key file (default: keys/log of the ledger)")
      ->needs(ledger);
  CLI::Option* recorded = command->add_option("--recorded-at", options->recorded_at,
                                              "Known time, in training ledgers only");
  CLI::Option* policy = command->add_option(
      "--policy", options->policy, "Your policy, under which a node must show the act in the log");
  node->needs(policy);
  policy->needs(node);
  command
      ->add_option("--operator-key", options->operator_key,
                   "At a node of a training ledger: the operator's key file, for --recorded-at")
      ->needs(node)
      ->needs(recorded);
  command->add_option("--receipt", options->receipt, "Keep the node's signed receipt in this file")
      ->needs(node);
  command
      ->add_option("--wait", options->patience_s,
                   "Seconds to wait until a node's network has decided")
      ->needs(node)
      ->check(CLI::Range(std::uint64_t{0}, kWaitSecondsMax))
      ->capture_default_str();
  command->callback([&parsing, options] {
    parsing.result.run = [options, passphrase = parsing.passphrase](const Session& session) {
      return run_submit(*options, passphrase, session);
    };
  });
}

void add_replay(Parsing& parsing) {
  CLI::App* command = add_command(
      parsing.app, parsing.result, "replay", "Play a scenario file into a fresh training ledger",
      "kuboluk replay kg-2025-early-parliamentary.jsonl --ledger training");
  auto options = std::make_shared<ReplayOptions>();
  command->add_option("file", options->file, "Scenario file")->required();
  CLI::Option* ledger = command->add_option("--ledger", options->ledger,
                                            "New ledger folder (default: a temporary one)");
  CLI::Option* resume =
      command->add_flag("--resume", options->resume, "Go on where an interrupted replay stopped");
  CLI::Option* network = command->add_option(
      "--network", options->network,
      "Folder of a running training network: each actor submits at its own institution's node");
  CLI::Option* node =
      command->add_option("--node", options->node, "Address of one node that all submit at");
  CLI::Option* policy = command->add_option(
      "--policy", options->policy, "With --node: whom you trust (--network: its own policy)");
  network->excludes(ledger)->excludes(resume)->excludes(node);
  node->excludes(ledger)->excludes(resume)->needs(policy);
  command->add_flag("--verbose", options->verbose, "Show every query with its answer");
  command->add_option("--ruleset", options->rulesets, "File of a further ruleset; may be repeated")
      ->allow_extra_args(false);
  command->callback([&parsing, options] {
    parsing.result.run = [options](const Session& session) {
      return run_replay(*options, session);
    };
  });
}

void add_status_options(CLI::App& command, StatusOptions& options) {
  command
      .add_option("number", options.number,
                  "Number as printed, as in KG25-0128-L, of an accreditation or of a card")
      ->required();
  command.add_option("--election", options.election, "Election id, as in kg-jk-2025")->required();
  add_clocks(command, options.clocks, options.age_limit_hours);
  add_evidence(command, options.ledger, &options.proof, options.node);
  command.add_option("--policy", options.policy, "Your policy: whom you trust")->required();
  command.add_option("--out", options.out, "Keep the verified proof in this file");
}

void add_status(Parsing& parsing) {
  CLI::App* command = add_command(
      parsing.app, parsing.result, "status", "May this number observe this election?",
      "kuboluk status KG25-0128-L --election kg-jk-2025 --ledger ledger --policy my.policy");
  auto options = std::make_shared<StatusOptions>();
  add_status_options(*command, *options);
  CLI::Option* person = command->add_flag(
      "--person", options->person,
      "The number is a person id (without: only a refused person is found by it)");
  command
      ->add_flag("--certificate", options->certificate,
                 "The number is that of a card, and nothing else")
      ->excludes(person);
  command->callback([&parsing, options] {
    parsing.result.run = [options](const Session& session) {
      return run_status(*options, session);
    };
  });
}

void add_history(Parsing& parsing) {
  CLI::App* command = add_command(
      parsing.app, parsing.result, "history", "Every act on this accreditation, with both times",
      "kuboluk history KG25-0188 --election kg-jk-2025 --ledger ledger --policy my.policy");
  auto options = std::make_shared<StatusOptions>();
  add_status_options(*command, *options);
  command->callback([&parsing, options] {
    parsing.result.run = [options](const Session& session) {
      return run_history(*options, session);
    };
  });
}

void add_list(Parsing& parsing) {
  CLI::App* command = add_command(
      parsing.app, parsing.result, "list", "All accreditations of an election, provably complete",
      "kuboluk list kg-jk-2025 --organisation odihr --ledger ledger --policy my.policy");
  auto options = std::make_shared<ListOptions>();
  command->add_option("election", options->election, "Election id, as in kg-jk-2025")->required();
  add_clocks(*command, options->clocks, options->age_limit_hours);
  add_evidence(*command, options->ledger, &options->proof, options->node);
  command->add_option("--policy", options->policy, "Your policy: whom you trust")->required();
  command->add_option("--organisation", options->organisation, "Show only its rows");
  command
      ->add_option("--decree", options->decrees, "Show only rows of this decree; may be repeated")
      ->allow_extra_args(false);
  command->add_option("--out", options->out, "Keep the verified proof in this file");
  command->callback([&parsing, options] {
    parsing.result.run = [options](const Session& session) { return run_list(*options, session); };
  });
}

void add_verify(Parsing& parsing) {
  CLI::App* command = add_command(parsing.app, parsing.result, "verify",
                                  "Check a proof, checkpoint, event, receipt, refusal or fork",
                                  "kuboluk verify observer.kuboluk --policy my.policy");
  auto options = std::make_shared<VerifyOptions>();
  command->add_option("file", options->file, "Recognised by its first line")->required();
  command->add_option("--policy", options->policy, "Your policy: whom you trust (not for events)");
  command->add_option("--genesis", options->genesis,
                      "For events, receipts, refusals and forks: genesis file with the keys");
  command->add_option("--ledger", options->ledger,
                      "For events: ledger folder with the authors' keys");
  command->add_option("--entry", options->entry, "For a tlog-proof: file with the entry's bytes");
  add_clocks(*command, options->clocks, options->age_limit_hours);
  command->callback([&parsing, options] {
    parsing.result.run = [options](const Session& session) {
      return run_verify(*options, session);
    };
  });
}

void add_audit(Parsing& parsing) {
  CLI::App* command =
      add_command(parsing.app, parsing.result, "audit",
                  "Check a whole log again: every hash, signature, rule and seal",
                  "kuboluk audit http://log.example --policy my.policy --mirror seen");
  auto options = std::make_shared<AuditOptions>();
  CLI::Option_group* source = command->add_option_group("Log", "exactly one of");
  source->add_option("from", options->from,
                     "Folder of an export, ledger folder, or http:// address");
  source->add_option("--node", options->from, "Address of a node, as in http://127.0.0.1:7201");
  source->require_option(1);
  command->add_option("--policy", options->policy, "Your policy: whom you trust")->required();
  command->add_option("--genesis", options->genesis, "Your own copy of the genesis");
  command->add_option("--mirror", options->mirror,
                      "Folder that keeps what was seen; the next audit must continue it");
  command->callback([&parsing, options] {
    parsing.result.run = [options](const Session& session) { return run_audit(*options, session); };
  });
}

void add_node(Parsing& parsing) {
  CLI::App* group = parsing.app.add_subcommand("node", "Ask running nodes about themselves");
  group->require_subcommand(1);
  CLI::App* command = group->add_subcommand("status", "Where each node stands, in one table");
  command->add_flag("--json", parsing.result.json, "Answer as one line of JSON with stable keys");
  command->footer(
      "Example:\n  kuboluk node status http://127.0.0.1:7201 http://127.0.0.1:7202\n\n"
      "Exit codes: 0 all agree, 1 they do not, 64 usage, 69 one is not reachable.");
  auto options = std::make_shared<NodeStatusOptions>();
  command->add_option("urls", options->urls, "Addresses of nodes")->required();
  command->callback([&parsing, options] {
    parsing.result.run = [options](const Session& session) {
      return run_node_status(*options, session);
    };
  });
}

void add_export(Parsing& parsing) {
  CLI::App* command = add_command(parsing.app, parsing.result, "export",
                                  "Write the log as static files for any web server",
                                  "kuboluk export public --ledger ledger");
  auto options = std::make_shared<ExportOptions>();
  command->add_option("folder", options->folder, "New folder, or an earlier export to extend")
      ->required();
  command->add_option("--ledger", options->ledger, "Ledger folder")->required();
  command->add_option("--policy", options->policy,
                      "Policy to publish (default: that of the ledger)");
  command->callback([&parsing, options] {
    parsing.result.run = [options](const Session& session) {
      return run_export(*options, session);
    };
  });
}

void add_inspect(Parsing& parsing) {
  CLI::App* command = add_command(parsing.app, parsing.result, "inspect",
                                  "Show bytes as they are, with what each line means",
                                  "kuboluk inspect --ledger ledger --entry 12");
  auto options = std::make_shared<InspectOptions>();
  CLI::Option* file = command->add_option("file", options->file, "Any file of the ledger");
  CLI::Option* ledger =
      command->add_option("--ledger", options->ledger, "Ledger folder")->excludes(file);
  CLI::Option_group* what = command->add_option_group("Of the ledger", "at most one of");
  what->add_option("--entry", options->entry, "Index, counted from 0")->needs(ledger);
  what->add_option("--record", options->record, "Key, as in organisation/odihr")->needs(ledger);
  what->add_flag("--checkpoint", options->checkpoint, "The newest checkpoint")->needs(ledger);
  what->require_option(0, 1);
  command->callback([&parsing, options] {
    if (options->file.empty() && options->ledger.empty()) {
      throw CLI::RequiredError("a file, or --ledger DIR");
    }
    parsing.result.run = [options](const Session& session) {
      return run_inspect(*options, session);
    };
  });
}

// The first word, if it is no option and names no command; else empty.
std::string unknown_command(const CLI::App& app, int argc, const char* const* argv) {
  if (argc < 2) return {};
  const std::string first = argv[1];
  if (first.starts_with('-')) return {};
  for (const CLI::App* command : app.get_subcommands([](const CLI::App*) { return true; })) {
    if (command->get_name() == first) return {};
  }
  return first.empty() ? "\"\"" : first;
}

bool asks_for_json(int argc, const char* const* argv) {
  for (int i = 1; i < argc; ++i) {
    if (std::string_view(argv[i]) == "--json") return true;
  }
  return false;
}

}  // namespace

CommandLine parse_command_line(int argc, const char* const* argv, const std::string& passphrase,
                               std::ostream& out, std::ostream& err) {
  Parsing parsing;
  parsing.passphrase = passphrase;
  parsing.app.set_version_flag("--version", std::string(kVersion));
  parsing.app.require_subcommand(1);
  parsing.app.footer(
      "Example:\n  kuboluk replay kg-2025-early-parliamentary.jsonl --ledger training\n\n"
      "kuboluk COMMAND --help explains each command.");
  for (const auto add : {add_keygen, add_init, add_submit, add_replay, add_status, add_history,
                         add_list, add_verify, add_audit, add_node, add_export, add_inspect}) {
    add(parsing);
  }
  add_paper_commands(parsing.app, parsing.result);
  add_evidence_commands(parsing.app, parsing.result);
  try {
    parsing.app.parse(argc, argv);
  } catch (const CLI::Success& asked) {
    parsing.app.exit(asked, out, err);
    parsing.result.run = nullptr;
  } catch (const CLI::ParseError& wrong) {
    const std::string unknown = unknown_command(parsing.app, argc, argv);
    const Error error = unknown.empty() ? Error{"usage", "", wrong.what()}
                                        : Error{"usage", unknown, "unknown command"};
    // The line was not understood: so neither was its --json, which is looked for by hand.
    const Session session{out, err, false, asks_for_json(argc, argv), {}};
    parsing.result.run = nullptr;
    parsing.result.exit = refuse(session, Exit::kUsage, error,
                                 "kuboluk --help, or kuboluk COMMAND --help, shows how");
  }
  return parsing.result;
}

}  // namespace kuboluk::tools
