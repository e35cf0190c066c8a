#include "crypto/note.h"

#include <catch2/catch.hpp>
#include <random>

#include "crypto/encoding.h"

namespace {

using namespace kuboluk;
using namespace kuboluk::crypto;

// The example of Go's golang.org/x/mod/sumdb/note.
constexpr std::string_view kGoText =
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n";
constexpr std::string_view kGoNote =
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n"
    "\n"
    "\u2014 PeterNeumann "
    "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZ"
    "b6KE6RyyBwJnAM=\n";
constexpr std::string_view kGoKey =
    "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";

struct Signer {
  SecretKey secret;
  VerifierKey vkey;
};

Signer make_signer(std::string_view name, KeyType type = KeyType::kEd25519) {
  SeededRandom random(name);
  SecretKey secret = SecretKey::generate(random);
  VerifierKey vkey = VerifierKey::make(name, type, secret.public_key()).value();
  return {std::move(secret), std::move(vkey)};
}

std::string rule_of(std::string_view bytes) {
  const auto note = parse_note(bytes);
  return note ? "accepted" : note.error().rule;
}

// A note of that text with one well-formed signature line.
std::string signed_text(std::string_view text) {
  return std::string(text) + "\n\u2014 a AAAAAAE=\n";
}

// A note whose only signature line is `line`.
std::string with_line(std::string_view line) {
  return "text\n\n" + std::string(line) + "\n";
}

TEST_CASE("C2SP.note: the Go example is read, verified and printed") {
  const auto note = parse_note(kGoNote);
  REQUIRE(note.has_value());
  const VerifierKey key = VerifierKey::parse(kGoKey).value();
  CHECK(note->text == kGoText);
  REQUIRE(note->signatures.size() == 1);
  CHECK(note->signatures[0].name == "PeterNeumann");
  CHECK(note->signatures[0].key_id == 0xc74f20a3);
  CHECK(note->signatures[0].signature.size() == 64);
  CHECK(verify_note_signature(note->text, note->signatures[0], key));
  CHECK(print_note(*note) == kGoNote);
}

TEST_CASE("C2SP.note: a text may hold empty lines, the last one ends it") {
  const Signer signer = make_signer("cec.kuboluk.example/author/1");
  for (const std::string text :
       {"\n", "\n\n", "a\n", "a\n\n", "\na\n\n\nb\n", "\u2014 a AAAAAAE=\n",
        "a\n\n\u2014 a AAAAAAE=\n", " \n", "күбөлүк\n"}) {
    CAPTURE(text);
    const Note note{text, {sign_note(text, signer.vkey, signer.secret)}};
    const auto read = parse_note(print_note(note));
    REQUIRE(read.has_value());
    CHECK(*read == note);
    CHECK(verify_note_signature(read->text, read->signatures[0], signer.vkey));
  }
}

TEST_CASE("C2SP.note: every single flipped bit makes the note unreadable or unverified") {
  const Signer signer = make_signer("mfa.kuboluk.example/author/1");
  const std::string text = "kuboluk/event/v1\nby mfa\n\nкүбөлүк\n";
  const std::string bytes = print_note({text, {sign_note(text, signer.vkey, signer.secret)}});
  for (std::size_t bit = 0; bit < bytes.size() * 8; ++bit) {
    std::string other = bytes;
    other[bit / 8] = static_cast<char>(other[bit / 8] ^ (1 << bit % 8));
    const auto note = parse_note(other);
    if (!note) continue;
    for (const NoteSignature& signature : note->signatures) {
      REQUIRE_FALSE(verify_note_signature(note->text, signature, signer.vkey));
    }
  }
}

TEST_CASE("C2SP.note: every cut of a note is refused or lacks a valid signature") {
  for (std::size_t size = 0; size < kGoNote.size(); ++size) {
    CHECK_FALSE(parse_note(kGoNote.substr(0, size)).has_value());
  }
}

TEST_CASE("C2SP.note: several signatures are kept in order, each verified by its own key only") {
  const std::string text = "one decree\n";
  const Signer first = make_signer("a.example"), second = make_signer("b.example");
  const Note note{
      text,
      {sign_note(text, first.vkey, first.secret), sign_note(text, second.vkey, second.secret)}};
  const auto read = parse_note(print_note(note));
  REQUIRE(read.has_value());
  CHECK(*read == note);
  CHECK(verify_note_signature(text, read->signatures[0], first.vkey));
  CHECK(verify_note_signature(text, read->signatures[1], second.vkey));
  CHECK_FALSE(verify_note_signature(text, read->signatures[0], second.vkey));
  CHECK_FALSE(verify_note_signature(text, read->signatures[1], first.vkey));
}

TEST_CASE("C2SP.note: a signature counts only under its name, its id, its text and type 0x01") {
  const std::string text = "text\n";
  const Signer signer = make_signer("a.example");
  const NoteSignature good = sign_note(text, signer.vkey, signer.secret);
  CHECK(verify_note_signature(text, good, signer.vkey));
  CHECK_FALSE(verify_note_signature("text\n\n", good, signer.vkey));
  CHECK_FALSE(verify_note_signature("text", good, signer.vkey));
  NoteSignature other_name = good, other_id = good, longer = good, shorter = good;
  other_name.name = "b.example";
  other_id.key_id ^= 1;
  longer.signature.push_back(0);
  shorter.signature.pop_back();
  for (const NoteSignature& bad : {other_name, other_id, longer, shorter}) {
    CHECK_FALSE(verify_note_signature(text, bad, signer.vkey));
  }
  // Case 55: the same key bytes as a cosigner do not verify plain signatures.
  const auto cosigner =
      VerifierKey::make("a.example", KeyType::kCosignature, signer.secret.public_key()).value();
  NoteSignature as_cosigner = good;
  as_cosigner.key_id = cosigner.id();
  CHECK_FALSE(verify_note_signature(text, as_cosigner, cosigner));
}

TEST_CASE("X.SIZE: 32 signature lines are taken, 33 are not") {
  Note note{"text\n", {}};
  for (std::size_t i = 0; i < kNoteSignaturesMax; ++i) {
    note.signatures.push_back({"a", static_cast<std::uint32_t>(i), Bytes(64, 1)});
  }
  CHECK(rule_of(print_note(note)) == "accepted");
  note.signatures.push_back({"a", 99, Bytes(64, 1)});
  CHECK(rule_of(print_note(note)) == "X.SIZE");
}

TEST_CASE("X.SIZE: a note has at most a million bytes") {
  const std::size_t rest = signed_text("\n").size();
  CHECK(rule_of(signed_text(std::string(kNoteBytesMax - rest, 'a') + "\n")) == "accepted");
  CHECK(rule_of(signed_text(std::string(kNoteBytesMax - rest + 1, 'a') + "\n")) == "X.SIZE");
}

TEST_CASE("C2SP.note: what is no note is refused") {
  CHECK(rule_of(signed_text("text\n")) == "accepted");
  for (const std::string bytes :
       {"", "\n", "\n\n", "\n\n\n", "text", "text\n", "text\n\n", "text\n\n\n",
        "\u2014 a AAAAAAE=\n", "\n\u2014 a AAAAAAE=\n", "text\n\u2014 a AAAAAAE=\n",
        "text\n\n\u2014 a AAAAAAE=", "text\n\n\u2014 a AAAAAAE=\n\n",
        "text\n\n\u2014 a AAAAAAE=\nmore\n"}) {
    CAPTURE(bytes);
    CHECK(rule_of(bytes) == "C2SP.note");
  }
}

TEST_CASE("C2SP.note: a signature line has exactly one form") {
  CHECK(rule_of(with_line("\u2014 a AAAAAAE=")) == "accepted");
  CHECK(rule_of(with_line("\u2014 күбөлүк.example/1 AAAAAAE=")) == "accepted");
  for (const std::string line : {"- a AAAAAAE=",
                                 "-- a AAAAAAE=",
                                 "\u2013 a AAAAAAE=",
                                 "\u2014a AAAAAAE=",
                                 "\u2014  a AAAAAAE=",
                                 "\u2014 a  AAAAAAE=",
                                 "\u2014 a AAAAAAE= ",
                                 " \u2014 a AAAAAAE=",
                                 "\u2014 a b AAAAAAE=",
                                 "\u2014 a+b AAAAAAE=",
                                 "\u2014 a\u00a0b AAAAAAE=",
                                 "\u2014 a\u2003b AAAAAAE=",
                                 "\u2014 a\u3000b AAAAAAE=",
                                 "\u2014 AAAAAAE=",
                                 "\u2014 a",
                                 "\u2014 a ",
                                 "\u2014",
                                 "\u2014 ",
                                 "\u2014 a AAAAAA==",
                                 "\u2014 a AAAA",
                                 "\u2014 a AAAAAAE",
                                 "\u2014 a AAAAAAF=",
                                 "\u2014 a AAAAAAE=="}) {
    CAPTURE(line);
    CHECK(rule_of(with_line(line)) == "C2SP.note");
  }
}

TEST_CASE("C2SP.note: control characters other than LF are refused anywhere") {
  for (int c = 0; c < 0xa0; ++c) {
    if (c == '\n' || (c >= 0x20 && c < 0x7f)) continue;
    std::string character = {static_cast<char>(c)};
    if (c >= 0x80) character = {'\xc2', static_cast<char>(c)};
    CAPTURE(c);
    CHECK(rule_of(signed_text("te" + character + "xt\n")) == "C2SP.note");
    CHECK(rule_of(with_line("\u2014 a" + character + " AAAAAAE=")) == "C2SP.note");
  }
  CHECK(parse_note(signed_text("a\nb\r\n")).error().object == "note line 2");
}

TEST_CASE("C2SP.note: only well-formed UTF-8 is text") {
  for (const std::string good :
       {"\x7e", "\xc2\xa0", "\xdf\xbf", "\xe0\xa0\x80", "\xed\x9f\xbf", "\xee\x80\x80",
        "\xef\xbf\xbf", "\xf0\x90\x80\x80", "\xf4\x8f\xbf\xbf"}) {
    CHECK(rule_of(signed_text(good + "\n")) == "accepted");
  }
  for (const std::string bad :
       {"\x80", "\xbf", "\xc0\x80", "\xc1\xbf", "\xc2", "\xc2\x41", "\xc2\xc2", "\xe0\x80\x80",
        "\xe0\x9f\xbf", "\xe0\xa0", "\xed\xa0\x80", "\xed\xbf\xbf", "\xf0\x80\x80\x80",
        "\xf0\x8f\xbf\xbf", "\xf0\x90\x80", "\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "\xfe",
        "\xff"}) {
    CHECK(rule_of(signed_text(bad + "\n")) == "C2SP.note");
    CHECK(rule_of(signed_text("a\n" + bad)) == "C2SP.note");
  }
}

// Property: a note of any content comes back the same.
TEST_CASE("C2SP.note: random notes survive print and parse") {
  std::mt19937_64 random(4);
  const std::vector<std::string> pieces = {"a", "\n", " ", "\u2014 ", "ө", "\u2014 a AAAAAAE=\n",
                                           "="};
  for (int round = 0; round < 2000; ++round) {
    Note note;
    for (auto count = random() % 8; count > 0; --count)
      note.text += pieces[random() % pieces.size()];
    note.text += "\n";
    for (auto count = 1 + random() % 4; count > 0; --count) {
      Bytes signature(1 + random() % 80);
      for (auto& byte : signature)
        byte = static_cast<std::uint8_t>(random());
      note.signatures.push_back({"key" + std::to_string(random() % 100),
                                 static_cast<std::uint32_t>(random()), std::move(signature)});
    }
    const auto read = parse_note(print_note(note));
    REQUIRE(read.has_value());
    REQUIRE(*read == note);
  }
}

// Property: whatever is accepted is what would be printed. Damaged notes, two million bytes in all.
TEST_CASE("C2SP.note: no two byte strings are the same note") {
  std::mt19937_64 random(5);
  int accepted = 0;
  for (int round = 0; round < 10'000; ++round) {
    std::string bytes(kGoNote);
    for (auto edits = 1 + random() % 3; edits > 0; --edits) {
      const std::size_t at = random() % bytes.size();
      const auto piece = std::string(kGoNote.substr(random() % kGoNote.size(), random() % 4));
      bytes.replace(at, random() % 4, piece);
    }
    const auto note = parse_note(bytes);
    accepted += note.has_value();
    if (note) REQUIRE(print_note(*note) == bytes);
  }
  CHECK(accepted > 500);
}

}  // namespace
