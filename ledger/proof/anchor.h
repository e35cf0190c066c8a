// The end of every proof: the seal that carries the map's root, and the C2SP tlog-proof that shows
// the seal as the last entry of a cosigned tree.
//
//     seal <lines of the entry>
//     <entry>
//     c2sp.org/tlog-proof@v1
//     index <size - 1>
//     <base64 hashes>
//
//     <checkpoint note with one minimal quorum of cosignatures>
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "crypto/result.h"
#include "ledger/batch/change.h"
#include "ledger/domain/entry.h"
#include "ledger/log/policy.h"
#include "ledger/log/tlog_proof.h"

namespace kuboluk::proof {

struct Anchor {
  std::string seal;  // the bytes of the last entry
  log::TlogProof inclusion;
  bool operator==(const Anchor&) const = default;
};

// The seal at the reader's position, under `checkpoint_note`, which must be of that size and root.
// Errors: X.PROOF if the note is of another tree; those of log::minimal_quorum; damage.
Result<Anchor> build_anchor(const batch::LedgerReader& reader, const log::Policy& policy,
                            std::string_view checkpoint_note, std::uint64_t clock,
                            std::uint64_t skew);

// What steps 1 to 3 and 6 of the verifier establish, once for all objects of a proof.
struct Confirmation {
  std::string ledger;      // ledger id
  std::string origin;      // of the checkpoint
  std::uint64_t size = 0;  // entries; the last one is the seal
  Hash log_root{};
  Hash status_root{};
  domain::Clock clock = domain::Clock::kReal;  // as the seal says; kScenario: TRAINING
  domain::Instant seal_known;                  // when the seal was recorded
  std::uint64_t sealed_after = 0;              // the last committed size before this seal
  std::vector<log::CountedCosigner> cosigners;
  bool quorum_asked = true;  // false: the reader's policy says "quorum none"
  // POSIX seconds. Nothing: nobody attests the age that the reader can believe.
  std::optional<std::uint64_t> as_of;
  std::optional<std::uint64_t> age_s;  // the reader's clock minus as_of, never below zero
  bool training() const { return clock == domain::Clock::kScenario; }
};

// Steps 1 (one ledger id in seal, origin and `ledger`), 2, 3 and 6. `clock`: the reader's, POSIX
// seconds. Errors: "step 1", "step 2", "step 3".
Result<Confirmation> verify_anchor(const log::Policy& policy, const Anchor& anchor,
                                   std::string_view ledger, std::uint64_t clock,
                                   std::uint64_t skew);

}  // namespace kuboluk::proof
