// Proof that a log key signed two histories: two checkpoints of one origin, both with the log's
// valid signature, that no single log can have. Anyone checks it with the log's public key alone
// (the genesis names it); it is kept for ever.
//
//     kuboluk/fork/v1
//     ledger kuboluk.example/kg/5d41...
//     true-root <base64>          only for unequal sizes: the root of the smaller size in the
//     consistency <base64>        larger tree, and the proof for it, one hash a line (may be none)
//     --- smaller
//     <checkpoint note>
//     --- larger
//     <checkpoint note>
//
// Equal sizes: the roots differ. Unequal sizes: the larger tree begins with a tree of the smaller
// size whose root (true-root) is proven, and is not the one that the smaller checkpoint has.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "crypto/ed25519.h"
#include "crypto/result.h"
#include "ledger/log/checkpoint.h"
#include "ledger/log/merkle.h"

namespace kuboluk::exchange {

inline constexpr std::size_t kForkBytesMax = 300'000;

struct ForkEvidence {
  std::string ledger;
  std::string smaller;            // note
  std::string larger;             // note
  std::optional<Hash> true_root;  // exactly if the sizes differ
  log::Proof consistency;         // RFC 6962 2.1.2 from the true root to the larger checkpoint
};

std::string print_fork(const ForkEvidence& evidence);
// Accepts exactly what print_fork prints. Errors: X.FORM, X.SIZE.
Result<ForkEvidence> parse_fork(std::string_view text);

struct Fork {
  log::Checkpoint smaller;
  log::Checkpoint larger;
};
// The two checkpoints, if the evidence proves a fork by the holder of `log_key` whose ledger has
// that id. Errors: X.LEDGER, X.SIGNATURE, C2SP.checkpoint, merkle, X.FORM ("proves no fork").
Result<Fork> verify_fork(const ForkEvidence& evidence, std::string_view ledger_id,
                         const crypto::PublicKey& log_key);

// The checkpoint of a note that bears a valid signature of the log key named `origin`; other
// signature lines are not looked at. Errors: X.SIZE, C2SP.note, C2SP.checkpoint, X.LEDGER (other
// origin), X.SIGNATURE.
Result<log::Checkpoint> open_log_checkpoint(std::string_view note, std::string_view origin,
                                            const crypto::PublicKey& log_key);

}  // namespace kuboluk::exchange
