// What a reader brings to every answer: his policy, the law of this program, two clocks, an age
// limit.
#pragma once

#include <cstdint>
#include <string>

#include "crypto/result.h"
#include "ledger/domain/ruleset.h"
#include "ledger/domain/verdict.h"
#include "ledger/log/policy.h"
#include "ledger/proof/verifier.h"
#include "tools/command.h"

namespace kuboluk::tools {

// As typed on the command line; empty: the default.
struct TypedClocks {
  std::string at;     // default: now
  std::string known;  // default: everything that the evidence holds
};

// X.FORM naming the option.
Result<domain::TwoClocks> read_clocks(const TypedClocks& typed, const Session& session);

struct ReaderFiles {
  log::Policy policy;
  domain::Rulesets rulesets;

  // X.FILE, X.SIZE, C2SP.policy.
  static Result<ReaderFiles> load(const std::string& policy_file);
  // Valid as long as this object lives.
  proof::ReaderPolicy view(const Session& session, std::uint64_t age_limit_hours) const;
};

// What a verdict means for whoever called the program.
Exit verdict_exit(domain::Verdict verdict);

// What to do when a policy file is refused.
inline constexpr std::string_view kPolicyHint =
    "give your own policy with --policy: a C2SP tlog-policy file that names the log and the "
    "cosigners you trust";

}  // namespace kuboluk::tools
