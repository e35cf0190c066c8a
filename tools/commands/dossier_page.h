// The page of a dossier. Pure: the same dossier gives the same bytes, so a page can be compared
// with what its evidence makes of it. Not for other commands.
#pragma once

#include <string>

#include "tools/commands/dossier_material.h"

namespace kuboluk::tools {

// `checked` must be that dossier's, under the policy that it holds and the clock at which it was
// made.
std::string print_dossier_page(const Dossier& dossier, const CheckedDossier& checked);

}  // namespace kuboluk::tools
