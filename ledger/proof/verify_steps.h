// The steps of the verifier that answers and lists share (DESIGN.md 4). Not for other boxes.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "crypto/result.h"
#include "ledger/domain/record.h"
#include "ledger/domain/verdict.h"
#include "ledger/proof/answer.h"
#include "ledger/proof/closure.h"
#include "ledger/proof/part.h"
#include "ledger/proof/verifier.h"

namespace kuboluk::proof {

// Error.rule is "step <n>"; what was broken inside goes into the detail.
Error at_step(int step, std::string_view object, const Error& cause);
Error at_step(int step, std::string_view object, std::string detail);

// The one place that makes verdicts; used only after the last step.
class VerdictMaker {
 public:
  static StatusVerdict make(StatusAnswer answer) { return StatusVerdict(std::move(answer)); }
  static VerifiedList make(std::string election, domain::TwoClocks clocks,
                           std::vector<ListRow> rows, Confirmation confirmation, LawFacts law,
                           std::string cannot_tell, std::vector<std::string> notes);
};

// Step 1 for one record: strict parse, ledger id.
Result<domain::Record> parse_proof_record(std::string_view text, std::string_view ledger,
                                          std::string_view object);
// Step 1 for all parts: in their order; nothing for an absent one.
Result<std::vector<std::optional<domain::Record>>> parse_part_records(std::span<const Part> parts,
                                                                      std::string_view ledger);

// Step 4: the parts of a file as the source of the walk. Each is checked against the root before it
// is given out, and only the part that the walk asks for next is accepted. The references must
// outlive the source.
class ProvenParts final : public ObjectSource {
 public:
  ProvenParts(std::span<const Part> parts, std::vector<std::optional<domain::Record>> records,
              std::span<const std::string> elsewhere, const Hash& map_root)
      : parts_(parts), records_(std::move(records)), elsewhere_(elsewhere), map_root_(map_root) {}

  Result<std::optional<domain::Record>> object(const std::string& key) override;
  Result<std::vector<std::string>> elsewhere(std::string_view kind, const Asked& asked) override;
  // Error if the file has more than the walk asked for.
  Result<void> finish() const;

 private:
  std::span<const Part> parts_;
  std::vector<std::optional<domain::Record>> records_;
  std::span<const std::string> elsewhere_;
  Hash map_root_;
  std::size_t next_ = 0;
  bool elsewhere_asked_ = false;
};

// Step 5: the law that the election's record names, and whether this reader runs exactly that
// table. `why` is left alone if he does, else says why nothing can be told.
LawFacts read_law(const domain::Rulesets& rulesets, const Closure& closure,
                  std::string_view election, std::string& why);

// Why an answer may be doubted. Empty: no doubt of that kind.
struct Doubts {
  std::string any;     // nothing can be told
  std::string active;  // only ACTIVE cannot be told
  bool open = true;    // acts newer than this evidence could change the answer
};
// Step 6, added to what step 5 found.
Doubts find_doubts(const ReaderPolicy& reader, const Confirmation& confirmation,
                   domain::TwoClocks clocks, std::string law_doubt);

struct Judgement {
  domain::Verdict verdict;
  std::optional<domain::Verdict> by_record;  // where doubt changed it
  std::string why;                           // of CANNOT TELL
};
// Step 7, last part: precedence.
Judgement judge(domain::Findings findings, const Doubts& doubts);

// Sentences that belong to every answer from this evidence.
std::vector<std::string> common_notes(const Confirmation& confirmation, const LawFacts& law,
                                      const Doubts& doubts);

}  // namespace kuboluk::proof
