#include "ledger/domain/ruleset.h"

#include <utility>

#include "crypto/check.h"
#include "ledger/domain/ruleset_files.h"

namespace kuboluk::domain {

Result<void> Rulesets::add(Ruleset ruleset) {
  std::string id = ruleset.id;
  if (!by_id_.try_emplace(id, std::move(ruleset)).second) {
    return Error{"X.DUP", id, "a ruleset of this id is already there"};
  }
  return {};
}

const Ruleset* Rulesets::find(std::string_view id) const {
  const auto found = by_id_.find(id);
  return found == by_id_.end() ? nullptr : &found->second;
}

const Ruleset* Rulesets::find_by_name(std::string_view name) const {
  // An id holds no '@' (the parser sees to it), so the first one starts the version.
  const Ruleset* ruleset = find(name.substr(0, name.find('@')));
  return ruleset != nullptr && ruleset->name() == name ? ruleset : nullptr;
}

std::vector<std::string> Rulesets::ids() const {
  std::vector<std::string> ids;
  for (const auto& [id, ruleset] : by_id_)
    ids.push_back(id);
  return ids;
}

Rulesets built_in_rulesets() {
  Rulesets rulesets;
  for (const RulesetFile& file : ruleset_files()) {
    Result<Ruleset> ruleset = parse_ruleset(file.origin, file.text);
    KUBOLUK_CHECK(ruleset.has_value());
    KUBOLUK_CHECK(rulesets.add(std::move(*ruleset)).has_value());
  }
  return rulesets;
}

const std::map<std::string, std::string, std::less<>>& integrity_rules() {
  static const std::map<std::string, std::string, std::less<>> rules{
      {"X.AUTHOR", "The signing body has no right to this act."},
      {"X.COURT",
       "Review of a decision by a court; the path of appeal is not in the text of the law (gap "
       "G8)."},
      {"X.DUP", "The id, number, decree or person is already taken in this election."},
      {"X.FORM", "The text does not have the exact form that its type requires."},
      {"X.KEY", "The key may not be used: weak, unknown, of another role or no longer valid."},
      {"X.LEDGER", "The act was signed for another ledger."},
      {"X.NOLAW", "The law in force here knows no act of this type."},
      {"X.NOTACTIVE",
       "The object named is not in force: withdrawn, refused, revoked or superseded."},
      {"X.NOTE", "A plain statement for the record, without legal effect."},
      {"X.SIGNATURE", "A signature is missing, surplus or does not fit the text."},
      {"X.SIZE", "The text is longer than an act may be."},
      {"X.TIME", "A time is out of order, has expired, or is too far from the time of recording."},
      {"X.UNKNOWN", "The object named is not in the ledger."},
  };
  return rules;
}

}  // namespace kuboluk::domain
