#include "ledger/proof/answer_fold.h"

#include <algorithm>

#include "ledger/domain/charset.h"
#include "ledger/domain/event.h"

namespace kuboluk::proof {

namespace {

using domain::Record;
using domain::RecordAct;
using domain::TwoClocks;
using domain::Verdict;

std::string given(std::string_view text) {
  return text == domain::kNotGiven ? std::string() : std::string(text);
}

DecisiveAct describe(const RecordAct& act) {
  return {act.index,
          act.type,
          act.paragraph,
          act.valid,
          act.known,
          given(act.change.word("ground")),
          given(act.change.word("limb")),
          act.change.reason};
}

// The card that the accreditation's acts name last.
std::string current_certificate(const Record& accreditation, TwoClocks clocks) {
  std::string certificate;
  for (const auto& act : accreditation.acts) {
    const auto named = act.change.word("certificate");
    if (domain::is_token(named) && domain::holds(accreditation, act, clocks)) certificate = named;
  }
  return certificate;
}

AccreditationFacts facts_of(const Record& accreditation, const domain::AccreditationAnswer& folded,
                            TwoClocks clocks) {
  AccreditationFacts facts;
  const auto key = domain::parse_key(accreditation.key);
  if (key) facts.number = key->id;
  if (folded.grant == nullptr && folded.annulled == nullptr) return facts;
  facts.person = given(accreditation.fact("person"));
  facts.organisation = given(accreditation.fact("organisation"));
  facts.application = given(accreditation.fact("application"));
  facts.decree = given(accreditation.fact("decree"));
  facts.certificate = current_certificate(accreditation, clocks);
  facts.from = folded.from;
  facts.until = folded.until;
  return facts;
}

// The publication of results that ended authority at `until`, by the same reading as
// domain::authority_end.
const RecordAct* ending_act(const Record& election, domain::Instant until, TwoClocks clocks) {
  for (const auto& act : election.acts) {
    const TwoClocks in_effect{std::max(clocks.valid, act.valid), clocks.known};
    if (act.type != "results.publish" || !domain::holds(election, act, in_effect)) continue;
    const auto day = domain::parse_day(act.change.word("published"));
    if (day && domain::end_of(*day, election.offset) == until) return &act;
  }
  return nullptr;
}

const RecordAct* decisive_act(const domain::AccreditationAnswer& folded, const Record& election,
                              TwoClocks clocks) {
  switch (folded.findings.decide()) {
    case Verdict::kRevoked:
      return folded.revoked;
    case Verdict::kExpired:
      return folded.until ? ending_act(election, *folded.until, clocks) : nullptr;
    case Verdict::kNoSuchNumber:
      return folded.annulled;
    default:
      return folded.grant;
  }
}

void merge(domain::Findings& into, const domain::Findings& from) {
  for (std::size_t i = 0; i < domain::kVerdictCount; ++i) {
    if (from.has(static_cast<Verdict>(i))) into.add(static_cast<Verdict>(i));
  }
}

class Fold {
 public:
  Fold(const Closure& closure, const Asked& asked, TwoClocks clocks)
      : closure_(closure), asked_(asked), clocks_(clocks) {
    result_.answer.asked = asked;
    result_.answer.clocks = clocks;
  }

  FoldedAnswer run() {
    const auto* main = closure_.find(main_key(asked_));
    if (main == nullptr) {
      absent();
    } else {
      present(*main);
    }
    result_.answer.history = fold_history(closure_, asked_, clocks_);
    return std::move(result_);
  }

 private:
  void present(const Record& main) {
    switch (asked_.question) {
      case Question::kAccreditation:
      case Question::kHistory:
        return accreditation(main);
      case Question::kCertificate:
        return certificate(main);
      case Question::kPerson:
        return person(main);
      case Question::kApplication:
        return application(main);
    }
  }

  void absent() {
    auto& answer = result_.answer;
    if (!has_check_character(asked_.question)) {
      answer.stage = "not_found";
    } else if (asked_.question != Question::kCertificate) {
      answer.accreditation.number = asked_.id;
    }
    for (const auto& election : closure_.elsewhere) {
      if (granted_in(election)) answer.other_elections.push_back(election);
    }
    result_.findings.add(answer.other_elections.empty() ? Verdict::kNoSuchNumber
                                                        : Verdict::kOtherElection);
  }

  // A number that another election has only later, or only as annulled, is no number there either.
  bool granted_in(const std::string& election) const {
    const auto* law = closure_.find(domain::election_key(election));
    std::optional<std::string> key = domain::object_key("accreditation", election, asked_.id);
    if (asked_.question == Question::kCertificate) {
      const auto* card = closure_.find(domain::object_key("certificate", election, asked_.id));
      if (card == nullptr || !domain::issued(*card, clocks_)) return false;
      key = named_key(*card, "accreditation", "accreditation", election);
    }
    const auto* record = key ? closure_.find(*key) : nullptr;
    return law != nullptr && record != nullptr &&
           domain::fold_accreditation(*record, *law, clocks_).grant != nullptr;
  }

  void accreditation(const Record& record) {
    const auto* election = closure_.find(domain::election_key(asked_.election));
    if (election == nullptr) return result_.findings.add(Verdict::kNoSuchNumber);
    auto row = fold_row(record, *election, clocks_);
    merge(result_.findings, row.findings);
    result_.answer.accreditation = std::move(row.facts);
    result_.answer.decisive = std::move(row.decisive);
  }

  void certificate(const Record& card) {
    const auto key = named_key(card, "accreditation", "accreditation", asked_.election);
    const auto* record = key ? closure_.find(*key) : nullptr;
    if (record == nullptr || !domain::issued(card, clocks_)) {
      return result_.findings.add(Verdict::kNoSuchNumber);
    }
    accreditation(*record);
    if (const auto newer = domain::superseded_by(card, clocks_)) {
      result_.findings.add(Verdict::kSuperseded);
      result_.answer.superseded_by = *newer;
      if (result_.findings.decide() == Verdict::kSuperseded) supersede(card);
    }
  }

  void supersede(const Record& card) {
    for (const auto& act : card.acts) {
      if (act.change.word("superseded-by") == result_.answer.superseded_by &&
          domain::holds(card, act, clocks_)) {
        result_.answer.decisive = describe(act);
      }
    }
  }

  void person(const Record& record) {
    const auto folded = domain::fold_person(record, clocks_);
    auto& answer = result_.answer;
    answer.accreditation.person = asked_.id;
    if (folded.stage == domain::PersonStage::kRefused) {
      answer.stage = "refused";
      answer.accreditation.application = given(folded.decisive->change.word("application"));
      answer.accreditation.organisation = organisation_in(answer.accreditation.application);
      answer.accreditation.decree = given(folded.decisive->change.word("decree"));
      answer.decisive = describe(*folded.decisive);
      return result_.findings.add(Verdict::kRefused);
    }
    if (folded.stage == domain::PersonStage::kGranted) return granted_person(*folded.decisive);
    answer.stage = person_stage(record);
    result_.findings.add(Verdict::kNoSuchNumber);
  }

  std::string organisation_in(const std::string& application) const {
    const auto* record =
        closure_.find(domain::object_key("application", asked_.election, application));
    return record == nullptr ? std::string() : given(record->fact("organisation"));
  }

  void granted_person(const RecordAct& grant) {
    result_.answer.stage = "granted";
    const auto number = grant.change.word("accreditation");
    const auto key = domain::object_key("accreditation", asked_.election, number);
    const auto* record = closure_.find(key);
    if (record == nullptr) return result_.findings.add(Verdict::kNoSuchNumber);
    accreditation(*record);
    result_.answer.accreditation.person = asked_.id;
  }

  // Of a person on whom nothing is decided: the newest application that is not withdrawn, else that
  // one was.
  std::string person_stage(const Record& record) {
    std::string stage = "not_found";
    for (const auto& id : applications_of(record)) {
      const auto* application =
          closure_.find(domain::object_key("application", asked_.election, id));
      if (application == nullptr) continue;
      const std::string found(domain::fold_application(*application, clocks_));
      if (found == "not_found" || (found == "withdrawn" && stage != "not_found")) continue;
      // Others on the same list may be decided on: this person is not.
      stage = found == "granted" || found == "refused" ? "applied" : found;
      result_.answer.accreditation.application = id;
      result_.answer.accreditation.organisation = given(application->fact("organisation"));
    }
    return stage;
  }

  void application(const Record& record) {
    auto& answer = result_.answer;
    answer.stage = domain::fold_application(record, clocks_);
    result_.findings.add(answer.stage == "refused" ? Verdict::kRefused : Verdict::kNoSuchNumber);
    if (answer.stage == "not_found") return;
    answer.accreditation.application = asked_.id;
    answer.accreditation.organisation = given(record.fact("organisation"));
    for (const auto& act : record.acts) {
      if (domain::decides_verdict(act.type) && domain::holds(record, act, clocks_)) {
        answer.decisive = describe(act);
      }
    }
  }

  const Closure& closure_;
  const Asked& asked_;
  TwoClocks clocks_;
  FoldedAnswer result_;
};

}  // namespace

FoldedAccreditation fold_row(const Record& accreditation, const Record& election,
                             TwoClocks clocks) {
  const auto folded = domain::fold_accreditation(accreditation, election, clocks);
  FoldedAccreditation row{folded.findings, facts_of(accreditation, folded, clocks), std::nullopt};
  if (const auto* act = decisive_act(folded, election, clocks)) row.decisive = describe(*act);
  return row;
}

FoldedAnswer fold_answer(const Closure& closure, const Asked& asked, TwoClocks clocks) {
  return Fold(closure, asked, clocks).run();
}

}  // namespace kuboluk::proof
