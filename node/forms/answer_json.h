// Verified answers as JSON: what `kuboluk status --json` prints and `/o/<number>.json` serves. Keys
// are stable: they may be added, never renamed or removed; a value that is not known is null. Times
// are RFC 3339: valid times in the ledger's offset, known times in UTC with milliseconds.
#pragma once

#include <boost/json/object.hpp>

#include "ledger/domain/ruleset.h"
#include "ledger/proof/verifier.h"
#include "node/forms/list_totals.h"

namespace kuboluk::forms {

// Exit codes of `kuboluk`, which stand in the JSON under "exit": the evidence answers ACTIVE or a
// list holds; any other verdict; nothing can be told.
inline constexpr int kExitHolds = 0;
inline constexpr int kExitOther = 1;
inline constexpr int kExitCannotTell = 3;
int exit_of(domain::Verdict verdict);

// The answer must come out of the verifier (StatusVerdict::answer()).
boost::json::object status_json(const proof::StatusAnswer& answer, int exit,
                                const domain::Rulesets& rulesets, bool with_history);

boost::json::object list_json(const proof::VerifiedList& list, const ListFilter& filter, int exit,
                              const domain::Rulesets& rulesets);

// The part that every answer has: law, notes, ledger, log, cosigners and age. `confirmation`: null
// where nothing was looked up.
void add_evidence(boost::json::object& into, const proof::Confirmation* confirmation,
                  const proof::LawFacts& law, const std::vector<std::string>& notes);

// "cosigners", "as_of", "age_seconds" and "age" of a checkpoint.
void add_cosigners(boost::json::object& into, const std::vector<log::CountedCosigner>& cosigners,
                   std::optional<std::uint64_t> as_of, std::optional<std::uint64_t> age_s);

// Parts of the above that other forms share.
boost::json::value decisive_json(const std::optional<proof::DecisiveAct>& act,
                                 const proof::LawFacts& law, const domain::Rulesets& rulesets);
boost::json::array history_json(const std::vector<proof::HistoryAct>& history,
                                const proof::LawFacts& law, const domain::Rulesets& rulesets);
// "person", "organisation", ... "authority_until".
void add_facts(boost::json::object& into, const proof::AccreditationFacts& facts,
               domain::Offset offset);

}  // namespace kuboluk::forms
