#include "tools/command_line.h"

#include <CLI/CLI.hpp>
#include <memory>
#include <ostream>

#include "tools/commands/audit.h"
#include "tools/commands/export.h"
#include "tools/commands/init.h"
#include "tools/commands/inspect.h"
#include "tools/commands/keygen.h"
#include "tools/commands/list.h"
#include "tools/commands/replay.h"
#include "tools/commands/status.h"
#include "tools/commands/submit.h"
#include "tools/commands/verify.h"

namespace kuboluk::tools {

namespace {

constexpr std::string_view kVersion = "kuboluk 0.1.0";
// Longest age that makes sense to allow; keeps seconds far from overflow.
constexpr std::uint64_t kAgeLimitHoursMax = 1'000'000;

// What all commands share while the line is parsed.
struct Parsing {
  CLI::App app{
      "Kuboluk: who was accredited to observe an election, by whom, when, and how do you know"};
  std::string passphrase;
  CommandLine result;
};

CLI::App* add_command(Parsing& parsing, const std::string& name, const std::string& about,
                      const std::string& example) {
  CLI::App* command = parsing.app.add_subcommand(name, about);
  command->add_flag("--json", parsing.result.json, "Answer as one line of JSON with stable keys");
  command->footer(
      "Example:\n  " + example +
      "\n\nExit codes: 0 active or holds, 1 another verdict or refused, 2 invalid evidence, "
      "3 cannot tell,\n64 usage, 65 bad file, 69 not reachable.");
  return command;
}

void add_clocks(CLI::App& command, TypedClocks& clocks, std::uint64_t& age_limit_hours) {
  command.add_option("--at", clocks.at, "What held at this time (default: now)");
  command.add_option("--known", clocks.known,
                     "As it was known at this time (default: all that the evidence holds)");
  command
      .add_option("--age-limit", age_limit_hours,
                  "ACTIVE from evidence older than this many hours becomes CANNOT TELL")
      ->check(CLI::Range(std::uint64_t{0}, kAgeLimitHoursMax))
      ->capture_default_str();
}

// Exactly one of the two places that an answer can come from.
void add_evidence(CLI::App& command, std::string& ledger, std::string& proof) {
  CLI::Option_group* from = command.add_option_group("Evidence", "exactly one of");
  from->add_option("--ledger", ledger, "Ledger folder");
  from->add_option("--proof", proof, "Proof file");
  from->require_option(1);
}

void add_keygen(Parsing& parsing) {
  CLI::App* command =
      add_command(parsing, "keygen", "Make a key file and print its public key",
                  "kuboluk keygen --role author --name cec.example/author/1 --out cec.key");
  auto options = std::make_shared<KeygenOptions>();
  command->add_option("--role", options->role, "author, cosigner, node, transport or log")
      ->required();
  command->add_option("--name", options->name, "Key name, as in cec.example/author/1")->required();
  command->add_option("--out", options->out, "New file; never overwritten")->required();
  command->callback([&parsing, options] {
    parsing.result.run = [options, passphrase = parsing.passphrase](const Session& session) {
      return run_keygen(*options, passphrase, session);
    };
  });
}

void add_init(Parsing& parsing) {
  CLI::App* command = add_command(
      parsing, "init", "Make a ledger: genesis, folder, first checkpoint",
      "kuboluk init ledger --name cec.example/kg --ruleset KR-REG-197+CL-68 --offset +06:00 \\\n"
      "    --operator-key operator.key --log-key log.key --author cec=cec.key --author "
      "mfa=mfa.key");
  auto options = std::make_shared<InitOptions>();
  command->add_option("folder", options->folder, "New ledger folder")->required();
  command->add_option("--name", options->name, "Name of the ledger, as in cec.example/kg")
      ->required();
  command->add_option("--ruleset", options->ruleset, "Law, as in KR-REG-197+CL-68")->required();
  command->add_option("--offset", options->offset, "Local time, as in +06:00")->required();
  command->add_option("--clock", options->clock, "real, or scenario for training")
      ->capture_default_str();
  command
      ->add_option("--merge-delay", options->merge_delay_s,
                   "Seconds until an act must be in the log")
      ->capture_default_str();
  command->add_option("--operator-key", options->operator_key, "Author key file of the operator")
      ->required();
  command->add_option("--log-key", options->log_key, "Log key file")->required();
  command->add_option("--author", options->authors, "ID=VKEY or ID=FILE; once per key")
      ->required()
      ->allow_extra_args(false);
  command
      ->add_option("--threshold", options->thresholds, "ID=K: how many keys must sign (default 1)")
      ->allow_extra_args(false);
  command->add_option("--reading", options->readings, "GAP=CHOICE or RULE=TEXT, for the record")
      ->allow_extra_args(false);
  command->callback([&parsing, options] {
    parsing.result.run = [options, passphrase = parsing.passphrase](const Session& session) {
      return run_init(*options, passphrase, session);
    };
  });
}

void add_submit(Parsing& parsing) {
  CLI::App* command =
      add_command(parsing, "submit", "Put events into a ledger: all of them or none",
                  "kuboluk submit grant.event --ledger ledger --key cec.key");
  auto options = std::make_shared<SubmitOptions>();
  command->add_option("files", options->files, "Event files, signed or to be signed")->required();
  command->add_option("--ledger", options->ledger, "Ledger folder")->required();
  command->add_option("--key", options->key, "Author key file, for events that are not signed yet");
  command->add_option("--log-key", options->log_key,
                      "Log key file (default: keys/log of the ledger)");
  command->add_option("--recorded-at", options->recorded_at,
                      "Known time, in training ledgers only");
  command->callback([&parsing, options] {
    parsing.result.run = [options, passphrase = parsing.passphrase](const Session& session) {
      return run_submit(*options, passphrase, session);
    };
  });
}

void add_replay(Parsing& parsing) {
  CLI::App* command =
      add_command(parsing, "replay", "Play a scenario file into a fresh training ledger",
                  "kuboluk replay kg-2025-early-parliamentary.jsonl --ledger training");
  auto options = std::make_shared<ReplayOptions>();
  command->add_option("file", options->file, "Scenario file")->required();
  command->add_option("--ledger", options->ledger, "New ledger folder (default: a temporary one)");
  command->add_flag("--resume", options->resume, "Go on where an interrupted replay stopped");
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
  command.add_option("number", options.number, "Number as printed, as in KG25-0128-L")->required();
  command.add_option("--election", options.election, "Election id, as in kg-jk-2025")->required();
  add_clocks(command, options.clocks, options.age_limit_hours);
  add_evidence(command, options.ledger, options.proof);
  command.add_option("--policy", options.policy, "Your policy: whom you trust")->required();
  command.add_option("--out", options.out, "Keep the verified proof in this file");
}

void add_status(Parsing& parsing) {
  CLI::App* command = add_command(
      parsing, "status", "May this number observe this election?",
      "kuboluk status KG25-0128-L --election kg-jk-2025 --ledger ledger --policy my.policy");
  auto options = std::make_shared<StatusOptions>();
  add_status_options(*command, *options);
  CLI::Option* person = command->add_flag("--person", options->person, "The number is a person id");
  command->add_flag("--certificate", options->certificate, "The number is that of a card")
      ->excludes(person);
  command->callback([&parsing, options] {
    parsing.result.run = [options](const Session& session) {
      return run_status(*options, session);
    };
  });
}

void add_history(Parsing& parsing) {
  CLI::App* command = add_command(
      parsing, "history", "Every act on this accreditation, with both times",
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
      parsing, "list", "All accreditations of an election, provably complete",
      "kuboluk list kg-jk-2025 --organisation odihr --ledger ledger --policy my.policy");
  auto options = std::make_shared<ListOptions>();
  command->add_option("election", options->election, "Election id, as in kg-jk-2025")->required();
  add_clocks(*command, options->clocks, options->age_limit_hours);
  add_evidence(*command, options->ledger, options->proof);
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
  CLI::App* command = add_command(
      parsing, "verify", "Check a status proof, list proof, checkpoint, tlog-proof or event",
      "kuboluk verify observer.kuboluk --policy my.policy");
  auto options = std::make_shared<VerifyOptions>();
  command->add_option("file", options->file, "Recognised by its first line")->required();
  command->add_option("--policy", options->policy, "Your policy: whom you trust (not for events)");
  command->add_option("--genesis", options->genesis,
                      "For events: genesis file with the authors' keys");
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
      add_command(parsing, "audit", "Check a whole log again: every hash, signature, rule and seal",
                  "kuboluk audit http://log.example --policy my.policy --mirror seen");
  auto options = std::make_shared<AuditOptions>();
  command
      ->add_option("from", options->from, "Folder of an export, ledger folder, or http:// address")
      ->required();
  command->add_option("--policy", options->policy, "Your policy: whom you trust")->required();
  command->add_option("--genesis", options->genesis, "Your own copy of the genesis");
  command->add_option("--mirror", options->mirror,
                      "Folder that keeps what was seen; the next audit must continue it");
  command->callback([&parsing, options] {
    parsing.result.run = [options](const Session& session) { return run_audit(*options, session); };
  });
}

void add_export(Parsing& parsing) {
  CLI::App* command =
      add_command(parsing, "export", "Write the log as static files for any web server",
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
  CLI::App* command =
      add_command(parsing, "inspect", "Show bytes as they are, with what each line means",
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
                         add_list, add_verify, add_audit, add_export, add_inspect}) {
    add(parsing);
  }
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
