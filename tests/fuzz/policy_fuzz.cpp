// Policies (C2SP tlog-policy) and rulesets: what an operator or a legislator writes by hand.
#include "ledger/domain/ruleset.h"
#include "ledger/log/policy.h"
#include "tests/fuzz/target.h"
#include "tests/ledger/proof/world.h"

using namespace kuboluk;
using namespace kuboluk::proof::testing;

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = fuzz::text_of(data, size);
  const auto policy = log::Policy::parse(text);
  if (!policy) {
    fuzz::check_error(policy.error());
    return 0;
  }
  // Whatever quorum it asks for, without any cosignature there is none, unless it asks for none.
  static const std::string bare = world().note({});
  const auto shown = log::verify_checkpoint(*policy, bare, kNow, 0, log::CheckpointMode::kBare);
  if (shown) KUBOLUK_CHECK(shown->cosigners().empty() && !shown->as_of());
  return 0;
}
