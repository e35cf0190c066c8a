// accreditation.revoke: takes an active accreditation away, on one of the grounds and limbs of the
// law.
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
  if ((*known)->fact("type") == act.event.type) return std::move(**known);
  return act.refuse("X.DUP", decree,
                    "the decree number is used in this election by another kind of act");
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
  const auto answer = fold_accreditation(*accreditation, *election, {act.event.at, kEndOfTime});
  const Verdict verdict = answer.findings.decide();
  if (verdict != Verdict::kActive && verdict != Verdict::kNotYet) {
    return act.refuse("X.NOTACTIVE", number,
                      "the accreditation is " + std::string(to_text(verdict)) + " at that time");
  }
  auto record = revoking_decree(act, decree);
  if (!record) return record.error();
  if (const auto form = check_decree_form(act, decree); !form) return form.error();
  const Change change{{{"decree", decree},
                       {"ground", std::string(act.event.value("ground"))},
                       {"limb", std::string(act.event.value("limb"))}},
                      act.event.given("reason").value_or("")};
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
