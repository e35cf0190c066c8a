#include "tools/scenario/replay.h"

#include <set>
#include <utility>

namespace kuboluk::tools {
namespace {

namespace json = boost::json;

std::string_view name_of(QueryKind kind) {
  switch (kind) {
    case QueryKind::kStatus:
      return "status";
    case QueryKind::kCertificate:
      return "certificate";
    case QueryKind::kPerson:
      return "person";
    case QueryKind::kApplication:
      return "application";
    case QueryKind::kSearch:
      return "search";
    case QueryKind::kHistory:
      return "history";
    case QueryKind::kSilent:
      return "silent";
    case QueryKind::kDeclined:
      return "declined";
    case QueryKind::kCount:
      return "count";
  }
  return "";
}

json::object describe(const Outcome& outcome) {
  if (outcome.accepted) return {{"ok", true}};
  return {{"ok", false},
          {"rule", outcome.refusal.rule},
          {"object", outcome.refusal.object},
          {"detail", outcome.refusal.detail}};
}

class Run {
 public:
  Run(ReplayTarget& ledger, domain::Instant now) : ledger_(ledger), now_(now) {}

  Result<StepResult> step(const Command& command) {
    const auto outcome = ledger_.run(command, now_);
    if (!outcome) return outcome.error();
    ++report_.commands;
    ++(outcome->accepted ? report_.accepted : report_.refused);
    for (const std::string& arg : outcome->unknown_args)
      warn(command, arg);
    return StepResult{command.n,      command.line,       command.cmd,
                      command.expect, describe(*outcome), false};
  }

  Result<StepResult> step(const Query& query) {
    const auto answer = ledger_.answer(query, now_);
    if (!answer) return answer.error();
    ++report_.queries;
    return StepResult{query.n,      query.line, std::string(name_of(query.kind)),
                      query.expect, *answer,    true};
  }

  ReplayReport& report() { return report_; }

 private:
  void warn(const Command& command, const std::string& arg) {
    if (!warned_.emplace(command.cmd, arg).second) return;
    report_.warnings.push_back("line " + std::to_string(command.line) + ": " + command.cmd +
                               " takes no argument \"" + arg + "\": it is not recorded");
  }

  ReplayTarget& ledger_;
  domain::Instant now_;
  ReplayReport report_;
  std::set<std::pair<std::string, std::string>> warned_;
};

Error at_line(std::size_t line, Error error) {
  error.object = "line " + std::to_string(line) + (error.object.empty() ? "" : ", " + error.object);
  return error;
}

}  // namespace

std::vector<const StepResult*> ReplayReport::failed() const {
  std::vector<const StepResult*> unmet;
  for (const StepResult& step : steps) {
    if (!step.met()) unmet.push_back(&step);
  }
  return unmet;
}

Result<ReplayReport> replay_into(ReplayTarget& target, const Scenario& scenario,
                                 domain::Instant now, const ReplayWatch& watch) {
  Run run(target, now);
  ReplayReport& report = run.report();
  report.scenario = scenario.meta.scenario;
  report.warnings = scenario.warnings;
  report.steps.reserve(scenario.steps.size());
  for (const Step& step : scenario.steps) {
    auto result = std::visit([&run](const auto& one) { return run.step(one); }, step);
    if (!result) {
      const std::size_t line = std::visit([](const auto& one) { return one.line; }, step);
      return at_line(line, result.error());
    }
    if (watch.on_step) watch.on_step(*result);
    report.steps.push_back(*std::move(result));
    if (watch.progress) watch.progress(report.steps.size(), scenario.steps.size());
  }
  if (const auto finished = target.finish(); !finished) return finished.error();
  report.position = target.position();
  return std::move(report);
}

Result<ReplayReport> replay_scenario(const Scenario& scenario, const ReplaySettings& settings) {
  const auto ledger =
      ReplayLedger::open(scenario.meta, settings.place, settings.rulesets, settings.now);
  if (!ledger) return ledger.error();
  return replay_into(**ledger, scenario, settings.now, {settings.progress, settings.on_step});
}

}  // namespace kuboluk::tools
