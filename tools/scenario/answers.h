// Answers to the queries of a scenario, as JSON objects with the keys of the format.
//
// By-id queries (status, certificate, person, application, history): a status proof is taken from a
// ProofSource as bytes, and verified as any reader would, under the reader's policy. Aggregate
// queries (search, silent, declined, count): counted over the replay's own fold (aggregates.h).
#pragma once

#include <boost/json/object.hpp>
#include <cstdint>
#include <string>
#include <string_view>

#include "crypto/result.h"
#include "ledger/batch/change.h"
#include "ledger/domain/ruleset.h"
#include "ledger/log/policy.h"
#include "ledger/proof/asked.h"
#include "tools/names/name_table.h"
#include "tools/scenario/scenario.h"

namespace kuboluk::tools {

// Where the bytes of status proofs come from: a ledger folder, or a node. Not trusted.
class ProofSource {
 public:
  virtual ~ProofSource() = default;
  virtual Result<std::string> status_proof(const proof::Asked& asked) const = 0;
};

// Builds them from a ledger at hand. Errors: those of build_status_proof.
class BuiltProofs final : public ProofSource {
 public:
  // The references must outlive it; `checkpoint_note` is of exactly the reader's position.
  BuiltProofs(const batch::LedgerReader& ledger, const std::string& checkpoint_note,
              const log::Policy& policy, std::uint64_t clock_s)
      : ledger_(ledger), checkpoint_note_(checkpoint_note), policy_(policy), clock_s_(clock_s) {}
  Result<std::string> status_proof(const proof::Asked& asked) const override;

 private:
  const batch::LedgerReader& ledger_;
  const std::string& checkpoint_note_;
  const log::Policy& policy_;
  std::uint64_t clock_s_;
};

// What an answer is worked out from. The references must outlive the call.
struct AnswerSources {
  const ProofSource& proofs;
  const log::Policy& policy;
  const domain::Rulesets& rulesets;
  const domain::StateView& fold;  // the replay's own
  const NameTable& names;
  std::uint64_t clock_s = 0;  // the reader's clock
};

// Errors: those of the proof source, damage, invalid evidence ("step n"). A number that cannot
// exist is an answer
// ("not_found"), no error.
Result<boost::json::object> answer_query(const Query& query, const AnswerSources& sources);

// True if every key of `expect` is in `answer` with an equal value. Lists are compared as sorted,
// `events` as it stands; further keys of the answer do not count.
bool meets(const boost::json::object& expect, const boost::json::object& answer);

// The text under `key`; empty if it is missing or no text.
std::string text_of(const boost::json::object& args, std::string_view key);

}  // namespace kuboluk::tools
