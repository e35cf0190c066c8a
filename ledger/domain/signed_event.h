// An event with its author's signatures, and the proof that they were checked.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "crypto/note.h"
#include "crypto/result.h"
#include "crypto/vkey.h"
#include "ledger/domain/event.h"

namespace kuboluk::domain {

// Parsed, not verified.
struct SignedEvent {
  Event event;
  crypto::Note note;
  Hash id{};          // SHA-256 of the note text
  std::string bytes;  // the whole signed note, as logged
};

// Errors: X.SIZE (over kEventBytesMax), X.FORM.
Result<SignedEvent> parse_signed_event(std::string_view bytes);

// Who may sign for an author, and how many of them must.
struct AuthorKeys {
  std::uint32_t threshold = 1;  // k of n
  std::vector<crypto::VerifierKey> keys;
};

// The keys that a genesis lists for an author, with a threshold of 1; empty if there are none.
AuthorKeys genesis_keys(const Event& genesis, std::string_view author);

// X.SIGNATURE unless the note carries exactly `threshold` signatures, all valid, by different keys
// of `keys`, sorted by key name and id: a surplus or unknown line could smuggle data into the log
// for ever.
Result<void> verify_signatures(const SignedEvent& event, const AuthorKeys& keys);

}  // namespace kuboluk::domain
