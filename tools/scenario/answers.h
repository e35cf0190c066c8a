// Answers to the queries of a scenario, as JSON objects with the keys of the format.
//
// By-id queries (status, certificate, person, application, history): a status proof is built from
// the ledger, printed, and verified as any reader would, under the ledger's policy file. Aggregate
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
#include "tools/names/name_table.h"
#include "tools/scenario/scenario.h"

namespace kuboluk::tools {

// What an answer is worked out from. The references must outlive the call.
struct AnswerSources {
  const batch::LedgerReader& ledger;   // proofs are built from it
  const std::string& checkpoint_note;  // of exactly that position
  const log::Policy& policy;
  const domain::Rulesets& rulesets;
  const domain::StateView& fold;  // the replay's own
  const NameTable& names;
  std::uint64_t clock_s = 0;  // the reader's clock
};

// Errors: damage, invalid evidence ("step n"). A number that cannot exist is an answer
// ("not_found"), no error.
Result<boost::json::object> answer_query(const Query& query, const AnswerSources& sources);

// True if every key of `expect` is in `answer` with an equal value. Lists are compared as sorted,
// `events` as it stands; further keys of the answer do not count.
bool meets(const boost::json::object& expect, const boost::json::object& answer);

// The text under `key`; empty if it is missing or no text.
std::string text_of(const boost::json::object& args, std::string_view key);

}  // namespace kuboluk::tools
