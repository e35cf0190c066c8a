// C2SP tlog-proof: one text that shows offline that an entry is in a log:
//
//     c2sp.org/tlog-proof@v1
//     extra <base64>                 (optional)
//     index <n>
//     <base64 hash>                  (one line per hash, leaf's sibling first)
//
//     <checkpoint note>
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "crypto/bytes.h"
#include "crypto/result.h"
#include "ledger/log/merkle.h"
#include "ledger/log/policy.h"

namespace kuboluk::log {

// More hashes than any tree can need: stops a proof from being filled up.
inline constexpr std::size_t kInclusionHashesMax = 63;
// Largest proof text; the extra data shares this bound.
inline constexpr std::size_t kTlogProofBytesMax = 262'144;

struct TlogProof {
  Bytes extra;  // not authenticated; empty: no such line
  std::uint64_t index = 0;
  Proof hashes;
  std::string checkpoint;  // note bytes, verbatim
  bool operator==(const TlogProof&) const = default;
};

std::string print_tlog_proof(const TlogProof& proof);
// Accepts exactly what print_tlog_proof prints; the checkpoint must be a note whose text parses,
// the number of hashes must fit index and size. Errors: C2SP.proof, C2SP.note, C2SP.checkpoint,
// X.SIZE.
Result<TlogProof> parse_tlog_proof(std::string_view text);

// The entry with that leaf hash is in the log at proof.index, under a checkpoint that the policy
// accepts. Errors: those of verify_checkpoint and verify_inclusion.
Result<CosignedCheckpoint> verify_tlog_proof(const Policy& policy, const TlogProof& proof,
                                             const Hash& leaf, std::uint64_t clock,
                                             std::uint64_t skew, CheckpointMode mode);

}  // namespace kuboluk::log
