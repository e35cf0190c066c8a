// What follows a grant without changing who is accredited: the published list, a new card, a
// clerical correction.
#include "ledger/domain/acts/acts.h"
#include "ledger/domain/acts/checks.h"
#include "ledger/domain/acts/lines.h"
#include "ledger/domain/ids.h"
#include "ledger/domain/verdict.h"

namespace kuboluk::domain::acts {
namespace {

Result<void> publish_list(ActContext& act) {
  const std::string decree(act.event.value("decree"));
  auto record = act.require(object_key("decree", act.election(), decree), "the decree");
  if (!record) return record.error();
  act.touch(std::move(*record), {{}, act.event.given("url").value_or("")});
  return {};
}

// The old card is one of this accreditation and not replaced yet; the new number is free.
Result<Record> check_cards(const ActContext& act, const std::string& number) {
  const std::string old_id(act.event.value("old"));
  auto old_card = act.require(object_key("certificate", act.election(), old_id), "the certificate");
  if (!old_card) return old_card.error();
  if (old_card->fact("accreditation") != number) {
    return act.refuse("X.UNKNOWN", old_id, "it is no certificate of " + number);
  }
  if (superseded_by(*old_card, {})) {
    return act.refuse("X.NOTACTIVE", old_id, "the certificate is replaced already");
  }
  const std::string new_id(act.event.value("new"));
  const auto used = act.exists(object_key("certificate", act.election(), new_id));
  if (!used) return used.error();
  if (*used) return act.refuse("X.DUP", new_id, "the certificate number is used in this election");
  if (!is_issued_number(new_id)) {
    return act.refuse("X.FORM", new_id,
                      "a number ends in a group of at least two letters or digits");
  }
  return old_card;
}

Result<void> reissue(ActContext& act) {
  const std::string number(act.event.value("accreditation"));
  auto accreditation =
      act.require(object_key("accreditation", act.election(), number), "the accreditation");
  if (!accreditation) return accreditation.error();
  const auto election = act.require(election_key(act.election()), "the election");
  if (!election) return election.error();
  const Verdict verdict =
      fold_accreditation(*accreditation, *election, {act.event.at, kEndOfTime}).findings.decide();
  if (verdict != Verdict::kActive && verdict != Verdict::kNotYet) {
    return act.refuse("X.NOTACTIVE", number,
                      "the accreditation is " + std::string(to_text(verdict)) + " at that time");
  }
  auto old_card = check_cards(act, number);
  if (!old_card) return old_card.error();
  const std::string old_id(act.event.value("old"));
  const std::string new_id(act.event.value("new"));
  const std::string reason = act.event.given("reason").value_or("");
  accreditation->set_fact("certificate", new_id);
  act.touch(std::move(*accreditation), {{{"certificate", new_id}, {"replaces", old_id}}, reason});
  act.touch(std::move(*old_card), {{{"superseded-by", new_id}}, reason});
  Record card = act.make_record(object_key("certificate", act.election(), new_id));
  card.add_fact("accreditation", number);
  act.touch(std::move(card), {{{"accreditation", number}, {"replaces", old_id}}, reason});
  return {};
}

Result<void> correct(ActContext& act) {
  const std::string number(act.event.value("accreditation"));
  auto record =
      act.require(object_key("accreditation", act.election(), number), "the accreditation");
  if (!record) return record.error();
  act.touch(std::move(*record), {{{"field", std::string(act.event.value("field"))},
                                  {"commitment", std::string(act.event.value("commitment"))}},
                                 act.event.given("reason").value_or("")});
  return {};
}

}  // namespace

const Act kListPublish{
    {"list.publish",
     {kElectionLine, kDecreeLine, {"url", Times::kAtMostOnce, {{"url", ColumnKind::kText}}}}},
    publish_list};

const Act kReissue{{"certificate.reissue",
                    {kElectionLine,
                     kAccreditationLine,
                     {"old", Times::kOnce, {{"old", ColumnKind::kToken}}},
                     {"new", Times::kOnce, {{"new", ColumnKind::kToken}}},
                     kReasonLine}},
                   reissue};

const Act kCorrection{{"correction.clerical",
                       {kElectionLine,
                        kAccreditationLine,
                        {"field", Times::kOnce, {{"field", ColumnKind::kToken}}},
                        {"commitment", Times::kOnce, {{"commitment", ColumnKind::kHash}}},
                        kReasonLine}},
                      correct};

}  // namespace kuboluk::domain::acts
