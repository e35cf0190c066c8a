#include "tools/commands/replay.h"

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>
#include <filesystem>
#include <optional>
#include <ostream>

#include "crypto/encoding.h"
#include "tools/commands/replay_network.h"
#include "tools/commands/ruleset_files.h"
#include "tools/commands/temporary_folder.h"
#include "tools/output/progress.h"
#include "tools/output/words.h"
#include "tools/scenario/replay.h"

namespace kuboluk::tools {
namespace {

namespace json = boost::json;

// What the paragraph says, in the words of the ruleset; empty if it has none.
std::string text_of_rule(const domain::Ruleset& ruleset, std::string_view rule) {
  if (const auto found = ruleset.rules.find(rule); found != ruleset.rules.end()) {
    return found->second.text;
  }
  const auto& integrity = domain::integrity_rules();
  const auto found = integrity.find(rule);
  return found == integrity.end() ? std::string() : found->second;
}

// Longest text from a scenario file that is printed whole: more than any text of an act.
constexpr std::size_t kShownBytesMax = 4096;

std::string shown(std::string_view text) {
  return printable(text, kShownBytesMax);
}

// The value with every text and key printable: JSON escapes only part of the control characters.
json::value shown_json(const json::value& value) {
  if (value.is_string()) return json::value(shown(std::string_view(value.get_string())));
  if (value.is_array()) {
    json::array list;
    for (const json::value& each : value.get_array())
      list.push_back(shown_json(each));
    return list;
  }
  if (value.is_object()) {
    json::object object;
    for (const auto& [key, each] : value.get_object())
      object[shown(std::string_view(key))] = shown_json(each);
    return object;
  }
  return value;
}

std::string shown_line(const json::object& object) {
  return json::serialize(shown_json(json::value(object)));
}

Exit refuse_shown(const Session& session, Exit exit, const Error& error,
                  std::string_view next_step) {
  return refuse(session, exit, {shown(error.rule), shown(error.object), shown(error.detail)},
                next_step);
}

bool is_refusal(const StepResult& step) {
  return !step.is_query && !step.got.at("ok").as_bool();
}

json::object failure_json(const StepResult& step) {
  return {{"n", step.n}, {"what", step.what}, {"expected", step.expect}, {"got", step.got}};
}

json::object refusal_json(const StepResult& step, const domain::Ruleset& ruleset) {
  const std::string rule = text_of(step.got, "rule");
  return {{"n", step.n},
          {"cmd", step.what},
          {"rule", rule},
          {"text", text_of_rule(ruleset, rule)},
          {"detail", step.got.at("detail")}};
}

// What came of a file: the report, and over a network where its nodes stand.
struct Replayed {
  ReplayReport report;
  std::optional<std::vector<SettledNode>> nodes;
};

void print_json(const Replayed& replayed, const domain::Ruleset& ruleset, Exit exit,
                std::ostream& out) {
  const ReplayReport& report = replayed.report;
  json::array failed;
  json::array refusals;
  json::array answers;
  for (const StepResult& step : report.steps) {
    if (!step.met()) failed.push_back(failure_json(step));
    if (is_refusal(step)) refusals.push_back(refusal_json(step, ruleset));
    if (step.is_query) answers.push_back({{"n", step.n}, {"q", step.what}, {"answer", step.got}});
  }
  json::object summary{{"kind", "replay"},
                       {"exit", static_cast<int>(exit)},
                       {"training", true},
                       {"scenario", report.scenario},
                       {"ruleset", ruleset.name()},
                       {"commands", report.commands},
                       {"accepted", report.accepted},
                       {"refused", report.refused},
                       {"queries", report.queries},
                       {"failed", std::move(failed)},
                       {"refusals", std::move(refusals)},
                       {"answers", std::move(answers)},
                       {"size", report.position.size},
                       {"log_root", crypto::to_base64(report.position.log_root)},
                       {"status_root", crypto::to_base64(report.position.map_root)}};
  if (replayed.nodes) summary["nodes"] = nodes_json(*replayed.nodes);
  out << shown_line(summary) << '\n';
}

void print_refusals(const ReplayReport& report, const domain::Ruleset& ruleset, std::ostream& out) {
  for (const StepResult& step : report.steps) {
    if (!is_refusal(step)) continue;
    const std::string rule = text_of(step.got, "rule");
    out << "refused n " << step.n << " " << shown(step.what) << " under " << shown(rule) << '\n';
    if (const std::string text = text_of_rule(ruleset, rule); !text.empty()) {
      out << "  " << shown(text) << '\n';
    }
  }
}

void print_text(const Replayed& replayed, const domain::Ruleset& ruleset, bool verbose,
                std::ostream& out) {
  const ReplayReport& report = replayed.report;
  print_refusals(report, ruleset, out);
  for (const StepResult& step : report.steps) {
    if (step.is_query && verbose) {
      out << "answered n " << step.n << " " << shown(step.what) << ": " << shown_line(step.got)
          << '\n';
    }
  }
  const auto failed = report.failed();
  for (const StepResult* step : failed) {
    out << "FAILED n " << step->n << " " << shown(step->what) << ": expected "
        << shown_line(step->expect) << ", got " << shown_line(step->got) << '\n';
  }
  out << "TRAINING " << shown(report.scenario) << " under " << shown(ruleset.name()) << ": "
      << report.commands << " commands (" << report.accepted << " accepted, " << report.refused
      << " refused), " << report.queries << " queries; "
      << (failed.empty() ? "all expectations met"
                         : std::to_string(failed.size()) + " expectations not met")
      << '\n'
      << "size " << report.position.size << '\n'
      << "log root " << crypto::to_base64(report.position.log_root) << '\n'
      << "status root " << crypto::to_base64(report.position.map_root) << '\n';
  if (replayed.nodes) print_nodes(*replayed.nodes, out);
}

// Damage of the place, or of the evidence that nodes gave.
Exit exit_of(const Error& error, bool over_network) {
  if (error.rule == kOtherLedgerRule) return Exit::kUsage;
  if (error.rule == kUnreachableRule || error.rule == kNotYetRule) return Exit::kUnreachable;
  if (error.rule == "X.FILE" || error.rule == "C2SP.policy") return Exit::kBadFile;
  if (error.rule == "quorum") return Exit::kCannotTell;
  const bool inconsistent = error.rule == "FOLD" || error.rule.starts_with("step ");
  if (over_network) return Exit::kInvalidEvidence;
  return inconsistent ? Exit::kOther : Exit::kBadFile;
}

std::string_view next_step(const Error& error, bool over_network) {
  if (error.rule == kOtherLedgerRule && over_network) {
    return "make a fresh network for this file with kuboluk init --training";
  }
  if (error.rule == kOtherLedgerRule) {
    return "give a new folder with --ledger, or --resume to go on with a replay of the same file";
  }
  if (error.rule == kNotYetRule || error.rule == kUnreachableRule) {
    return "see kuboluk node status; what was recorded before is complete";
  }
  return "the replay stopped there; what was recorded before is complete";
}

bool is_over_network(const ReplayOptions& options) {
  return !options.network.empty() || !options.node.empty();
}

// Into the folder that the options name, or a temporary one, or over a network. Errors as
// replay_scenario() and replay_over_network().
Result<Replayed> replay_there(const ReplayOptions& options, const Scenario& scenario,
                              const domain::Rulesets& rulesets, const Session& session) {
  if (is_over_network(options)) {
    auto done = replay_over_network(options, scenario, rulesets, session);
    if (!done) return done.error();
    return Replayed{std::move(done->report), std::move(done->nodes)};
  }
  std::optional<TemporaryFolder> temporary;
  if (options.ledger.empty()) {
    auto made = TemporaryFolder::make();
    if (!made) return made.error();
    temporary.emplace(*std::move(made));
  }
  const ReplayPlace place{
      temporary ? temporary->path() / "ledger" : std::filesystem::path(options.ledger),
      options.resume, temporary.has_value()};
  Progress progress(session, "replaying " + shown(scenario.meta.scenario));
  auto report = replay_scenario(
      scenario, {place,
                 rulesets,
                 session.now,
                 [&progress](std::uint64_t done, std::uint64_t total) { progress.at(done, total); },
                 {}});
  if (!report) return report.error();
  return Replayed{*std::move(report), {}};
}

}  // namespace

Exit run_replay(const ReplayOptions& options, const Session& session) {
  if (options.resume && options.ledger.empty()) {
    return refuse_shown(session, Exit::kUsage,
                        {"X.FORM", "--resume", "there is nothing to go on with"},
                        "name the ledger of the interrupted replay with --ledger");
  }
  const auto scenario = read_scenario(options.file);
  if (!scenario) {
    return refuse_shown(session, Exit::kBadFile, scenario.error(),
                        "nothing was replayed; mend the file");
  }
  const auto rulesets = load_rulesets(options.rulesets);
  if (!rulesets) {
    return refuse_shown(session, Exit::kBadFile, rulesets.error(),
                        "give a ruleset file with --ruleset");
  }
  if (rulesets->find(scenario->meta.ruleset) == nullptr) {
    return refuse_shown(session, Exit::kBadFile,
                        {"FILE", options.file + ", line 1",
                         "no ruleset \"" + scenario->meta.ruleset + "\" is known here"},
                        "nothing was replayed; give the file of that ruleset with --ruleset");
  }
  const auto replayed = replay_there(options, *scenario, *rulesets, session);
  if (!replayed) {
    const bool over_network = is_over_network(options);
    return refuse_shown(session, exit_of(replayed.error(), over_network), replayed.error(),
                        next_step(replayed.error(), over_network));
  }
  const ReplayReport& report = replayed->report;
  for (const std::string& warning : report.warnings)
    session.err << "warning: " << shown(warning) << '\n';
  const domain::Ruleset& ruleset = *rulesets->find(scenario->meta.ruleset);
  const bool agree = !replayed->nodes || all_agree(*replayed->nodes);
  const Exit exit = report.failed().empty() && agree ? Exit::kHolds : Exit::kOther;
  if (session.json) {
    print_json(*replayed, ruleset, exit, session.out);
  } else {
    print_text(*replayed, ruleset, options.verbose, session.out);
  }
  return exit;
}

}  // namespace kuboluk::tools
