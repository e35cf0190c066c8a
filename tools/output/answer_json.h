// The machine forms of node/forms with this program's exit codes: what `--json` prints is what a
// node serves.
#pragma once

#include "node/forms/answer_json.h"
#include "tools/command.h"

namespace kuboluk::tools {

using forms::add_cosigners;
using forms::add_evidence;

inline boost::json::object status_json(const proof::StatusVerdict& verdict, Exit exit,
                                       const domain::Rulesets& rulesets, bool with_history) {
  return forms::status_json(verdict.answer(), static_cast<int>(exit), rulesets, with_history);
}

inline boost::json::object list_json(const proof::VerifiedList& list,
                                     const forms::ListFilter& filter, Exit exit,
                                     const domain::Rulesets& rulesets) {
  return forms::list_json(list, filter, static_cast<int>(exit), rulesets);
}

}  // namespace kuboluk::tools
