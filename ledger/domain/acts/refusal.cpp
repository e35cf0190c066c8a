// accreditation.refuse: a decree that refuses persons, each with a ground of the law and a reason.
#include "ledger/domain/acts/acts.h"
#include "ledger/domain/acts/checks.h"
#include "ledger/domain/acts/lines.h"

namespace kuboluk::domain::acts {
namespace {

struct Item {
  std::string person;
  std::string application;
  std::string ground;
  std::string reason;
};

Item read_item(const Line& line) {
  return {line.values[0], line.values[1], line.values[2], line.values[3]};
}

Result<void> check_ground(const ActContext& act, const Item& item) {
  if (!contains(act.ruleset.refusal_grounds, item.ground)) {
    return act.refuse(
        act.ruleset.refusal_rule, item.person,
        "a refusal needs one of the grounds " + join_list(act.ruleset.refusal_grounds));
  }
  if (item.reason == kNotGiven) {
    return act.refuse(act.ruleset.refusal_rule, item.person, "the reason of the refusal is empty");
  }
  return {};
}

Result<void> refuse_item(const ActContext& act, const Item& item, const std::string& decree) {
  auto application =
      act.require(object_key("application", act.election(), item.application), "the application");
  if (!application) return application.error();
  auto person = act.require(object_key("person", act.election(), item.person), "the person");
  if (!person) return person.error();
  if (!listing_for(*person, item.application)) {
    return act.refuse("X.UNKNOWN", item.person,
                      "the person is not on the list of " + item.application);
  }
  if (const auto ground = check_ground(act, item); !ground) return ground.error();
  const std::vector<std::pair<std::string, std::string>> words = {{"decree", decree},
                                                                  {"application", item.application},
                                                                  {"person", item.person},
                                                                  {"ground", item.ground}};
  act.touch_citing(std::move(*person), item.ground, {words, item.reason});
  return {};
}

Result<void> refuse(ActContext& act) {
  const auto election = act.require(election_key(act.election()), "the election");
  if (!election) return election.error();
  const std::string decree(act.event.value("decree"));
  if (const auto unused = check_decree_unused(act, decree); !unused) return unused.error();
  const auto lines = act.event.all("refuse");
  std::vector<std::string> applications;
  for (const Line* line : lines) {
    applications.push_back(read_item(*line).application);
    if (const auto refused = refuse_item(act, read_item(*line), decree); !refused)
      return refused.error();
  }
  if (const auto form = check_decree_form(act, decree); !form) return form.error();
  if (lines.empty()) return act.refuse("X.FORM", decree, "the decree names nobody");
  if (const auto touched = touch_applications(act, decree, applications); !touched)
    return touched.error();
  act.touch(make_decree(act, decree), {{{"persons", std::to_string(lines.size())}}, ""});
  return {};
}

}  // namespace

const Act kRefuse{{"accreditation.refuse",
                   {kElectionLine,
                    kDecreeLine,
                    {"refuse",
                     Times::kAny,
                     {{"person", ColumnKind::kToken},
                      {"application", ColumnKind::kToken},
                      {"ground", ColumnKind::kToken},
                      {"reason", ColumnKind::kText}}}}},
                  refuse};

}  // namespace kuboluk::domain::acts
