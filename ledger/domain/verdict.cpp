#include "ledger/domain/verdict.h"

#include <algorithm>
#include <array>

#include "crypto/check.h"
#include "ledger/domain/event.h"

namespace kuboluk::domain {
namespace {

struct Name {
  std::string_view text;
  std::string_view key;
};

// In the order of Verdict.
constexpr std::array<Name, kVerdictCount> kNames = {{{"MISTYPED", "mistyped"},
                                                     {"CANNOT TELL", "cannot_tell"},
                                                     {"NO SUCH NUMBER", "not_found"},
                                                     {"OTHER ELECTION", "other_election"},
                                                     {"REFUSED", "refused"},
                                                     {"REVOKED", "revoked"},
                                                     {"SUPERSEDED CARD", "superseded"},
                                                     {"EXPIRED", "expired"},
                                                     {"NOT YET", "not_yet"},
                                                     {"ACTIVE", "active"}}};

// The act that takes `act` away at the two clocks, if any does.
const RecordAct* undone_by(const Record& record, const RecordAct& act, TwoClocks clocks) {
  for (const RecordAct& later : record.acts) {
    if (!undoes(later, act.index) || later.known > clocks.known) continue;
    if (later.change.word("effect") == "ex_tunc" || later.valid <= clocks.valid) return &later;
  }
  return nullptr;
}

bool in_effect(const RecordAct& act, TwoClocks clocks) {
  return act.known <= clocks.known && act.valid <= clocks.valid;
}

const RecordAct* last_holding(const Record& record, std::string_view type, TwoClocks clocks) {
  const RecordAct* found = nullptr;
  for (const RecordAct& act : record.acts) {
    if (act.type == type && holds(record, act, clocks)) found = &act;
  }
  return found;
}

}  // namespace

std::string_view to_text(Verdict verdict) {
  return kNames[static_cast<std::size_t>(verdict)].text;
}
std::string_view to_key(Verdict verdict) {
  return kNames[static_cast<std::size_t>(verdict)].key;
}

Verdict Findings::decide() const {
  for (std::size_t i = 0; i < kVerdictCount; ++i) {
    if (found_.test(i)) return static_cast<Verdict>(i);
  }
  KUBOLUK_CHECK(false);
  return Verdict::kCannotTell;
}

bool undoes(const RecordAct& act, std::uint64_t index) {
  const std::string listed = "," + std::string(act.change.word("undoes")) + ",";
  return listed.find("," + std::to_string(index) + ",") != std::string::npos;
}

bool holds(const Record& record, const RecordAct& act, TwoClocks clocks) {
  return in_effect(act, clocks) && undone_by(record, act, clocks) == nullptr;
}

AccreditationAnswer fold_accreditation(const Record& accreditation, const Record& election,
                                       TwoClocks clocks) {
  AccreditationAnswer answer;
  for (const RecordAct& act : accreditation.acts) {
    if (act.type == "accreditation.grant" && in_effect(act, clocks)) {
      answer.annulled = undone_by(accreditation, act, clocks);
      answer.grant = answer.annulled == nullptr ? &act : nullptr;
    }
  }
  if (answer.grant == nullptr) {
    answer.findings.add(Verdict::kNoSuchNumber);
    return answer;
  }
  const auto from = parse_local_time(answer.grant->change.word("from"));
  answer.from = from ? std::max(from->instant, answer.grant->valid) : answer.grant->valid;
  answer.until = authority_end(election, clocks);
  answer.revoked = last_holding(accreditation, "accreditation.revoke", clocks);
  if (answer.revoked != nullptr) answer.findings.add(Verdict::kRevoked);
  if (answer.until && clocks.valid >= *answer.until) answer.findings.add(Verdict::kExpired);
  answer.findings.add(clocks.valid < *answer.from ? Verdict::kNotYet : Verdict::kActive);
  return answer;
}

std::optional<Instant> authority_end(const Record& election, TwoClocks clocks) {
  std::optional<Instant> earliest;
  for (const RecordAct& act : election.acts) {
    if (act.type != "results.publish" || act.known > clocks.known) continue;
    if (act.change.word("repeat-voting") != kNotGiven) continue;
    if (undone_by(election, act, clocks) != nullptr) continue;
    const auto day = parse_day(act.change.word("published"));
    if (!day) continue;  // "-" as published day: the act names no day on which authority ends
    const Instant end = end_of(*day, election.offset);
    if (!earliest || end < *earliest) earliest = end;
  }
  return earliest;
}

std::optional<std::string> superseded_by(const Record& certificate, TwoClocks clocks) {
  for (const RecordAct& act : certificate.acts) {
    if (act.change.word("superseded-by") != kNotGiven && holds(certificate, act, clocks)) {
      return std::string(act.change.word("superseded-by"));
    }
  }
  return std::nullopt;
}

bool issued(const Record& certificate, TwoClocks clocks) {
  for (const RecordAct& act : certificate.acts) {
    if (act.change.word("accreditation") != kNotGiven && holds(certificate, act, clocks))
      return true;
  }
  return false;
}

PersonAnswer fold_person(const Record& person, TwoClocks clocks) {
  PersonAnswer latest;
  const RecordAct* standing = nullptr;
  for (const RecordAct& act : person.acts) {
    if (!holds(person, act, clocks)) continue;
    const bool decided =
        latest.stage != PersonStage::kUnknown && latest.stage != PersonStage::kApplied;
    if (act.type == "accreditation.grant") {
      latest = {PersonStage::kGranted, &act};
      standing = &act;
    } else if (act.type == "accreditation.revoke") {
      const bool ends = standing != nullptr &&
                        standing->change.word("accreditation") == act.change.word("accreditation");
      if (ends) standing = nullptr;
    } else if (act.type == "accreditation.refuse") {
      latest = {PersonStage::kRefused, &act};
    } else if (act.type == "application.submit" && !decided) {
      latest = {PersonStage::kApplied, &act};
    }
  }
  return standing != nullptr ? PersonAnswer{PersonStage::kGranted, standing} : latest;
}

std::string_view fold_application(const Record& application, TwoClocks clocks) {
  std::string_view stage = "not_found";
  for (const RecordAct& act : application.acts) {
    if (!holds(application, act, clocks)) continue;
    if (act.type == "application.submit") {
      stage = application.fact("forwarding") == "required" ? "at_mfa" : "applied";
    } else if (act.type == "application.forward" && stage == "at_mfa") {
      stage = "applied";
    } else if (act.type == "application.withdraw" && stage != "granted") {
      stage = "withdrawn";
    } else if (act.type == "accreditation.grant") {
      stage = "granted";
    } else if (act.type == "accreditation.refuse" && stage != "granted") {
      stage = "refused";
    }
  }
  return stage;
}

}  // namespace kuboluk::domain
