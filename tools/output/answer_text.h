// Verified answers in words. Nothing is printed here that the verifier did not hand out: the types
// say so.
#pragma once

#include <iosfwd>
#include <string>
#include <vector>

#include "ledger/domain/ruleset.h"
#include "ledger/proof/verifier.h"
#include "node/forms/list_totals.h"

namespace kuboluk::tools {

using forms::ListFilter;

// The verdict first, then what it rests on.
void print_status(std::ostream& out, const proof::StatusVerdict& verdict,
                  const domain::Rulesets& rulesets);

// The verdict, then every act, oldest first, with both times.
void print_history(std::ostream& out, const proof::StatusVerdict& verdict,
                   const domain::Rulesets& rulesets);

// The rows, then totals that add up (by verdict and by decree).
void print_list(std::ostream& out, const proof::VerifiedList& list, const ListFilter& filter);

// Ledger, size, roots, cosigners and age: the foot of every answer.
void print_confirmation(std::ostream& out, const proof::Confirmation& confirmation,
                        domain::Offset offset);

}  // namespace kuboluk::tools
