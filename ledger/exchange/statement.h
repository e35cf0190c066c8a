// Signed statements of nodes and operators, outside the log: C2SP signed notes whose first line
// names kind and version. One signature, by the node key of the member that speaks (a recorded
// statement: by the operator's key). A statement binds its signer and nobody else.
//
//     kuboluk/receipt/v1                    kuboluk/rejection/v1
//     ledger kuboluk.example/kg/5d41...     ledger kuboluk.example/kg/5d41...
//     by odihr                              by odihr
//     received 2025-11-12T09:00:03.512Z     time 2025-11-12T09:00:03.512Z
//     until 2025-11-12T10:00:03.512Z        size 1043
//     event <64 hex digits>                 rule KR.R3.7
//     event <64 hex digits>                 object accreditation.grant by cec
//                                           detail the window closed on 2025-11-27
//                                           event <64 hex digits>
//
//     kuboluk/refusal/v1                    kuboluk/recorded/v1
//     ledger kuboluk.example/kg/5d41...     ledger kuboluk.example/training/x/5d41...
//     by odihr                              recorded 2025-11-12T09:00:03.000Z
//     time 2025-11-12T09:00:03.512Z         event <64 hex digits>
//     size 1046
//     root <base64> | -
//     index 1044
//     rule X.TIME
//     expected known time at most 2025-11-12T09:05:03.512Z
//     got 2035-11-12T09:00:03.512Z
//     event <64 hex digits>                 (acts left out; may be none)
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "crypto/bytes.h"
#include "crypto/ed25519.h"
#include "crypto/result.h"
#include "crypto/vkey.h"
#include "ledger/domain/time.h"

namespace kuboluk::exchange {

// Largest statement; bounds the work of one check (a receipt of the largest submission lists fewer
// than 2,048 events).
inline constexpr std::size_t kStatementBytesMax = 160'000;
// Most events of one statement: as many as one submission has. More would not fit into
// kStatementBytesMax, and could be signed but never opened. A refusal names the first so many of
// the acts that are left out; the rest follows with the next refusal.
inline constexpr std::size_t kStatementEventsMax = 2047;

// "By `until` these events are in the log, or rejected with a paragraph that anyone can recompute"
// (DESIGN.md 5).
struct Receipt {
  std::string ledger;
  std::string by;  // member id
  domain::Instant received;
  domain::Instant until;     // received + merge delay
  std::vector<Hash> events;  // of one submission, in its order; at least one
  bool operator==(const Receipt&) const = default;
};

// "At this committed size these events are not acceptable": one node's opinion, which anyone who
// holds the log can recompute.
struct Rejection {
  std::string ledger;
  std::string by;
  domain::Instant time;
  std::uint64_t size = 0;
  std::string rule;
  std::string object;
  std::string detail;
  std::vector<Hash> events;  // at least one
  bool operator==(const Rejection&) const = default;
};

// "I do not cosign this tree": what was expected at which entry, and what was there.
struct Refusal {
  std::string ledger;
  std::string by;
  domain::Instant time;
  std::uint64_t size = 0;    // of the tree refused
  std::optional<Hash> root;  // of the tree refused; nothing for an unsigned draft
  std::uint64_t index = 0;   // of the entry at fault; `size` if it is the tree as a whole
  std::string rule;
  std::string expected;
  std::string got;
  std::vector<Hash> events;  // owed acts that are left out; may be empty
  bool operator==(const Refusal&) const = default;
};

// The operator's word when a submission to a TRAINING ledger is to be recorded (DESIGN.md 6).
struct Recorded {
  std::string ledger;
  domain::Instant recorded;
  std::vector<Hash> events;  // at least one
  bool operator==(const Recorded&) const = default;
};

// The note texts. Free parts (object, detail, expected, got) that are empty, too long or hold
// characters beyond free text are made printable: cut at kFreeTextBytesMax, other characters become
// '?', an empty text becomes "-" (printable.h). All else must be well formed (checked): ledger,
// member id, times of the years 1970 to 9999, a rule that is a token, at most kStatementEventsMax
// events.
std::string print_text(const Receipt& receipt);
std::string print_text(const Rejection& rejection);
std::string print_text(const Refusal& refusal);
std::string print_text(const Recorded& recorded);

// The whole note, signed by `key` (kEd25519, checked). `text` is one of print_text (its first line
// is checked).
std::string sign_statement(const std::string& text, const crypto::VerifierKey& key,
                           const crypto::SecretKey& secret);

// Exactly what print_text and sign_statement make, with exactly one signature, by `key` and valid;
// the ledger must be `ledger`. Errors: X.FORM, X.SIZE, X.LEDGER, X.SIGNATURE.
Result<Receipt> open_receipt(std::string_view note, std::string_view ledger,
                             const crypto::VerifierKey& key);
Result<Rejection> open_rejection(std::string_view note, std::string_view ledger,
                                 const crypto::VerifierKey& key);
Result<Refusal> open_refusal(std::string_view note, std::string_view ledger,
                             const crypto::VerifierKey& key);
Result<Recorded> open_recorded(std::string_view note, std::string_view ledger,
                               const crypto::VerifierKey& key);

// The `by` line of a receipt, rejection or refusal, to find the key to open it with; nothing if it
// has none.
std::optional<std::string> speaker_of(std::string_view note);

}  // namespace kuboluk::exchange
