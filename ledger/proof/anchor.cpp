#include "ledger/proof/anchor.h"

#include "ledger/log/checkpoint.h"
#include "ledger/log/tiles.h"

namespace kuboluk::proof {

Result<Anchor> build_anchor(const batch::LedgerReader& reader, const log::Policy& policy,
                            std::string_view checkpoint_note, std::uint64_t clock,
                            std::uint64_t skew) {
  auto note = log::minimal_quorum(policy, checkpoint_note, clock, skew);
  if (!note) return note.error();
  const auto parsed = crypto::parse_note(*note);
  if (!parsed) return parsed.error();
  const auto checkpoint = log::parse_checkpoint(parsed->text);
  if (!checkpoint) return checkpoint.error();
  const auto position = reader.position();
  if (!position) return position.error();
  if (position->size == 0 || checkpoint->size != position->size ||
      checkpoint->root != position->log_root) {
    return Error{"X.PROOF", "checkpoint",
                 "it is of size " + std::to_string(checkpoint->size) +
                     "; the state read is of size " + std::to_string(position->size) +
                     " or has another root"};
  }
  Anchor anchor;
  anchor.inclusion.index = position->size - 1;
  anchor.inclusion.checkpoint = std::move(*note);
  auto seal = reader.entry(anchor.inclusion.index);
  if (!seal) return seal.error();
  anchor.seal = std::move(*seal);
  auto hashes = log::inclusion_proof(log::TileHashReader(reader, position->size),
                                     anchor.inclusion.index, position->size);
  if (!hashes) return hashes.error();
  anchor.inclusion.hashes = std::move(*hashes);
  return anchor;
}

}  // namespace kuboluk::proof
