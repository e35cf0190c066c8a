// What a verifier says, as plain data: everything that a page, a command line or a printed list
// shows. Nothing here points into the proof, so an answer outlives it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "crypto/bytes.h"
#include "ledger/domain/time.h"
#include "ledger/domain/verdict.h"
#include "ledger/proof/anchor.h"
#include "ledger/proof/asked.h"

namespace kuboluk::proof {

// One act of a history, with the record it was read from.
struct HistoryAct {
  std::uint64_t index = 0;  // log index
  domain::Instant valid;    // when it takes effect
  domain::Instant known;    // when it was recorded
  std::string type;
  std::string paragraph;
  Hash leaf{};                                             // leaf hash of the entry
  std::string record;                                      // key
  std::string reason;                                      // empty: none
  std::vector<std::pair<std::string, std::string>> words;  // what it changed
  bool undone = false;  // by a court decision or a rescission, at the two clocks asked
};

// The act that decided the verdict: refusal, revocation, reissue, grant, results, annulment.
struct DecisiveAct {
  std::uint64_t index = 0;
  std::string type;
  std::string paragraph;  // rule id: "KR.R4.7"
  domain::Instant valid;
  domain::Instant known;
  std::string ground;  // as the act states it; empty: none
  std::string limb;    // empty: none
  std::string reason;  // free text; empty: none
};

// What is known of one accreditation. Empty strings: not known. The same for a single answer and
// for a row of a list.
struct AccreditationFacts {
  std::string number;  // without check group
  std::string person;
  std::string organisation;
  std::string application;
  std::string decree;
  std::string certificate;  // the card now valid for it; empty where the proof does not show it
  std::optional<domain::Instant> from;   // authority begins
  std::optional<domain::Instant> until;  // authority ends, exclusive
};

// The law and the parameters of the ledger, as its ruleset record states them.
struct LawFacts {
  std::string ruleset;    // "KR-REG-197+CL-68@1"; empty: the election does not exist
  bool runnable = false;  // this verifier has exactly that table
  domain::Offset offset;  // for printing local times
  std::optional<std::uint64_t> merge_delay_s;
};

// One answer. Read through StatusVerdict only.
struct StatusAnswer {
  domain::Verdict verdict = domain::Verdict::kCannotTell;
  // The verdict before step 5, 6 or the age limit made CANNOT TELL of it: for "was ACTIVE at
  // 07:42". Nothing where the facts decided alone.
  std::optional<domain::Verdict> verdict_by_record;
  std::string cannot_tell;  // why, in one sentence; empty unless the verdict is CANNOT TELL
  Asked asked;
  domain::TwoClocks clocks;
  AccreditationFacts accreditation;
  std::string superseded_by;                 // certificate number, for SUPERSEDED
  std::vector<std::string> other_elections;  // that have this number, sorted
  // kPerson, kApplication: "not_found", "applied", "at_mfa", "withdrawn", "granted", "refused";
  // else empty.
  std::string stage;
  std::optional<DecisiveAct> decisive;
  LawFacts law;
  std::optional<Confirmation> confirmation;  // nothing only for MISTYPED, which needs no proof
  std::vector<std::string> notes;            // sentences that belong to the answer
  std::vector<HistoryAct> history;  // kHistory: merged, log order; else of the objects asked
};

}  // namespace kuboluk::proof
