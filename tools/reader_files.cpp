#include "tools/reader_files.h"

#include "node/forms/answer_json.h"
#include "tools/files.h"
#include "tools/output/words.h"

namespace kuboluk::tools {

Result<domain::TwoClocks> read_clocks(const TypedClocks& typed, const Session& session) {
  domain::TwoClocks clocks;
  clocks.valid = session.now;
  if (!typed.at.empty() && typed.at != "now") {
    const Result<domain::Instant> at = parse_typed_time("--at", typed.at);
    if (!at) return at.error();
    clocks.valid = *at;
  }
  if (!typed.known.empty() && typed.known != "now") {
    const Result<domain::Instant> known = parse_typed_time("--known", typed.known);
    if (!known) return known.error();
    clocks.known = *known;
  }
  return clocks;
}

Result<ReaderFiles> ReaderFiles::load(const std::string& policy_file) {
  Result<log::Policy> policy = read_policy(policy_file);
  if (!policy) return policy.error();
  return ReaderFiles{std::move(*policy), domain::built_in_rulesets()};
}

proof::ReaderPolicy ReaderFiles::view(const Session& session, std::uint64_t age_limit_hours) const {
  constexpr std::uint64_t kSecondsPerHour = 3'600;
  return proof::ReaderPolicy{policy, rulesets, session.clock_s(), kClockSkewSeconds,
                             age_limit_hours * kSecondsPerHour};
}

Exit verdict_exit(domain::Verdict verdict) {
  return static_cast<Exit>(forms::exit_of(verdict));
}

}  // namespace kuboluk::tools
