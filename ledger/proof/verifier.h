// The offline verifier: bytes of a proof, the reader's own policy and clock in; a verdict out.
// Seven steps, numbered as in DESIGN.md 4; Error.rule names the step that failed ("step 3").
// Invalid evidence is an Error, never an answer.
//
// Law: a verdict is computed here by the reader, never accepted from a node. Only the functions
// below make a StatusVerdict or a VerifiedList: holding one is the proof that all steps were
// passed.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "crypto/result.h"
#include "ledger/domain/ruleset.h"
#include "ledger/domain/verdict.h"
#include "ledger/log/policy.h"
#include "ledger/proof/answer.h"
#include "ledger/proof/asked.h"

namespace kuboluk::proof {

// Error.object of a "step 2" error where every signature verifies, but there are fewer than the
// reader's policy asks for: CANNOT TELL, not invalid evidence.
inline constexpr std::string_view kQuorumObject = "quorum";

// What the reader decides for himself. The references must outlive the call.
struct ReaderPolicy {
  const log::Policy& policy;         // the only trust root
  const domain::Rulesets& rulesets;  // the law that this program runs
  std::uint64_t clock_s = 0;         // the reader's clock, POSIX seconds
  std::uint64_t skew_s = 0;          // how far cosigners' clocks may be ahead of it
  std::uint64_t age_limit_s = 0;     // ACTIVE from older data becomes CANNOT TELL
};

class StatusVerdict {
 public:
  domain::Verdict verdict() const { return answer_.verdict; }
  const StatusAnswer& answer() const { return answer_; }
  const std::vector<HistoryAct>& history() const { return answer_.history; }

 private:
  friend class VerdictMaker;
  explicit StatusVerdict(StatusAnswer answer) : answer_(std::move(answer)) {}
  StatusAnswer answer_;
};

// `asked`: what the reader wants to know; absent: whatever the file says it was asked (the answer
// names it). `clocks`: what held at `valid`, as known at `known`, both inclusive.
//
// The age limit turns ACTIVE into CANNOT TELL only where a newer act could change the answer: not
// for a `known` before the seal's own time. With "quorum none" nobody attests an age: ACTIVE
// stands, and a note says so.
//
// A person who only applied, and an application not refused, is NO SUCH NUMBER: `stage` says where
// it stands. Errors: "step 1" .. "step 4".
Result<StatusVerdict> verify_status(const ReaderPolicy& reader, std::string_view proof_bytes,
                                    const std::optional<Asked>& asked, domain::TwoClocks clocks);

// As above for a number as a person typed it. A wrong check character is MISTYPED, whatever the
// proof says: then `proof_bytes` is not read. Errors: "step 1" also for a text that is no number at
// all.
Result<StatusVerdict> verify_typed(const ReaderPolicy& reader, std::string_view proof_bytes,
                                   Question question, std::string_view election,
                                   std::string_view typed, domain::TwoClocks clocks);

// MISTYPED, if the typed text carries a check character and it does not fit; needs no proof.
std::optional<StatusVerdict> mistyped_verdict(Question question, std::string_view election,
                                              std::string_view typed, domain::TwoClocks clocks);

// One accreditation of a list.
struct ListRow {
  domain::Verdict verdict = domain::Verdict::kCannotTell;
  std::optional<domain::Verdict> verdict_by_record;  // as in StatusAnswer
  AccreditationFacts accreditation;
  std::optional<DecisiveAct> decisive;
};

class VerifiedList {
 public:
  const std::string& election() const { return election_; }
  domain::TwoClocks clocks() const { return clocks_; }
  // Every accreditation number of the election that the ledger holds, in key order; numbers whose
  // grant does not hold at the two clocks are among them (NO SUCH NUMBER).
  const std::vector<ListRow>& rows() const { return rows_; }
  const Confirmation& confirmation() const { return confirmation_; }
  const LawFacts& law() const { return law_; }
  const std::string& cannot_tell() const {
    return cannot_tell_;
  }  // why rows are CANNOT TELL; may be empty
  const std::vector<std::string>& notes() const { return notes_; }

 private:
  friend class VerdictMaker;
  VerifiedList() = default;
  std::string election_;
  domain::TwoClocks clocks_;
  std::vector<ListRow> rows_;
  Confirmation confirmation_;
  LawFacts law_;
  std::string cannot_tell_;
  std::vector<std::string> notes_;
};

// `election` absent: the one of the file. The same steps and errors.
Result<VerifiedList> verify_list(const ReaderPolicy& reader, std::string_view proof_bytes,
                                 const std::optional<std::string>& election,
                                 domain::TwoClocks clocks);

}  // namespace kuboluk::proof
