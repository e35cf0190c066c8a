#include "tools/commands/init_training.h"

#include <boost/json.hpp>
#include <ostream>

#include "tools/commands/ruleset_files.h"
#include "tools/network/training_network.h"
#include "tools/output/words.h"

namespace kuboluk::tools {

namespace {

void say(const InitTrainingOptions& options, const NetworkFile& network, const Session& session) {
  const std::string folder = printable_argument(options.folder);
  if (session.json) {
    boost::json::object out;
    out["kind"] = "init";
    out["exit"] = 0;
    out["training"] = true;
    out["folder"] = folder;
    out["ledger"] = network.ledger;
    out["log_vkey"] = network.log;
    out["nodes"] = network.nodes.size();
    session.out << boost::json::serialize(out) << '\n';
    return;
  }
  session.out << "TRAINING network of " << network.nodes.size() << " institutions in " << folder
              << '\n'
              << "  ledger   " << network.ledger << '\n'
              << "  policy   " << folder << "/policy (any 3 of the 4 cosigners)\n";
  for (const NetworkNode& node : network.nodes) {
    session.out << "  " << node.id << std::string(9 - std::min<std::size_t>(8, node.id.size()), ' ')
                << node.role << ", clients at " << node.url << '\n';
  }
  session.out << "  start it with: scripts/net up " << folder << '\n';
}

}  // namespace

Exit run_init_training(const InitTrainingOptions& options, const Session& session) {
  const auto scenario = read_scenario(options.scenario);
  if (!scenario) {
    return refuse(session, Exit::kBadFile, scenario.error(),
                  "nothing was made; give a scenario file with --scenario");
  }
  const auto rulesets = load_rulesets(options.rulesets);
  if (!rulesets) {
    return refuse(session, Exit::kBadFile, rulesets.error(), "give a ruleset file with --ruleset");
  }
  const domain::Ruleset* ruleset = rulesets->find(scenario->meta.ruleset);
  if (ruleset == nullptr) {
    return refuse(session, Exit::kBadFile,
                  Error{"FILE", options.scenario + ", line 1",
                        "no ruleset \"" + scenario->meta.ruleset + "\" is known here"},
                  "nothing was made; give the file of that ruleset with --ruleset");
  }
  std::optional<std::uint16_t> base_port;
  if (options.base_port != 0) base_port = options.base_port;
  const auto made =
      make_training_network({options.folder, options.scenario, *scenario, *ruleset, base_port});
  if (!made) {
    return refuse(session, Exit::kBadFile, made.error(),
                  made.error().rule == "X.PORT" ? "choose another --base-port"
                                                : "choose a folder that does not exist yet");
  }
  say(options, *made, session);
  return Exit::kHolds;
}

}  // namespace kuboluk::tools
