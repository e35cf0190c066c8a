// Status proof: one file that shows offline what the ledger says about one number (DESIGN.md 4,
// FORMATS.md).
//
//     kuboluk/status-proof/v1
//     ledger <ledger id>
//     asked <question> <election> <id>
//     elsewhere <election>        only if the number is absent here: elections that have it, sorted
//     <parts>                     see part.h; exactly the closure, in the order of closure.h
//     <anchor>                    see anchor.h
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "crypto/result.h"
#include "ledger/batch/change.h"
#include "ledger/log/policy.h"
#include "ledger/proof/anchor.h"
#include "ledger/proof/asked.h"
#include "ledger/proof/part.h"

namespace kuboluk::proof {

inline constexpr std::string_view kStatusProofHeader = "kuboluk/status-proof/v1";
// Largest file: stops a reader from being filled with one text. A usual one has 4 to 20 KB.
inline constexpr std::size_t kStatusProofBytesMax = 8'388'608;
// Most objects in one file: bounds the paths that a verifier follows. A person with several refused
// applications has a dozen.
inline constexpr std::size_t kStatusPartsMax = 512;
// Most other elections that are shown to have the number; a builder takes the first in key order.
inline constexpr std::size_t kElsewhereMax = 8;

// Value type; parsed or built, not verified (see verifier.h).
struct StatusProof {
  std::string ledger;
  Asked asked;
  std::vector<std::string> elsewhere;
  std::vector<Part> parts;
  Anchor anchor;
  bool operator==(const StatusProof&) const = default;
};

std::string print_status_proof(const StatusProof& proof);
// Accepts exactly what print_status_proof emits. Errors: X.FORM with the line number, X.SIZE, those
// of log::parse_tlog_proof. The texts of records and seal are not parsed here.
Result<StatusProof> parse_status_proof(std::string_view bytes);

// The proof at the reader's position. `checkpoint_note` has the log's signature and at least a
// quorum of cosignatures under `policy`, and is of the reader's size and root; `clock` and `skew`
// (seconds) choose the cosignatures as in log::minimal_quorum. Errors: X.FORM (no such number can
// exist), X.SIZE (more than kStatusPartsMax objects), X.PROOF (checkpoint of another tree), those
// of log::minimal_quorum, damage.
Result<StatusProof> build_status_proof(const batch::LedgerReader& reader, const log::Policy& policy,
                                       std::string_view checkpoint_note, const Asked& asked,
                                       std::uint64_t clock, std::uint64_t skew);

}  // namespace kuboluk::proof
