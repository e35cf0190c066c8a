// accreditation.revoke: takes an active accreditation away, on one of the grounds and limbs of the
// law.
#include <algorithm>

#include "ledger/domain/acts/acts.h"
#include "ledger/domain/acts/checks.h"
#include "ledger/domain/acts/lines.h"
#include "ledger/domain/verdict.h"

namespace kuboluk::domain::acts {
namespace {

Result<void> check_ground(const ActContext& act, const std::string& number) {
  const auto refuse = [&](std::string detail) {
    return act.refuse(act.ruleset.revocation_rule, number, std::move(detail));
  };
  if (!contains(act.ruleset.revocation_grounds, act.event.value("ground"))) {
    return refuse("a revocation needs one of the grounds " +
                  join_list(act.ruleset.revocation_grounds));
  }
  if (!contains(act.ruleset.revocation_limbs, act.event.value("limb"))) {
    return refuse("a revocation names one of " + join_list(act.ruleset.revocation_limbs));
  }
  if (!act.event.given("reason")) return refuse("the reason of the revocation is empty");
  return {};
}

// Two revocations may stand in one decree: its record lists the numbers.
Result<Record> revoking_decree(const ActContext& act, const std::string& decree) {
  auto known = act.workspace.find(object_key("decree", act.election(), decree));
  if (!known) return known.error();
  if (!*known) return make_decree(act, decree);
  const bool undone =
      std::any_of((*known)->acts.begin(), (*known)->acts.end(),
                  [](const auto& line) { return line.change.word("undoes") != kNotGiven; });
  if (undone)
    return act.refuse("X.DUP", decree, "the decree was annulled or rescinded; its number is used");
  if ((*known)->fact("type") == act.event.type) return std::move(**known);
  return act.refuse("X.DUP", decree,
                    "the decree number is used in this election by another kind of act");
}

// Active at the act's own time, and not revoked at a later one: revocations do not pile up behind
// one another.
Result<void> check_active(const ActContext& act, const Record& accreditation,
                          const Record& election, const std::string& number) {
  const auto at_act = fold_accreditation(accreditation, election, {act.event.at, kEndOfTime});
  const auto at_end = fold_accreditation(accreditation, election, {});
  const Verdict verdict = at_act.findings.decide();
  const bool active = verdict == Verdict::kActive || verdict == Verdict::kNotYet;
  if (active && at_end.revoked == nullptr) return {};
  return act.refuse(
      "X.NOTACTIVE", number,
      active ? "the accreditation is revoked from a later time already"
             : "the accreditation is " + std::string(to_text(verdict)) + " at that time");
}

// The person's own record says which grant stands.
Result<void> touch_person(const ActContext& act, const Record& accreditation,
                          const Change& change) {
  auto person =
      act.require(object_key("person", act.election(), accreditation.fact("person")), "the person");
  if (!person) return person.error();
  act.touch_citing(std::move(*person), act.event.value("ground"), change);
  return {};
}

Result<void> revoke(ActContext& act) {
  const std::string number(act.event.value("accreditation"));
  const std::string decree(act.event.value("decree"));
  if (const auto ground = check_ground(act, number); !ground) return ground.error();
  auto accreditation =
      act.require(object_key("accreditation", act.election(), number), "the accreditation");
  if (!accreditation) return accreditation.error();
  const auto election = act.require(election_key(act.election()), "the election");
  if (!election) return election.error();
  if (const auto active = check_active(act, *accreditation, *election, number); !active) {
    return active.error();
  }
  auto record = revoking_decree(act, decree);
  if (!record) return record.error();
  if (const auto form = check_decree_form(act, decree); !form) return form.error();
  const Change change{{{"decree", decree},
                       {"accreditation", number},
                       {"ground", std::string(act.event.value("ground"))},
                       {"limb", std::string(act.event.value("limb"))}},
                      act.event.given("reason").value_or("")};
  if (const auto person = touch_person(act, *accreditation, change); !person) return person.error();
  act.touch_citing(std::move(*accreditation), act.event.value("ground"), change);
  record->add_fact("accreditation", number);
  act.touch_citing(std::move(*record), act.event.value("ground"),
                   {{{"accreditation", number}}, ""});
  return {};
}

}  // namespace

const Act kRevoke{{"accreditation.revoke",
                   {kElectionLine,
                    kDecreeLine,
                    kAccreditationLine,
                    {"ground", Times::kOnce, {{"ground", ColumnKind::kToken}}},
                    {"limb", Times::kOnce, {{"limb", ColumnKind::kToken}}},
                    kReasonLine}},
                  revoke};

}  // namespace kuboluk::domain::acts
