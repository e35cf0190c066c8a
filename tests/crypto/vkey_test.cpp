#include "crypto/vkey.h"

#include <catch2/catch.hpp>

#include "crypto/encoding.h"
#include "crypto/sha256.h"

namespace {

using namespace kuboluk;
using namespace kuboluk::crypto;

// From the Go checksum database's package golang.org/x/mod/sumdb/note.
constexpr const char* kGoExample =
    "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";

PublicKey seeded_key(std::string_view seed) {
  SeededRandom random(seed);
  return SecretKey::generate(random).public_key();
}

std::string rule_of(std::string_view text) {
  const auto vkey = VerifierKey::parse(text);
  return vkey ? "accepted" : vkey.error().rule;
}

TEST_CASE("the verifier key of the Go note package is read and printed") {
  const auto vkey = VerifierKey::parse(kGoExample);
  REQUIRE(vkey.has_value());
  CHECK(vkey->name() == "PeterNeumann");
  CHECK(vkey->type() == KeyType::kEd25519);
  CHECK(vkey->id() == 0xc74f20a3);
  CHECK(vkey->text() == kGoExample);
}

TEST_CASE("the key id is the start of SHA-256(name, LF, type, key)") {
  const PublicKey key = seeded_key("id");
  for (const KeyType type : {KeyType::kEd25519, KeyType::kCosignature}) {
    const auto vkey = VerifierKey::make("mfa.kuboluk.example/cosigner/1", type, key);
    REQUIRE(vkey.has_value());
    const Bytes middle = {'\n', static_cast<std::uint8_t>(type)};
    const Hash hash = sha256({bytes_of(vkey->name()), middle, key.bytes()});
    CHECK(to_hex(ByteView(hash).first(4)) == vkey->text().substr(vkey->name().size() + 1, 8));
    CHECK(VerifierKey::parse(vkey->text()).value() == *vkey);
  }
}

TEST_CASE("every single flipped bit of a verifier key's text is refused") {
  const std::string text = kGoExample;
  for (std::size_t bit = 0; bit < text.size() * 8; ++bit) {
    std::string other = text;
    other[bit / 8] = static_cast<char>(other[bit / 8] ^ (1 << bit % 8));
    CAPTURE(other);
    CHECK_FALSE(VerifierKey::parse(other).has_value());
  }
}

TEST_CASE("a verifier key of wrong form is X.FORM") {
  for (const char* text : {"", "+", "++", "name", "name+c74f20a3", "name+c74f20a3+",
                           "+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
                           "PeterNeumann+C74F20A3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
                           "PeterNeumann+74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
                           "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW\n",
                           "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10Q=",
                           " PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"}) {
    CAPTURE(text);
    CHECK(rule_of(text) == "X.FORM");
  }
}

TEST_CASE("other signature types than 0x01 and 0x04 are refused") {
  const PublicKey key = seeded_key("type");
  for (int type = 0; type < 256; ++type) {
    Bytes typed = {static_cast<std::uint8_t>(type)};
    typed.insert(typed.end(), key.bytes().begin(), key.bytes().end());
    const Hash hash = sha256({bytes_of("a\n"), typed});
    const std::string text = "a+" + to_hex(ByteView(hash).first(4)) + "+" + to_base64(typed);
    CAPTURE(type);
    CHECK(rule_of(text) == (type == 1 || type == 4 ? "accepted" : "X.FORM"));
  }
}

TEST_CASE("case 53: a weak key and a wrong key id are X.KEY") {
  Bytes typed(33, 0);  // y = 0: order 4
  typed[0] = 1;
  const Hash hash = sha256({bytes_of("a\n"), typed});
  CHECK(rule_of("a+" + to_hex(ByteView(hash).first(4)) + "+" + to_base64(typed)) == "X.KEY");
  CHECK(rule_of("PeterNeumann+c74f20a4+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW") == "X.KEY");
  CHECK(rule_of("PeterNeumanm+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW") == "X.KEY");
}

TEST_CASE("key names are 1 to 128 printable ASCII characters without space and plus") {
  CHECK(is_key_name("a"));
  CHECK(is_key_name("cec.kuboluk.example/author/1"));
  CHECK(is_key_name(std::string(128, '~')));
  CHECK_FALSE(is_key_name(""));
  CHECK_FALSE(is_key_name(std::string(129, 'a')));
  for (int c = 0; c < 256; ++c) {
    const std::string name = {'a', static_cast<char>(c)};
    CHECK(is_key_name(name) == (c > 0x20 && c < 0x7f && c != '+'));
  }
  CHECK(VerifierKey::make("a b", KeyType::kEd25519, seeded_key("n")).error().rule == "X.FORM");
}

}  // namespace
