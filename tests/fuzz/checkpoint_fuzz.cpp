// Checkpoints with their cosignatures (C2SP tlog-checkpoint, tlog-cosignature), and inclusion
// proofs that carry one (tlog-proof). A quorum that a changed note still has is the same one:
// nobody's line is ever counted that the policy does not name, nobody twice.
#include <algorithm>
#include <set>

#include "ledger/exchange/fork_evidence.h"
#include "ledger/log/checkpoint.h"
#include "ledger/log/policy.h"
#include "ledger/log/tlog_proof.h"
#include "tests/fuzz/target.h"
#include "tests/ledger/proof/world.h"

using namespace kuboluk;
using namespace kuboluk::proof::testing;

namespace {

constexpr std::uint64_t kSkewS = 120;

void check_quorum(std::string_view note, log::CheckpointMode mode) {
  static const log::Policy policy = world().policy();
  const auto shown = log::verify_checkpoint(policy, note, kNow, kSkewS, mode);
  if (!shown) return fuzz::check_error(shown.error());
  std::set<std::string> names;
  for (const log::CountedCosigner& cosigner : shown->cosigners())
    KUBOLUK_CHECK(names.insert(cosigner.name).second);
  // No key of this world has signed another tree.
  KUBOLUK_CHECK(shown->checkpoint() == world().checkpoint());
  const auto least = log::minimal_quorum(policy, note, kNow, kSkewS);
  if (!least) return fuzz::check_error(least.error());
  const auto again =
      log::verify_checkpoint(policy, *least, kNow, kSkewS, log::CheckpointMode::kExact);
  KUBOLUK_CHECK(again.has_value() && again->text() == shown->text());
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = fuzz::text_of(data, size);
  const auto checkpoint = log::parse_checkpoint(text);
  if (!checkpoint) fuzz::check_error(checkpoint.error());
  if (checkpoint) KUBOLUK_CHECK(log::print_checkpoint(*checkpoint) == text);
  check_quorum(text, log::CheckpointMode::kBare);
  check_quorum(text, log::CheckpointMode::kExact);
  const auto proof = log::parse_tlog_proof(text);
  if (!proof) fuzz::check_error(proof.error());
  if (proof) KUBOLUK_CHECK(log::print_tlog_proof(*proof) == text);
  const auto fork = exchange::parse_fork(text);
  if (!fork) fuzz::check_error(fork.error());
  if (fork) KUBOLUK_CHECK(exchange::print_fork(*fork) == text);
  return 0;
}
