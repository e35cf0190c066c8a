// Which cell an act belongs to: who its author is to the law, and in which state what it is about
// was before it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "ledger/domain/ruleset.h"
#include "ledger/domain/signed_event.h"
#include "ledger/domain/view.h"

namespace kuboluk::simulation {

// The law of the ledger that the cells are of.
const domain::Ruleset& cell_ruleset();

// "commission", "ministry", "inviter", another body's own id ("court"), "organisation",
// "other organisation" (registered, but the act is about another's), "member", "nobody".
std::string role_of(const domain::Ruleset& ruleset, const domain::StateView& state,
                    const domain::Event& act);
// All that role_of can answer for that act type.
std::vector<std::string> roles_for(const domain::Ruleset& ruleset, std::string_view type);
// True if the ruleset lets that role sign such an act.
bool has_right(const domain::Ruleset& ruleset, std::string_view role, std::string_view type);

// Of the record that the act is about, folded from its lines: "absent", "open", "at_mfa",
// "revoked".
std::string state_of(const domain::Ruleset& ruleset, const domain::StateView& state,
                     const domain::Event& act);
// All that state_of can answer for that act type.
std::vector<std::string> states_for(std::string_view type);

}  // namespace kuboluk::simulation
