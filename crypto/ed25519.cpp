#include "crypto/ed25519.h"

#include <sodium.h>

#include <algorithm>

#include "crypto/check.h"
#include "crypto/sodium_ready.h"

namespace kuboluk::crypto {

static_assert(PublicKey::kSize == crypto_sign_PUBLICKEYBYTES);
static_assert(PublicKey::kSize == crypto_core_ed25519_BYTES);
static_assert(SecretKey::kSeedSize == crypto_sign_SEEDBYTES);
static_assert(std::tuple_size_v<Signature> == crypto_sign_BYTES);

std::optional<PublicKey> PublicKey::admit(ByteView bytes) {
  sodium_ready();
  if (bytes.size() != kSize) return std::nullopt;
  if (crypto_core_ed25519_is_valid_point(bytes.data()) != 1) return std::nullopt;
  std::array<std::uint8_t, kSize> copy;
  std::copy(bytes.begin(), bytes.end(), copy.begin());
  return PublicKey(copy);
}

bool verify(const PublicKey& key, ByteView message, ByteView signature) {
  if (signature.size() != std::tuple_size_v<Signature>) return false;
  return crypto_sign_verify_detached(signature.data(), message.data(), message.size(),
                                     key.bytes().data()) == 0;
}

SecretKey::SecretKey(SecretBytes secret, const PublicKey& key)
    : secret_(std::move(secret)), public_key_(key) {}

SecretKey SecretKey::generate(RandomSource& random) {
  SecretBytes seed(kSeedSize);
  random.fill(seed.bytes());
  return from_seed(seed.view());
}

SecretKey SecretKey::from_seed(ByteView seed) {
  KUBOLUK_CHECK(seed.size() == kSeedSize);
  SecretBytes secret(crypto_sign_SECRETKEYBYTES);
  std::array<std::uint8_t, PublicKey::kSize> key;
  KUBOLUK_CHECK(crypto_sign_seed_keypair(key.data(), secret.bytes().data(), seed.data()) == 0);
  return SecretKey(std::move(secret), PublicKey(key));
}

Signature SecretKey::sign(ByteView message) const {
  const ByteView secret = secret_.view();
  KUBOLUK_CHECK(secret.size() == crypto_sign_SECRETKEYBYTES);  // else: moved from
  Signature signature;
  KUBOLUK_CHECK(crypto_sign_detached(signature.data(), nullptr, message.data(), message.size(),
                                     secret.data()) == 0);
  KUBOLUK_CHECK(verify(public_key_, message, signature));
  return signature;
}

}  // namespace kuboluk::crypto
