// What nodes say to each other, as values. A message is what an authenticated peer claims: whoever
// takes it checks everything in it. `wire` carries these values; `node/core` speaks them.
#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "crypto/bytes.h"

namespace kuboluk::exchange {

// A submission that is not in the log yet: for everybody's list of owed acts, and the sequencer's
// queue.
struct Act {
  std::string submission;  // exchange::Submission::bytes
  bool operator==(const Act&) const = default;
};

// Sequencer to cosigners, before anything is signed: would you cosign this? Binds nobody.
struct Draft {
  std::uint64_t round = 0;  // the sequencer's number for it, comes back in the verdict
  std::uint64_t from = 0;   // index of the first entry: the size that the sequencer holds committed
  std::vector<std::string> entries;  // up to the seal; what is proposed already comes first
  bool operator==(const Draft&) const = default;
};

// Cosigner to sequencer: yes to this size and root, or the signed refusal.
struct Verdict {
  std::uint64_t round = 0;
  std::uint64_t size = 0;
  Hash root{};
  std::string refusal;            // note (statement.h); empty: yes
  std::vector<std::string> acts;  // submissions that are owed and left out: the hand-over
  bool operator==(const Verdict&) const = default;
};

// Sequencer to all members: the signed checkpoint and what leads to it from `from`. Without entries
// (from == the checkpoint's size) it asks for fresh cosignatures.
struct Proposed {
  std::uint64_t from = 0;
  std::vector<std::string> entries;
  std::string checkpoint;  // note with the log's signature
  bool operator==(const Proposed&) const = default;
};

// Cosigner to all members: the checkpoint's text with this one cosignature line, as a note.
struct Cosignature {
  std::string note;
  bool operator==(const Cosignature&) const = default;
};

// Cosigner to all members: I do not cosign a signed tree.
struct Refused {
  std::string refusal;            // note (statement.h)
  std::vector<std::string> acts;  // submissions that are owed and left out
  bool operator==(const Refused&) const = default;
};

// "Where are you?" Said when a link comes up, and by a node that starts.
struct AskState {
  bool operator==(const AskState&) const = default;
};

// Where the sender is. Everything that is signed can be checked; sizes alone are claims.
struct State {
  std::uint64_t committed = 0;  // size
  std::string checkpoint;       // newest committed checkpoint note with its cosignatures; or empty
  std::string proposed;         // newest log-signed checkpoint note that the sender holds; or empty
  std::string yours;  // newest cosignature by the *receiver's* key that the sender has seen: a note
                      // as in Cosignature; or empty
  bool operator==(const State&) const = default;
};

// "Send me what you hold beyond the committed size", answered with Proposed (a sequencer that
// starts adopts the longest).
struct AskProposed {
  bool operator==(const AskProposed&) const = default;
};

// "Send me committed entries from there", answered with one Batches.
struct AskBatches {
  std::uint64_t from = 0;
  bool operator==(const AskBatches&) const = default;
};

// Whole batches out of the committed log: proof first, then data. Asked again until the
// checkpoint's size is reached.
struct Batches {
  std::uint64_t from = 0;
  std::vector<std::string> entries;  // up to a seal
  std::vector<Hash> consistency;     // from the tree after these entries to the checkpoint's
  std::string checkpoint;            // committed note with its cosignatures
  bool operator==(const Batches&) const = default;
};

using Message = std::variant<Act, Draft, Verdict, Proposed, Cosignature, Refused, AskState, State,
                             AskProposed, AskBatches, Batches>;

// Entries and bytes of one Draft, Proposed or Batches. One act of 500 parts and what extends it
// fit; anything larger is not from an honest node.
inline constexpr std::size_t kMessageEntriesMax = 16'384;
inline constexpr std::size_t kMessageEntryBytesMax = 44'000'000;
// Owed acts that one refusal hands over; the rest follows with the next refusal.
inline constexpr std::size_t kMessageActsMax = 64;
// Largest checkpoint, cosignature, refusal note in a message.
inline constexpr std::size_t kMessageNoteBytesMax = 160'000;

}  // namespace kuboluk::exchange
