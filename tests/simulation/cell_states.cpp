#include "tests/simulation/cells.h"

#include <algorithm>

#include "ledger/domain/verdict.h"

namespace kuboluk::simulation {
namespace {

using domain::Event;
using domain::Record;
using domain::Ruleset;
using domain::StateView;

// What an act type is about.
enum class Subject {
  kNothing,
  kOrganisation,
  kElection,
  kInvitation,
  kApplication,
  kPerson,
  kAccreditation,
  kDecree,
  kUndone,
};

Subject subject_of(std::string_view type) {
  if (type == "org.register") return Subject::kOrganisation;
  if (type.starts_with("election.") || type == "results.publish") return Subject::kElection;
  if (type.starts_with("invitation.")) return Subject::kInvitation;
  if (type.starts_with("application.") || type == "identity.update") return Subject::kApplication;
  if (type == "accreditation.grant" || type == "accreditation.refuse") return Subject::kPerson;
  if (type == "accreditation.revoke" || type == "certificate.reissue" ||
      type == "correction.clerical") {
    return Subject::kAccreditation;
  }
  if (type == "list.publish") return Subject::kDecree;
  if (type == "court.decision" || type == "decision.rescind") return Subject::kUndone;
  return Subject::kNothing;
}

std::optional<Record> find(const StateView& state, const std::string& key) {
  const auto text = state.record(key);
  if (!text || !*text) return std::nullopt;
  auto record = domain::parse_record(**text);
  if (!record) return std::nullopt;
  return std::move(*record);
}

std::optional<Record> find(const StateView& state, const Event& act, std::string_view kind,
                           std::string_view id) {
  return find(state, domain::object_key(kind, act.value("election"), id));
}

std::string election_state(const Ruleset& ruleset, const Record& election, const Event& act) {
  if (!domain::holds(election, election.acts.front(), {})) return "taken back";
  const auto stands = [&](std::string_view type) {
    return std::any_of(election.acts.begin(), election.acts.end(), [&](const auto& line) {
      return line.type == type && domain::holds(election, line, {});
    });
  };
  if (stands("results.publish")) return "results";
  if (stands("election.invalidate")) return "invalidated";
  const auto voting = domain::parse_day(election.fact("voting-day"));
  const bool open =
      voting && domain::day_of(act.at, act.offset).days <= voting->days - ruleset.window_days;
  return open ? "open" : "closed";
}

// The stage of a person whose accreditation was revoked still names the grant.
bool is_revoked(const Record& person, const domain::RecordAct& grant) {
  return std::any_of(person.acts.begin(), person.acts.end(), [&](const auto& line) {
    return line.type == "accreditation.revoke" && domain::holds(person, line, {}) &&
           line.change.word("accreditation") == grant.change.word("accreditation");
  });
}

std::string person_state(const StateView& state, const Event& act) {
  const std::string_view key = act.type == "accreditation.grant" ? "grant" : "refuse";
  const auto lines = act.all(key);
  if (lines.empty()) return "absent";
  const auto person = find(state, act, "person", lines[0]->values[key == "grant" ? 3 : 0]);
  if (!person) return "absent";
  const auto answer = domain::fold_person(*person, {});
  switch (answer.stage) {
    case domain::PersonStage::kUnknown:
      return "absent";
    case domain::PersonStage::kApplied:
      return "applied";
    case domain::PersonStage::kGranted:
      return is_revoked(*person, *answer.decisive) ? "revoked" : "granted";
    case domain::PersonStage::kRefused:
      break;
  }
  return "refused";
}

std::string accreditation_state(const StateView& state, const Event& act) {
  const auto record = find(state, act, "accreditation", act.value("accreditation"));
  const auto election = find(state, domain::election_key(act.value("election")));
  if (!record || !election) return "absent";
  const auto answer = domain::fold_accreditation(*record, *election, {act.at, domain::kEndOfTime});
  if (answer.annulled != nullptr) return "annulled";
  return std::string(domain::to_key(answer.findings.decide()));
}

// The strongest undoing among the lines of that type, "standing" if none.
std::string undoing_state(const Record& record, std::string_view type) {
  bool found = false;
  bool nunc = false;
  for (const auto& line : record.acts) {
    if (line.type != type) continue;
    found = true;
    for (const auto& later : record.acts) {
      if (!domain::undoes(later, line.index)) continue;
      if (later.change.word("effect") == "ex_tunc") return "undone ex tunc";
      nunc = true;
    }
  }
  if (!found) return "absent";
  return nunc ? "undone ex nunc" : "standing";
}

std::string undone_state(const StateView& state, const Event& act) {
  const bool court = act.type == "court.decision";
  const std::string name(act.value(court ? "annuls" : "rescinds"));
  if (name == domain::kNotGiven) return "nothing";
  const std::size_t colon = name.find(':');
  const std::string id = colon == std::string::npos ? name : name.substr(colon + 1);
  std::string type = colon == std::string::npos ? "" : name.substr(0, colon);
  const bool decree =
      colon == std::string::npos || type.starts_with("accreditation.") || type == "list.publish";
  const auto record = decree ? find(state, act, "decree", id)
                             : find(state, domain::election_key(act.value("election")));
  if (!record) return "absent";
  if (type.empty()) type = record->fact("type");
  return undoing_state(*record, type);
}

}  // namespace

std::string state_of(const Ruleset& ruleset, const StateView& state, const Event& act) {
  switch (subject_of(act.type)) {
    case Subject::kNothing:
      return "-";
    case Subject::kOrganisation:
      if (find(state, domain::plain_key("organisation", act.value("org")))) return "registered";
      return find(state, domain::plain_key("member", act.value("org"))) ? "member" : "absent";
    case Subject::kElection: {
      const auto election = find(state, domain::election_key(act.value("election")));
      return election ? election_state(ruleset, *election, act) : "absent";
    }
    case Subject::kInvitation: {
      const auto record = find(state, act, "invitation", act.value("invitation"));
      if (!record) return "absent";
      return record->first_act("invitation.decline") != nullptr ? "declined" : "sent";
    }
    case Subject::kApplication: {
      const auto record = find(state, act, "application", act.value("application"));
      return record ? std::string(domain::fold_application(*record, {})) : "absent";
    }
    case Subject::kPerson:
      return person_state(state, act);
    case Subject::kAccreditation:
      return accreditation_state(state, act);
    case Subject::kDecree: {
      const auto record = find(state, act, "decree", act.value("decree"));
      if (!record) return "absent";
      const std::string type(record->fact("type"));
      return undoing_state(*record, type) == "standing" ? type.substr(type.find('.') + 1)
                                                        : "undone";
    }
    case Subject::kUndone:
      return undone_state(state, act);
  }
  return "-";
}

std::vector<std::string> states_for(std::string_view type) {
  switch (subject_of(type)) {
    case Subject::kNothing:
      return {"-"};
    case Subject::kOrganisation:
      return {"absent", "member", "registered"};
    case Subject::kElection:
      return {"absent", "closed", "invalidated", "open", "results", "taken back"};
    case Subject::kInvitation:
      return {"absent", "declined", "sent"};
    case Subject::kApplication:
      return {"absent", "applied", "at_mfa", "granted", "refused", "withdrawn"};
    case Subject::kPerson:
      return {"absent", "applied", "granted", "refused", "revoked"};
    case Subject::kAccreditation:
      return {"absent", "active", "annulled", "expired", "not_yet", "revoked"};
    case Subject::kDecree:
      return {"absent", "grant", "refuse", "revoke", "undone"};
    case Subject::kUndone:
      return {"absent", "nothing", "standing", "undone ex nunc", "undone ex tunc"};
  }
  return {};
}

}  // namespace kuboluk::simulation
