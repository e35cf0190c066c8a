// What happens to a node, and what it wants done: the inputs and effects of core::Node. A driver
// (the asio shell, the deterministic loop of the tests) feeds inputs and carries effects out.
//
// Contract for drivers:
//   - effects of one step are carried out in their order; persisting effects are durable before the
//     next effect is begun;
//   - after a Sign effect the result comes back as Signed, before any other input, once the list is
//     carried out;
//   - if a persisting effect fails, the rest of the list is dropped, the store is reopened and the
//     node is made anew from what is stored: recovery is the start (DESIGN.md 8). Tickets without a
//     final answer are answered by the driver;
//   - a message that cannot be sent is dropped: everything that matters is said again.
#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "ledger/batch/change.h"
#include "ledger/exchange/durable.h"
#include "ledger/exchange/message.h"
#include "ledger/exchange/submission.h"
#include "ledger/log/checkpoint.h"

namespace kuboluk::core {

// --- effects

struct PersistAct {  // a submission, received or promised
  exchange::PendingAct act;
};
struct PersistHanded {  // now known to be in the sequencer's hands
  std::vector<Hash> acts;
  domain::Instant at;
};
struct PersistProposal {
  exchange::Proposal proposal;
  std::optional<exchange::Cosigned> cosigned;  // if this node is about to sign that tree
};
struct PersistNoProposal {};  // what was proposed here gives way: nobody was shown its signature
struct PersistCosigned {      // before a fresh signature of the same tree
  exchange::Cosigned cosigned;
};
struct PersistCommit {
  std::vector<batch::Change> changes;
  std::string checkpoint;  // note with a quorum; empty: still catching up
  std::vector<Hash> done;  // submissions that are now in the log
};
struct PersistCheckpoint {  // newer cosignatures of the committed size
  std::string note;
};
struct PersistDropped {  // submissions that will not come into the log
  std::vector<Hash> acts;
  std::vector<exchange::RejectedAct> rejected;  // the promised ones among them
};
struct PersistEvidence {  // of a fork, for ever
  std::string text;
};
// The counter outside the store: no tree smaller than this is ever signed again. Durable like the
// others, in another place.
struct RaiseCounter {
  std::uint64_t size = 0;
};

// What is to be signed, by which of the node's keys, and why: comes back in Signed.
struct SignCheckpoint {  // log key
  log::Checkpoint checkpoint;
};
struct SignCosignature {  // cosigner key
  std::string checkpoint_text;
  std::uint64_t timestamp = 0;  // POSIX seconds
};
struct SignReceipt {  // node key
  std::uint64_t ticket = 0;
  Hash submission{};
  std::string text;
};
struct SignRejection {  // node key
  Hash submission{};
  std::vector<Hash> events;
  std::string text;
};
struct SignRefusal {  // node key
  std::string text;
  std::uint64_t round = 0;  // of the draft; 0: of a signed checkpoint, to be told everybody
  std::vector<std::string> acts;
};
using Sign = std::variant<SignCheckpoint, SignCosignature, SignReceipt, SignRejection, SignRefusal>;

struct Send {
  std::vector<std::string> to;  // member ids, never this node's own
  exchange::Message message;
};

// Answers to Submit: at most one Receipted, then exactly one of the others.
struct Receipted {      // durable here; goes on by itself
  std::string receipt;  // signed note
  bool parked = false;  // waits for the event that it comes after
};
struct Accepted {
  std::uint64_t index = 0;   // of the first event
  std::uint64_t size = 0;    // a committed size that holds all of them
  std::vector<Hash> events;  // their ids
  bool repeated = false;     // they were in the log before
};
struct Busy {
  std::int64_t retry_after_ms = 0;
};
struct Answer {
  std::uint64_t ticket = 0;
  std::variant<Receipted, Accepted, Error, Busy> outcome;  // Error: rejected, by rule
};

// For the operator: one plain sentence. Alarms are for what a person must look at: a fork, an
// invalid signature by a known key, the node's own key used elsewhere.
struct Notice {
  enum class Level { kInfo, kWarning, kAlarm };
  Level level = Level::kInfo;
  std::string text;
};

// Feed a Tick as soon as the list is carried out: the node goes on with the state that it has just
// asked to be stored.
struct Again {};

using Effect = std::variant<PersistAct, PersistHanded, PersistProposal, PersistNoProposal,
                            PersistCosigned, PersistCommit, PersistCheckpoint, PersistDropped,
                            PersistEvidence, RaiseCounter, Sign, Send, Answer, Notice, Again>;
using Effects = std::vector<Effect>;

// --- inputs

struct Received {
  std::string from;  // authenticated member id
  exchange::Message message;
};
struct LinkUp {  // a link that a first frame has come over
  std::string peer;
};
struct LinkDown {
  std::string peer;
};
struct Submit {
  std::uint64_t ticket = 0;  // chosen by the driver, not 0
  exchange::Submission submission;
};
struct Signed {
  Sign request;
  std::string note;  // the whole note: text and this one signature
};
struct Tick {};  // time passed; a few times a second
using Input = std::variant<Received, LinkUp, LinkDown, Submit, Signed, Tick>;

// --- start

// What the driver read from the store and beside it.
struct Restored {
  std::string checkpoint;  // newest committed note; empty: none
  std::optional<exchange::Proposal> proposal;
  std::optional<exchange::Cosigned> cosigned;
  std::vector<exchange::PendingAct> acts;
  std::vector<Hash> forks;  // SHA-256 of each piece of evidence that is kept
  // The counter outside the store: nothing if there is none (a new node has one of 0).
  std::optional<std::uint64_t> counter;
};

}  // namespace kuboluk::core
