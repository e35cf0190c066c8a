// Verified answers as JSON. Keys are stable: they may be added, never renamed or removed; a value
// that is not known is null. Times are RFC 3339: valid times in the ledger's offset, known times in
// UTC with milliseconds.
#pragma once

#include <boost/json/object.hpp>

#include "ledger/domain/ruleset.h"
#include "ledger/proof/verifier.h"
#include "tools/command.h"
#include "tools/output/answer_text.h"

namespace kuboluk::tools {

boost::json::object status_json(const proof::StatusVerdict& verdict, Exit exit,
                                const domain::Rulesets& rulesets, bool with_history);

boost::json::object list_json(const proof::VerifiedList& list, const ListFilter& filter, Exit exit,
                              const domain::Rulesets& rulesets);

// "cosigners", "as_of", "age_seconds" and "age" of a checkpoint.
void add_cosigners(boost::json::object& into, const std::vector<log::CountedCosigner>& cosigners,
                   std::optional<std::uint64_t> as_of, std::optional<std::uint64_t> age_s);

}  // namespace kuboluk::tools
