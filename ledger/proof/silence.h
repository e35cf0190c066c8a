// Certificate of silence: one file that shows offline that an application was received and that by
// the end of a day no decision on it was recorded (DESIGN.md 5 "Silence").
//
// Provable: "no decision on application A is recorded up to size N, whose seal is known at or after
// D". Not provable: that none was made or signed.
//
//     kuboluk/silence/v1
//     ledger <ledger id>
//     application <id>
//     election <election>
//     person <id>                  only if one person of the application is meant
//     by <day>                     to the end of that day, in the ledger's offset
//     receipt <lines>              optional: a node's receipt for the filing, and what shows whose
//     <note>                       it is:
//     genesis <lines>              entry 0, which lists the node's key
//     <entry>
//     filing <lines>               the entry of the filing, whose event the receipt names
//     <entry>
//     <status proof>               of the application, or of the person
//
// Why the record of the application is enough: every decree that grants or refuses writes a line
// into the record of each application that it decides on, and lines that decide are never folded
// away.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "crypto/result.h"
#include "ledger/domain/time.h"
#include "ledger/proof/answer.h"
#include "ledger/proof/asked.h"
#include "ledger/proof/status_proof.h"
#include "ledger/proof/verifier.h"

namespace kuboluk::proof {

inline constexpr std::string_view kSilenceHeader = "kuboluk/silence/v1";
// Largest file: a status proof, a receipt of the largest submission, two entries.
inline constexpr std::size_t kSilenceBytesMax = kStatusProofBytesMax + 400'000;
// Largest attached receipt: what exchange/statement.h allows. Stops a note from hiding bulk.
inline constexpr std::size_t kSilenceReceiptBytesMax = 160'000;

// A receipt with what shows offline whose it is and for which event.
struct AttachedReceipt {
  std::string note;     // signed note, checked by exchange/statement.h
  std::string genesis;  // the bytes of entry 0
  std::string filing;   // the bytes of the entry of the filing
  bool operator==(const AttachedReceipt&) const = default;
};

// Value type; parsed or put together, not verified.
struct Silence {
  std::string ledger;
  std::string application;
  std::string election;
  std::string person;  // empty: the application as a whole
  domain::Day by;
  std::optional<AttachedReceipt> receipt;
  std::string status_proof;  // bytes
  bool operator==(const Silence&) const = default;
};

// The question whose status proof the certificate needs.
Asked silence_asked(std::string_view application, std::string_view election,
                    std::string_view person);

std::string print_silence(const Silence& silence);
// Accepts exactly what print_silence emits; the status proof inside is not parsed. Errors: X.FORM
// with the line number, X.SIZE.
Result<Silence> parse_silence(std::string_view bytes);

// What the proven records say of the application at the end of that day.
enum class SilenceFinding {
  kSilent,       // received, and no decision was recorded
  kAnswered,     // a decision was recorded, be it annulled later
  kWithdrawn,    // taken back by the sender: nobody owed an answer any more
  kNotReceived,  // no filing was recorded
  kCannotTell,   // law or age: see `cannot_tell`
};

// Whether the ministry passed the documents on, said apart from the answer.
enum class ForwardingFinding {
  kForwarded,
  kNotForwarded,  // they were with the ministry at the end of that day
  kNotNeeded,     // filed with the commission
  kNotShown,      // the proof of this person does not show it
};

// Read through VerifiedSilence only.
struct SilenceAnswer {
  SilenceFinding finding = SilenceFinding::kCannotTell;
  std::string cannot_tell;  // why; empty unless kCannotTell
  Silence certificate;
  domain::Instant until;  // the end of the day, exclusive
  ForwardingFinding forwarding = ForwardingFinding::kNotShown;
  std::optional<HistoryAct> filed;
  std::optional<HistoryAct> forwarded;  // by the end of the day
  std::optional<HistoryAct> withdrawn;  // by the end of the day
  std::vector<HistoryAct> decisions;    // recorded by the end of the day, log order
  std::optional<HistoryAct> later;      // the first decision that was recorded after it
  LawFacts law;
  std::optional<Confirmation> confirmation;  // always there in a verified answer
  std::vector<std::string> notes;
  Hash filing_event{};  // with a receipt: the id of the filing's event, which it must name
};

class VerifiedSilence {
 public:
  const SilenceAnswer& answer() const { return answer_; }

 private:
  friend class SilenceVerifier;
  explicit VerifiedSilence(SilenceAnswer answer) : answer_(std::move(answer)) {}
  SilenceAnswer answer_;
};

// The steps, beside those of verifier.h:
// 1. parse strictly; the status proof is of the ledger that the head names;
// 2. to 5. as for a status proof (verifier.h), for the question that the head asks;
// 6. the seal is known at or after the end of the day in the ledger's offset: an earlier one shows
//    nothing about the rest of the day; a reader's clock before as-of is kCannotTell;
// 7. fold: filing, forwarding, withdrawal, decisions, each by its known time;
// 8. the attached entries are those that the proven records name: entry 0 and the filing. The
//    receipt itself is left to exchange/statement.h, under the node's key of that genesis.
// Errors: "step 1" .. "step 8".
Result<VerifiedSilence> verify_silence(const ReaderPolicy& reader, std::string_view bytes);

}  // namespace kuboluk::proof
