#include "crypto/note.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "crypto/check.h"
#include "crypto/encoding.h"

namespace kuboluk::crypto {
namespace {

constexpr std::string_view kSignaturePrefix = "\u2014 ";  // em dash, space
constexpr std::size_t kKeyIdSize = 4;

Error bad_note(std::size_t line, std::string detail) {
  return Error{"C2SP.note", "note line " + std::to_string(line), std::move(detail)};
}

// Decodes the UTF-8 character at `at` and moves `at` behind it; nothing if malformed, overlong, a
// surrogate or beyond U+10FFFF (RFC 3629 section 4).
std::optional<char32_t> next_character(std::string_view text, std::size_t& at) {
  const auto byte = [&](std::size_t i) { return static_cast<std::uint8_t>(text[i]); };
  const std::uint8_t first = byte(at++);
  if (first < 0x80) return first;
  const int more = first >= 0xf0 ? 3 : first >= 0xe0 ? 2 : 1;
  if (first < 0xc2 || first > 0xf4) return std::nullopt;
  char32_t character = first & (0x3fu >> more);
  for (int i = 0; i < more; ++i) {
    if (at == text.size() || (byte(at) & 0xc0) != 0x80) return std::nullopt;
    character = character << 6 | (byte(at++) & 0x3fu);
  }
  static constexpr char32_t kSmallest[] = {0, 0x80, 0x800, 0x10000};
  const bool surrogate = character >= 0xd800 && character <= 0xdfff;
  if (character < kSmallest[more] || surrogate || character > 0x10ffff) return std::nullopt;
  return character;
}

// C2SP refuses the controls below U+0020. We refuse DEL and C1 too: U+009B starts escape sequences
// on terminals, and no text of the ledger needs them.
bool is_control(char32_t c) {
  return c < 0x20 || (c >= 0x7f && c < 0xa0);
}

// Unicode's White_Space beyond ASCII, a list that has been stable since 2014; a table of our own,
// because a library's version must not change what is a note.
bool is_space(char32_t c) {
  return c == ' ' || c == 0xa0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200a) || c == 0x2028 ||
         c == 0x2029 || c == 0x202f || c == 0x205f || c == 0x3000;
}

// Nothing if all is well.
std::optional<Error> find_bad_character(std::string_view bytes) {
  std::size_t line = 1;
  for (std::size_t at = 0; at < bytes.size();) {
    const auto character = next_character(bytes, at);
    if (!character) return bad_note(line, "not valid UTF-8");
    if (*character == '\n') {
      ++line;
    } else if (is_control(*character)) {
      return bad_note(line, "control character");
    }
  }
  return std::nullopt;
}

// C2SP's rule, wider than is_key_name: signatures of unknown keys must not break a note for readers
// that ignore them. `name` is valid UTF-8 without controls.
bool is_any_key_name(std::string_view name) {
  for (std::size_t at = 0; at < name.size();) {
    const auto character = next_character(name, at);
    if (!character || is_space(*character) || *character == '+') return false;
  }
  return !name.empty();
}

std::optional<NoteSignature> parse_signature_line(std::string_view line) {
  if (!line.starts_with(kSignaturePrefix)) return std::nullopt;
  line.remove_prefix(kSignaturePrefix.size());
  const std::size_t space = line.find(' ');
  if (space == line.npos || !is_any_key_name(line.substr(0, space))) return std::nullopt;
  const auto bytes = from_base64(line.substr(space + 1));
  if (!bytes || bytes->size() <= kKeyIdSize) return std::nullopt;
  NoteSignature signature;
  signature.name = line.substr(0, space);
  for (std::size_t i = 0; i < kKeyIdSize; ++i) {
    signature.key_id = signature.key_id << 8 | (*bytes)[i];
  }
  signature.signature.assign(bytes->begin() + kKeyIdSize, bytes->end());
  return signature;
}

// `rest` is what follows the empty line, every line of it ended by LF; `line` is its line number.
Result<std::vector<NoteSignature>> parse_signatures(std::string_view rest, std::size_t line) {
  std::vector<NoteSignature> signatures;
  if (rest.empty()) return bad_note(line, "no signature line follows the empty line");
  while (!rest.empty()) {
    if (signatures.size() == kNoteSignaturesMax) {
      return Error{"X.SIZE", "note line " + std::to_string(line),
                   "more than " + std::to_string(kNoteSignaturesMax) + " signature lines"};
    }
    const std::size_t end = rest.find('\n');
    auto signature = parse_signature_line(rest.substr(0, end));
    if (!signature) {
      return bad_note(line, "expected an em dash, key name and canonical base64 signature");
    }
    signatures.push_back(*std::move(signature));
    rest.remove_prefix(end + 1);
    ++line;
  }
  return signatures;
}

}  // namespace

Result<Note> parse_note(std::string_view bytes) {
  if (bytes.size() > kNoteBytesMax) {
    return Error{"X.SIZE", "note",
                 std::to_string(bytes.size()) + " bytes, at most " + std::to_string(kNoteBytesMax)};
  }
  if (auto error = find_bad_character(bytes)) return *std::move(error);
  const auto lines = static_cast<std::size_t>(std::count(bytes.begin(), bytes.end(), '\n'));
  if (!bytes.ends_with('\n')) return bad_note(lines + 1, "the last line has no end");
  // The text may hold empty lines; the last one ends it.
  const std::size_t text_end = bytes.rfind("\n\n");
  if (text_end == bytes.npos) return bad_note(lines, "no empty line between text and signatures");
  Note note;
  note.text = bytes.substr(0, text_end + 1);
  const auto text_lines = std::count(note.text.begin(), note.text.end(), '\n');
  auto signatures =
      parse_signatures(bytes.substr(text_end + 2), static_cast<std::size_t>(text_lines) + 2);
  if (!signatures) return signatures.error();
  note.signatures = *std::move(signatures);
  if (print_note(note) != bytes) return bad_note(1, "not in the one printed form");
  return note;
}

std::string print_note(const Note& note) {
  std::string bytes = note.text + "\n";
  for (const NoteSignature& signature : note.signatures) {
    Bytes body;
    for (int shift = 24; shift >= 0; shift -= 8) {
      body.push_back(static_cast<std::uint8_t>(signature.key_id >> shift));
    }
    body.insert(body.end(), signature.signature.begin(), signature.signature.end());
    bytes.append(kSignaturePrefix).append(signature.name).append(" ");
    bytes.append(to_base64(body)).append("\n");
  }
  return bytes;
}

NoteSignature sign_note(std::string_view text, const VerifierKey& key, const SecretKey& secret) {
  KUBOLUK_CHECK(key.type() == KeyType::kEd25519);
  KUBOLUK_CHECK(key.key() == secret.public_key());
  KUBOLUK_CHECK(text.ends_with('\n'));
  const Signature signature = secret.sign(bytes_of(text));
  return NoteSignature{key.name(), key.id(), Bytes(signature.begin(), signature.end())};
}

bool verify_note_signature(std::string_view text, const NoteSignature& signature,
                           const VerifierKey& key) {
  if (key.type() != KeyType::kEd25519) return false;
  if (signature.name != key.name() || signature.key_id != key.id()) return false;
  return verify(key.key(), bytes_of(text), signature.signature);
}

}  // namespace kuboluk::crypto
