// `kuboluk verifier`: the offline verifier as one HTML file, with the policy of whoever makes it.
#pragma once

#include <string>

#include "tools/command.h"

namespace kuboluk::tools {

struct VerifierOptions {
  std::string policy;  // file
  std::string proof;   // file, verified when the page opens; empty: none
  std::string out;     // never replaced
};

// The page does not judge what it carries: whoever opens it does. A policy that does not parse is
// refused here all the same.
Exit run_verifier(const VerifierOptions& options, const Session& session);

}  // namespace kuboluk::tools
