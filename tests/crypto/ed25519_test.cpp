#include "crypto/ed25519.h"

#include <catch2/catch.hpp>
#include <random>
#include <string>

#include "crypto/encoding.h"
#include "tests/crypto/ends_process.h"

namespace {

using namespace kuboluk;
using namespace kuboluk::crypto;

Bytes hex(std::string_view text) {
  const auto bytes = from_hex(text);
  REQUIRE(bytes);
  return *bytes;
}

SecretKey seeded_key(std::string_view seed) {
  SeededRandom random(seed);
  return SecretKey::generate(random);
}

struct Vector {
  const char* seed;
  const char* key;
  const char* message;
  const char* signature;
};

constexpr Vector kRfc8032[] = {
    {"9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
     "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
     "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b"
     "4"
     "6bd25bf5f0595bbe24655141438e7a100b"},
    {"4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
     "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
     "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11"
     "d"
     "8c387b2eaeb4302aeeb00d291612bb0c00"},
    {"c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
     "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82",
     "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc"
     "6"
     "594a7c15e9716ed28dc027beceea1ec40a"},
    {"833fe62409237b9d62ec77587520911e9a759cec1d19755b7da901b96dca3d42",
     "ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf",
     "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3fee"
     "b"
     "bd454d4423643ce80e2a9ac94fa54ca49f",
     "dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b58909351fc9ac90b3ecfdfbc7c66431e"
     "0"
     "303dca179c138ac17ad9bef1177331a704"},
};

TEST_CASE("keys and signatures are those of RFC 8032 section 7.1") {
  for (const Vector& vector : kRfc8032) {
    const SecretKey secret = SecretKey::from_seed(hex(vector.seed));
    const Bytes message = hex(vector.message);
    CHECK(to_hex(secret.public_key().bytes()) == vector.key);
    CHECK(to_hex(secret.seed()) == vector.seed);
    CHECK(to_hex(secret.sign(message)) == vector.signature);
    const auto key = PublicKey::admit(hex(vector.key));
    REQUIRE(key.has_value());
    CHECK(*key == secret.public_key());
    CHECK(verify(*key, message, hex(vector.signature)));
  }
}

TEST_CASE("signatures of another message or another key are refused") {
  const SecretKey secret = seeded_key("one");
  const Signature signature = secret.sign(bytes_of("grant"));
  CHECK(verify(secret.public_key(), bytes_of("grant"), signature));
  CHECK_FALSE(verify(secret.public_key(), bytes_of("grant "), signature));
  CHECK_FALSE(verify(secret.public_key(), bytes_of(""), signature));
  CHECK_FALSE(verify(seeded_key("two").public_key(), bytes_of("grant"), signature));
}

TEST_CASE("every single flipped bit of signature or key is refused") {
  const SecretKey secret = seeded_key("flip");
  const ByteView message = bytes_of("grant");
  const Signature signature = secret.sign(message);
  for (std::size_t bit = 0; bit < 64 * 8; ++bit) {
    Signature other = signature;
    other[bit / 8] ^= static_cast<std::uint8_t>(1u << bit % 8);
    CHECK_FALSE(verify(secret.public_key(), message, other));
  }
  for (std::size_t bit = 0; bit < 32 * 8; ++bit) {
    auto other = secret.public_key().bytes();
    other[bit / 8] ^= static_cast<std::uint8_t>(1u << bit % 8);
    const auto key = PublicKey::admit(other);
    CHECK_FALSE((key && verify(*key, message, signature)));
  }
}

TEST_CASE("case 54: signatures that are not exactly 64 bytes are refused") {
  const SecretKey secret = seeded_key("size");
  const Signature signature = secret.sign({});
  Bytes longer(signature.begin(), signature.end());
  longer.push_back(0);  // Java 17 accepted this one
  CHECK_FALSE(verify(secret.public_key(), {}, longer));
  CHECK_FALSE(verify(secret.public_key(), {}, ByteView(signature).first(63)));
  CHECK_FALSE(verify(secret.public_key(), {}, {}));
  // The 64th byte of a signature is below 0x10; one that is zero must not be optional.
  CHECK(verify(secret.public_key(), {}, ByteView(longer).first(64)));
}

// The group order L = 2^252 + 27742317777372353535851937790883648493, little endian.
void add_group_order(Signature& signature) {
  const Bytes order = hex("edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010");
  unsigned carry = 0;
  for (std::size_t i = 0; i < 32; ++i) {
    carry += signature[32 + i] + order[i];
    signature[32 + i] = static_cast<std::uint8_t>(carry);
    carry >>= 8;
  }
}

TEST_CASE("case 54: S + L, S + 2L and more are refused") {
  for (int i = 0; i < 20; ++i) {
    const SecretKey secret = seeded_key("S+L " + std::to_string(i));
    Signature signature = secret.sign(bytes_of("grant"));
    for (int times = 1; times <= 8; ++times) {
      add_group_order(signature);
      CHECK_FALSE(verify(secret.public_key(), bytes_of("grant"), signature));
    }
  }
}

// RELIABILITY 6: one of these as a public key is a universal forgery key in other libraries.
TEST_CASE("case 53: every encoding of the eight small-order points is refused as a key") {
  const std::string zeros(60, '0'), ones(60, 'f');
  const std::vector<std::string> encodings = {
      "00" + zeros + "00",  // y = 0, order 4, both signs
      "00" + zeros + "80",
      "01" + zeros + "00",  // identity, and with a sign that x = 0 has not
      "01" + zeros + "80",
      "ec" + ones + "7f",  // y = -1, order 2, and with the sign
      "ec" + ones + "ff",
      "ed" + ones + "7f",  // y = p, not canonical 0
      "ed" + ones + "ff",
      "ee" + ones + "7f",  // y = p + 1, not canonical 1
      "ee" + ones + "ff",
      "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",  // order 8
      "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
      "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
      "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
  };
  for (const std::string& encoding : encodings) {
    CAPTURE(encoding);
    CHECK_FALSE(PublicKey::admit(hex(encoding)));
  }
}

// All y from p to 2^255 - 1, with both signs: 19 second names of other points.
TEST_CASE("case 53: keys that are not canonical are refused") {
  for (int low = 0xed; low <= 0xff; ++low) {
    for (const int top : {0x7f, 0xff}) {
      Bytes key(32, 0xff);
      key[0] = static_cast<std::uint8_t>(low);
      key[31] = static_cast<std::uint8_t>(top);
      CHECK_FALSE(PublicKey::admit(key));
    }
  }
}

TEST_CASE("case 53: keys of mixed order are refused") {
  // The key of seed 07 00 ... 00, and its sums with the seven small-order points but the identity.
  CHECK(PublicKey::admit(hex("a2fa2f4a355ba2e907a53009e9e37caddf7ac7e66a08ba07631f553072b3f24c")));
  for (const char* sum : {"4b05d0b5caa45d16f85acff6161c83522085381995f745f89ce0aacf8d4c0db3",
                          "37745c41cd32d94e3588db05184812b0b823704593fbd14abcbb0a78d0414c91",
                          "b68ba3be32cd26b1ca7724fae7b7ed4f47dc8fba6c042eb54344f5872fbeb36e",
                          "4b72aff85c68bf61b221a0bcdc5b5c588d606a98735d3ef7660032ca7e44f0bf",
                          "3ce2966487196e637d80b927156c6a5d24bd797a8993e679d638c4ce1a77badf",
                          "b11d699b78e6919c827f46d8ea9395a2db428685766c198629c73b31e5884520",
                          "a28d5007a397409e4dde5f4323a4a3a7729f95678ca2c10899ffcd3581bb0f40"}) {
    CAPTURE(sum);
    CHECK_FALSE(PublicKey::admit(hex(sum)));
  }
}

// Adding (0, -1) maps (x, y) to (-x, -y): y becomes p - y and the sign bit turns.
TEST_CASE("case 53: any honest key plus the point of order 2 is refused") {
  for (int i = 0; i < 100; ++i) {
    auto key = seeded_key("mixed " + std::to_string(i)).public_key().bytes();
    const bool sign = (key[31] & 0x80) != 0;
    key[31] &= 0x7f;
    int borrow = 0;
    for (std::size_t at = 0; at < 32; ++at) {
      const int prime = at == 0 ? 0xed : at == 31 ? 0x7f : 0xff;
      const int difference = prime - key[at] - borrow;
      borrow = difference < 0;
      key[at] = static_cast<std::uint8_t>(difference);
    }
    if (!sign) key[31] |= 0x80;
    CHECK_FALSE(PublicKey::admit(key));
  }
}

TEST_CASE("about half of all byte strings are not on the curve, and 7/8 of the rest are mixed") {
  std::mt19937_64 random(3);
  int admitted = 0;
  for (int i = 0; i < 2000; ++i) {
    Bytes key(32);
    for (auto& byte : key)
      byte = static_cast<std::uint8_t>(random());
    admitted += PublicKey::admit(key).has_value();
  }
  CHECK(admitted > 60);  // expected 125
  CHECK(admitted < 200);
}

TEST_CASE("keys that are not exactly 32 bytes are refused") {
  const auto bytes = seeded_key("size").public_key().bytes();
  Bytes longer(bytes.begin(), bytes.end());
  longer.push_back(0);
  CHECK_FALSE(PublicKey::admit(longer));
  CHECK_FALSE(PublicKey::admit(ByteView(bytes).first(31)));
  CHECK_FALSE(PublicKey::admit({}));
}

TEST_CASE("a key that was moved from, or a seed of another size, ends the process") {
  CHECK(kuboluk::testing::ends_process([] {
    SecretKey secret = seeded_key("moved");
    const SecretKey other = std::move(secret);
    static_cast<void>(secret.sign({}));
  }));
  CHECK(kuboluk::testing::ends_process([] { SecretKey::from_seed(Bytes(31)); }));
}

}  // namespace
