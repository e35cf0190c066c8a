// Lies of an author about signatures and keys (RELIABILITY 53 to 55).
#include <algorithm>
#include <array>

#include "crypto/check.h"
#include "crypto/encoding.h"
#include "crypto/sha256.h"
#include "tests/simulation/author_lies.h"

namespace kuboluk::simulation {
namespace {

constexpr std::size_t kSignatureBytes = 64;

template <class Change>
Handeds note_with(Hand& hand, Change change) {
  crypto::Note note = hand.honest.note;
  change(note);
  return hand.hand_in(crypto::print_note(note));
}

Handeds flipped_signature(Hand& hand) {
  const std::size_t at = hand.below(kSignatureBytes);
  return note_with(hand, [at](crypto::Note& note) { note.signatures[0].signature[at] ^= 8; });
}

// The same signature with S + L: equal for a careless verifier, other bytes (RELIABILITY 54).
Handeds malleated(Hand& hand) {
  constexpr std::array<std::uint8_t, 32> kOrder = {0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58,
                                                   0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde, 0x14,
                                                   0,    0,    0,    0,    0,    0,    0,    0,
                                                   0,    0,    0,    0,    0,    0,    0,    0x10};
  return note_with(hand, [&kOrder](crypto::Note& note) {
    unsigned carry = 0;
    for (std::size_t i = 0; i < kOrder.size(); ++i) {
      std::uint8_t& byte = note.signatures[0].signature[32 + i];
      carry += unsigned{byte} + kOrder[i];
      byte = static_cast<std::uint8_t>(carry);
      carry >>= 8U;
    }
  });
}

Handeds long_signature(Hand& hand) {
  return note_with(hand, [](crypto::Note& note) { note.signatures[0].signature.push_back(0); });
}

Handeds no_point(Hand& hand) {
  return note_with(hand, [](crypto::Note& note) {
    auto& bytes = note.signatures[0].signature;
    std::fill(bytes.begin(), bytes.end(), std::uint8_t{0});
    bytes[0] = 1;  // R is the identity, S is 0: valid for a key of small order
  });
}

Handeds surplus_line(Hand& hand) {
  const std::string other = hand.another_author();
  return note_with(hand, [&](crypto::Note& note) {
    note.signatures.push_back(crypto::sign_note(note.text, hand.institutions.vkey(other, "author"),
                                                hand.institutions.secret(other, "author")));
  });
}

Handeds anothers_key(Hand& hand) {
  return hand.hand_in(hand.signed_text(hand.honest.note.text, hand.another_author()));
}

Handeds anothers_name(Hand& hand) {
  return event_with(hand, [&hand](domain::Event& event) { event.by = hand.another_author(); });
}

// An institution's node key signs statements, not acts (RELIABILITY 55).
Handeds node_key(Hand& hand) {
  const std::string& text = hand.honest.note.text;
  return hand.hand_in(
      crypto::print_note({text,
                          {crypto::sign_note(text, hand.institutions.vkey(hand.author, "node"),
                                             hand.institutions.secret(hand.author, "node"))}}));
}

// The neutral element as an organisation's key: whoever likes could sign for it.
Handeds weak_key(Hand& hand) {
  const int number = static_cast<int>(hand.below(1'000'000)) + 2'000'000;
  std::string text = hand.institutions.registration(number, hand.now).note.text;
  const std::string name = "org-" + std::to_string(number);
  const std::string good = hand.institutions.vkey(name, "author").text();
  Bytes bytes(33);
  bytes[0] = 1;  // kEd25519
  bytes[1] = 1;
  const std::string key_name = good.substr(0, good.find('+'));
  const Hash id = crypto::sha256({bytes_of(key_name), bytes_of("\n"), bytes});
  const std::string weak =
      key_name + "+" + crypto::to_hex(ByteView(id).first(4)) + "+" + crypto::to_base64(bytes);
  const std::size_t place = text.find(good);
  KUBOLUK_CHECK(place != std::string::npos);
  text.replace(place, good.size(), weak);
  return hand.hand_in(hand.signed_text(text, "cec"));
}

constexpr AuthorTrick kTricks[] = {
    trick("flipped signature", "one bit of the signature is another", flipped_signature),
    trick("malleated signature", "S + L in the place of S", malleated),
    trick("long signature", "65 bytes", long_signature),
    trick("no point", "the signature that fits every weak key", no_point),
    trick("surplus line", "a second signature, by somebody else", surplus_line),
    trick("another's key", "signed by somebody else", anothers_key),
    trick("another's name", "in somebody else's name", anothers_name),
    trick("node key", "signed by the node key", node_key),
    trick("weak key", "registers an organisation with a key of small order", weak_key),
};

}  // namespace

std::span<const AuthorTrick> author_signature_tricks() {
  return kTricks;
}

}  // namespace kuboluk::simulation
