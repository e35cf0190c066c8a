#include "crypto/sodium_ready.h"

#include <sodium.h>

#include <array>

#include "crypto/check.h"

namespace kuboluk::crypto {
namespace {

using Point = std::array<unsigned char, crypto_core_ed25519_BYTES>;

// RFC 8032 section 5.1: B has y = 4/5; (0, -1) is the point of order 2.
Point base_point() {
  Point point;
  point.fill(0x66);
  point[0] = 0x58;
  return point;
}

Point order_two_point() {
  Point point;
  point.fill(0xff);
  point[0] = 0xec;
  point[31] = 0x7f;
  return point;
}

// The sum has order 2L: verifiers disagree on signatures under such keys.
void test_key_admission() {
  const Point base = base_point();
  const Point small = order_two_point();
  Point mixed;
  KUBOLUK_CHECK(crypto_core_ed25519_add(mixed.data(), base.data(), small.data()) == 0);
  KUBOLUK_CHECK(crypto_core_ed25519_is_valid_point(base.data()) == 1);
  KUBOLUK_CHECK(crypto_core_ed25519_is_valid_point(small.data()) == 0);
  KUBOLUK_CHECK(crypto_core_ed25519_is_valid_point(mixed.data()) == 0);
}

// Adds the group order L to S: the same residue, so only the range check S < L tells them apart.
void add_group_order(unsigned char* scalar) {
  static constexpr Point kOrder = {0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7,
                                   0xa2, 0xde, 0xf9, 0xde, 0x14, 0,    0,    0,    0,    0,    0,
                                   0,    0,    0,    0,    0,    0,    0,    0,    0,    0x10};
  sodium_add(scalar, kOrder.data(), kOrder.size());
}

void test_signatures() {
  static constexpr std::array<unsigned char, crypto_sign_SEEDBYTES> kSeed = {1, 2, 3};
  std::array<unsigned char, crypto_sign_PUBLICKEYBYTES> key;
  std::array<unsigned char, crypto_sign_SECRETKEYBYTES> secret;
  std::array<unsigned char, crypto_sign_BYTES> signature;
  const auto verifies = [&] {
    return crypto_sign_verify_detached(signature.data(), kSeed.data(), kSeed.size(), key.data()) ==
           0;
  };
  KUBOLUK_CHECK(crypto_sign_seed_keypair(key.data(), secret.data(), kSeed.data()) == 0);
  KUBOLUK_CHECK(crypto_sign_detached(signature.data(), nullptr, kSeed.data(), kSeed.size(),
                                     secret.data()) == 0);
  KUBOLUK_CHECK(verifies());
  add_group_order(signature.data() + 32);
  const bool s_plus_l_is_accepted = verifies();
  KUBOLUK_CHECK(!s_plus_l_is_accepted);
}

bool initialise() {
  KUBOLUK_CHECK(sodium_init() >= 0);
  test_key_admission();
  test_signatures();
  return true;
}

}  // namespace

void sodium_ready() {
  static const bool ready = initialise();
  KUBOLUK_CHECK(ready);
}

}  // namespace kuboluk::crypto
