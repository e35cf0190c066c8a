// What a report is made from: committed state, the checkpoint that it is shown under, and the
// reader's own policy. Verdicts in a report come out of ledger/proof's verifier and nowhere else,
// so that a page, the command line and the offline verifier cannot differ.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "crypto/result.h"
#include "ledger/batch/change.h"
#include "ledger/domain/record.h"
#include "ledger/domain/signed_event.h"
#include "ledger/proof/verifier.h"

namespace kuboluk::report {

// Rule of an Error about an election or application that the ledger does not know: HTTP 404.
// (A number that it does not know is an answer, no error.)
inline constexpr std::string_view kUnknownRule = "X.UNKNOWN";

// The references must outlive the call. `reader` stands at the size and root of `checkpoint_note`.
struct Source {
  const batch::LedgerReader& reader;
  std::string_view checkpoint_note;
  proof::ReaderPolicy policy;  // a node: its own policy and clock
};

// The seal that closed the batch of an entry: with it the entry is confirmed. `size` is that of
// the first checkpoint that holds it.
struct Confirmed {
  std::uint64_t size = 0;
  domain::Instant known;
};
// Errors: damage.
Result<Confirmed> confirmed(const batch::LedgerReader& reader, std::uint64_t index);

// The signed event at that index; the last part of a divided act. Errors: damage.
Result<domain::SignedEvent> event_at(const batch::LedgerReader& reader, std::uint64_t index);
// All parts of the act whose last part is at `index`, in order; one element for a whole act.
Result<std::vector<domain::Event>> act_at(const batch::LedgerReader& reader, std::uint64_t index);

// One line of a history, with who signed it and when it was confirmed.
struct SignedAct {
  proof::HistoryAct act;
  std::string by;   // author id, from the entry
  std::string key;  // name of the key of its first signature ("cec.example/author/1")
  Confirmed confirmed;
};
Result<std::vector<SignedAct>> sign_history(const batch::LedgerReader& reader,
                                            const std::vector<proof::HistoryAct>& history);

// A text per language code ("ky", "ru", "en"), in the order of the record.
struct TextIn {
  std::string language;
  std::string text;
  bool operator==(const TextIn&) const = default;
};
using Texts = std::vector<TextIn>;
// The text in `language`; else in Russian, else in English, else the first; empty if there is none.
std::string_view text_in(const Texts& texts, std::string_view language);
// The `<language> <text>` facts of a record under that key.
Texts texts_of(const domain::Record& record, std::string_view fact);

// The record under the key; nothing if there is none. Errors: damage.
Result<std::optional<domain::Record>> find_record(const domain::StateView& state,
                                                  const std::string& key);

}  // namespace kuboluk::report
