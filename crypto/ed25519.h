// Ed25519 under the strict rule of the ledger ("ledger-ed25519-v1", DESIGN.md 3): a key is admitted
// only if it is a canonical point of prime order and not the identity; a signature is checked only
// by libsodium's crypto_sign_verify_detached (S < L, canonical R, cofactorless equation). There is
// no other path and no batch verification: verifiers disagree on crafted input, and the ledger must
// not.
#pragma once

#include <array>
#include <optional>

#include "crypto/bytes.h"
#include "crypto/random.h"
#include "crypto/secret.h"

namespace kuboluk::crypto {

using Signature = std::array<std::uint8_t, 64>;

// An admitted public key: holding one is the proof that it passed the admission check.
class PublicKey {
 public:
  static constexpr std::size_t kSize = 32;
  // Nothing if the bytes are not exactly 32, not canonical, not on the curve, of small or mixed
  // order.
  static std::optional<PublicKey> admit(ByteView bytes);
  const std::array<std::uint8_t, kSize>& bytes() const { return bytes_; }
  bool operator==(const PublicKey&) const = default;

 private:
  explicit PublicKey(const std::array<std::uint8_t, kSize>& bytes) : bytes_(bytes) {}
  friend class SecretKey;
  std::array<std::uint8_t, kSize> bytes_;
};

// True if `signature` (exactly 64 bytes, else false) is the key's over exactly `message`.
bool verify(const PublicKey& key, ByteView message, ByteView signature);

class SecretKey {
 public:
  static constexpr std::size_t kSeedSize = 32;
  static SecretKey generate(RandomSource& random);
  // `seed` must have exactly 32 bytes (checked).
  static SecretKey from_seed(ByteView seed);
  const PublicKey& public_key() const { return public_key_; }
  // The 32 bytes that from_seed takes; valid as long as the key lives.
  ByteView seed() const { return secret_.view().first(kSeedSize); }
  // Signs, then verifies before release: a bit flip while signing could leak the key.
  Signature sign(ByteView message) const;

 private:
  SecretKey(SecretBytes secret, const PublicKey& key);
  SecretBytes secret_;  // libsodium's 64 bytes: seed, public key
  PublicKey public_key_;
};

}  // namespace kuboluk::crypto
