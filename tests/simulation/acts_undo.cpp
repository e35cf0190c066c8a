// Drafts of what takes an act away again: judgments and rescissions.
#include <algorithm>

#include "ledger/domain/verdict.h"
#include "tests/simulation/acts_desk.h"

namespace kuboluk::simulation {
namespace {

using domain::Line;
using domain::Record;
using domain::RecordAct;

constexpr std::string_view kElectionActs[] = {"election.invalidate", "election.repeat",
                                              "results.publish"};

bool stands(const Record& record, const RecordAct& line) {
  return std::none_of(record.acts.begin(), record.acts.end(),
                      [&](const RecordAct& later) { return domain::undoes(later, line.index); });
}

// A line of that type that nothing has undone.
const RecordAct* standing(const Record& record, std::string_view type) {
  for (const RecordAct& line : record.acts) {
    if (line.type == type && stands(record, line)) return &line;
  }
  return nullptr;
}

bool is_decree_type(std::string_view type) {
  return type.starts_with("accreditation.");
}

}  // namespace

// Each answers election and the name of what is to be undone. A court may name a decree by its
// number alone.
std::optional<std::pair<std::string, std::string>> ActDesk::undoable_decree(bool court) {
  const auto decree = find("decree", [](const Found& found) {
    const std::string type(found.record.fact("type"));
    return is_decree_type(type) && standing(found.record, type) != nullptr;
  });
  if (!decree) return std::nullopt;
  std::string type(decree->record.fact("type"));
  if (type == domain::kNotGiven) type = "accreditation.grant";
  const bool short_name = court && dice_.one_in(2);
  return std::pair(decree->name.election,
                   short_name ? decree->name.id : type + ":" + decree->name.id);
}

std::optional<std::pair<std::string, std::string>> ActDesk::undoable_list() {
  const auto decree = find("decree", [](const Found& found) {
    return standing(found.record, "list.publish") != nullptr;
  });
  if (!decree) return std::nullopt;
  return std::pair(decree->name.election, "list.publish:" + decree->name.id);
}

std::optional<std::pair<std::string, std::string>> ActDesk::undoable_election_act() {
  const std::string type(kElectionActs[dice_.below(std::size(kElectionActs))]);
  const std::string_view word = type == "election.repeat" ? "new" : "scope";
  std::string value = "none-10";
  const auto election = find("election", [&](const Found& found) {
    // A repeated election bears the same line: what is undone there is named in the first one.
    const RecordAct* line = standing(found.record, type);
    if (line == nullptr || line->change.word(word) == domain::kNotGiven) return false;
    value = line->change.word(word);
    return true;
  });
  if (!election) return std::nullopt;
  for (const RecordAct& line : election->record.acts) {
    const bool named = line.type == type && line.change.word(word) != domain::kNotGiven;
    if (!choosy_ && named) value = line.change.word(word);
  }
  return std::pair(election->name.id, type + ":" + value);
}

std::optional<std::pair<std::string, std::string>> ActDesk::undoable(bool court) {
  switch (dice_.below(5)) {
    case 0:
      return undoable_list();
    case 1:
    case 2:
      return undoable_election_act();
    default:
      return undoable_decree(court);
  }
}

// One in six annuls nothing: a challenge that failed.
ActDesk::Draft ActDesk::court_decision() {
  if (choosy_ && !is_known("court")) return std::nullopt;
  const auto target = undoable(true);
  if (!target) return std::nullopt;
  std::vector<Line> lines = {{"election", {target->first}},
                             {"case", {"C-" + std::to_string(++number_)}}};
  if (!dice_.one_in(6)) {
    lines.push_back({"annuls", {target->second}});
    lines.push_back({"effect", {dice_.one_in(2) ? "ex_tunc" : "ex_nunc"}});
  }
  return event("court.decision", "court", std::move(lines));
}

ActDesk::Draft ActDesk::decision_rescind() {
  const auto target = undoable(false);
  if (!target) return std::nullopt;
  std::vector<Line> lines = {{"election", {target->first}}};
  if (dice_.one_in(2)) lines.push_back({"reason", {"synthetic reason"}});
  lines.push_back({"rescinds", {target->second}});
  const auto second = undoable(false);
  if (second && second->first == target->first && second->second != target->second) {
    lines.push_back({"rescinds", {second->second}});
  }
  return event("decision.rescind", ruleset().commission, std::move(lines));
}

}  // namespace kuboluk::simulation
