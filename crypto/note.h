// C2SP signed notes: a text, an empty line, then one line per signature:
//
//     <text, ends with LF>
//
//     — <key name> <base64 of: key id (4 bytes, big endian), signature>
//
// The parser accepts exactly what the printer emits (parse, print, compare). It is C2SP's rule with
// one narrowing: DEL and the C1 controls are refused too. The names of signature lines may be any
// that C2SP allows, since unknown keys are for the caller to ignore; our own keys have narrower
// names (is_key_name). The parser proves nothing: who verifies which signature under which rule is
// the caller's business (events and status proofs refuse unknown signature lines, a bare checkpoint
// ignores them).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "crypto/ed25519.h"
#include "crypto/result.h"
#include "crypto/vkey.h"

namespace kuboluk::crypto {

// Most signature lines a note may carry; more is work without use (RELIABILITY 32).
inline constexpr std::size_t kNoteSignaturesMax = 32;
// Largest note of any kind, in bytes; stops a reader from being filled with one text.
inline constexpr std::size_t kNoteBytesMax = 1'000'000;

struct NoteSignature {
  std::string name;  // key name
  std::uint32_t key_id = 0;
  Bytes signature;  // without the key id; 64 bytes for kEd25519, 72 for kCosignature
  bool operator==(const NoteSignature&) const = default;
};

struct Note {
  std::string text;  // ends with LF
  std::vector<NoteSignature> signatures;
  bool operator==(const Note&) const = default;
};

// Errors: C2SP.note with what is wrong and at which line; X.SIZE. At least one signature is
// required.
Result<Note> parse_note(std::string_view bytes);
std::string print_note(const Note& note);

// One signature line of type kEd25519 over the whole text. Checked: `text` ends with LF, `key` is
// of type kEd25519 and is that of `secret`.
NoteSignature sign_note(std::string_view text, const VerifierKey& key, const SecretKey& secret);
// True if `signature` names `key` (name and id) and is valid over `text`; for kEd25519 keys only.
bool verify_note_signature(std::string_view text, const NoteSignature& signature,
                           const VerifierKey& key);

}  // namespace kuboluk::crypto
