// Steps 1 (ledger id), 2, 3 and 6 of the verifier.
#include "ledger/log/decimal.h"
#include "ledger/proof/anchor.h"
#include "ledger/proof/verifier.h"
#include "ledger/proof/verify_steps.h"

namespace kuboluk::proof {

namespace {

// The origin is "<ledger id>/<epoch>" (DESIGN.md 3).
bool origin_of(std::string_view origin, std::string_view ledger) {
  if (!origin.starts_with(ledger) || origin.size() <= ledger.size() + 1) return false;
  if (origin[ledger.size()] != '/') return false;
  const auto epoch = log::parse_decimal(origin.substr(ledger.size() + 1));
  return epoch && *epoch > 0;
}

// One ledger id throughout, before any signature is worth looking at.
Result<void> check_ledger(const Anchor& anchor, const Result<domain::Entry>& entry,
                          std::string_view ledger) {
  const auto note = crypto::parse_note(anchor.inclusion.checkpoint);
  if (!note) return at_step(1, "checkpoint", note.error());
  const auto checkpoint = log::parse_checkpoint(note->text);
  if (!checkpoint) return at_step(1, "checkpoint", checkpoint.error());
  if (!origin_of(checkpoint->origin, ledger)) {
    return at_step(1, "checkpoint", "its origin is not an epoch of the ledger that the file names");
  }
  if (!entry || !entry->is_seal()) return {};  // step 3 says what is wrong with it
  if (std::get<domain::Seal>(entry->body).ledger != ledger) {
    return at_step(1, "seal", "the seal is of another ledger than the file says");
  }
  return {};
}

Result<void> check_seal(const Anchor& anchor, const Result<domain::Entry>& entry,
                        const log::Checkpoint& checkpoint) {
  if (!entry) return at_step(3, "seal", entry.error());
  if (!entry->is_seal()) return at_step(3, "seal", "this entry is no seal");
  if (checkpoint.size == 0 || anchor.inclusion.index != checkpoint.size - 1) {
    return at_step(3, "seal",
                   "the proof is about index " + std::to_string(anchor.inclusion.index) +
                       ", not about the last entry of " + std::to_string(checkpoint.size));
  }
  if (entry->index != anchor.inclusion.index) {
    return at_step(3, "seal",
                   "it says that it is entry " + std::to_string(entry->index) + "; expected " +
                       std::to_string(anchor.inclusion.index));
  }
  const auto included = log::verify_inclusion(anchor.inclusion.index, checkpoint.size,
                                              log::leaf_hash(bytes_of(anchor.seal)),
                                              anchor.inclusion.hashes, checkpoint.root);
  if (!included) return at_step(3, "seal", included.error());
  return {};
}

Confirmation confirm(const log::Policy& policy, const log::CosignedCheckpoint& cosigned,
                     const domain::Entry& entry, std::uint64_t clock) {
  const auto& seal = std::get<domain::Seal>(entry.body);
  Confirmation result;
  result.ledger = seal.ledger;
  result.origin = cosigned.checkpoint().origin;
  result.size = cosigned.checkpoint().size;
  result.log_root = cosigned.checkpoint().root;
  result.status_root = seal.status_root;
  result.clock = seal.clock;
  result.seal_known = entry.known;
  result.sealed_after = seal.after;
  result.cosigners = cosigned.cosigners();
  result.quorum_asked = policy.has_quorum();
  result.as_of = cosigned.as_of();
  if (result.as_of) result.age_s = clock > *result.as_of ? clock - *result.as_of : 0;
  return result;
}

}  // namespace

Result<Confirmation> verify_anchor(const log::Policy& policy, const Anchor& anchor,
                                   std::string_view ledger, std::uint64_t clock,
                                   std::uint64_t skew) {
  const auto entry = domain::parse_entry(anchor.seal);
  if (auto same = check_ledger(anchor, entry, ledger); !same) return same.error();
  const auto cosigned = log::verify_checkpoint(policy, anchor.inclusion.checkpoint, clock, skew,
                                               log::CheckpointMode::kExact);
  if (!cosigned) {
    // Valid signatures, but too few: the reader cannot tell, where a wrong one would be false
    // evidence.
    const bool too_few = cosigned.error().rule == "quorum";
    return at_step(2, too_few ? kQuorumObject : "checkpoint", cosigned.error());
  }
  if (auto sealed = check_seal(anchor, entry, cosigned->checkpoint()); !sealed) {
    return sealed.error();
  }
  return confirm(policy, *cosigned, *entry, clock);
}

}  // namespace kuboluk::proof
