// What a node must not forget between two committed sizes: values that node/core asks to be made
// durable and that ledger/store keeps. Nothing of this is published before it is committed.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "crypto/bytes.h"
#include "ledger/domain/time.h"

namespace kuboluk::exchange {

// Batches beyond the committed size that this node has persisted: proposed by the sequencer and not
// yet known to be committed. Once it is durable it is as good as signed and never dropped, only
// extended or committed (or, on a node that has not cosigned it, overruled by a quorum).
struct Proposal {
  std::uint64_t from = 0;            // the committed size that it begins at
  std::vector<std::string> entries;  // indexes from .. size-1; the last is a seal
  std::uint64_t size = 0;            // from + number of entries
  Hash root{};                       // log root at `size`
  std::string checkpoint;            // the note with the log's signature; empty: not signed yet
  bool operator==(const Proposal&) const = default;
};

// The largest tree that this node's cosigner key has signed or is about to sign, with the time of
// the newest cosignature. Written before every signature, in one transaction with the proposal.
struct Cosigned {
  std::uint64_t size = 0;
  Hash root{};
  domain::Instant time;
  bool operator==(const Cosigned&) const = default;
};

// A submission that is not in the log yet.
struct PendingAct {
  Hash id{};                              // SHA-256 of `bytes`
  std::string bytes;                      // exchange::Submission::bytes
  domain::Instant received;               // by this node
  std::optional<domain::Instant> handed;  // to the sequencer, for the first time
  bool promised = false;                  // this node gave a receipt
  bool operator==(const PendingAct&) const = default;
};

// A promised submission that will not come into the log: the signed rejection, kept under each of
// its event ids for whoever holds the receipt.
struct RejectedAct {
  Hash submission{};
  std::vector<Hash> events;
  std::string note;
  bool operator==(const RejectedAct&) const = default;
};

}  // namespace kuboluk::exchange
