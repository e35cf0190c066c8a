#include "crypto/self_test.h"

#include <string>

#include "crypto/check.h"
#include "crypto/encoding.h"
#include "crypto/self_test_vectors.h"
#include "crypto/sha256.h"

namespace kuboluk::crypto {
namespace {

// RFC 8032 section 7.1, test 3.
constexpr std::string_view kSeed =
    "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7";
constexpr std::string_view kSigned = "af82";
constexpr std::string_view kSignature =
    "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
    "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a";

// FIPS 180-4's example "abc".
constexpr std::string_view kHashed = "abc";
constexpr std::string_view kHash =
    "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

Bytes constant(std::string_view hex) {
  const auto bytes = from_hex(hex);
  KUBOLUK_CHECK(bytes.has_value());
  return *bytes;
}

Error failure(const std::string& object, const std::string& what) {
  return {"X.SELFTEST", "self-test " + object,
          what + "; this program or its cryptographic library is broken and must not be used"};
}

Result<void> test_vector(const SelfTestVector& vector, const SelfTested& functions) {
  const auto wrong = [&](const char* what) {
    const auto number = &vector - kSelfTestVectors.data() + 1;
    return failure("vector " + std::to_string(number) + ", " + std::string(vector.name), what);
  };
  const auto key = functions.admit(constant(vector.key));
  if (vector.expected == Expected::kKeyRefused) {
    if (key) return wrong("a key was admitted that the rule refuses");
    return {};
  }
  if (!key) return wrong("a good key was refused");
  const bool accepted =
      functions.verify(*key, constant(vector.message), constant(vector.signature));
  if (accepted == (vector.expected == Expected::kAccepted)) return {};
  return wrong(accepted ? "a signature was accepted that the rule refuses"
                        : "a good signature was refused");
}

}  // namespace

SelfTested::SelfTested()
    : admit(PublicKey::admit),
      verify(crypto::verify),
      sign(
          [](ByteView seed, ByteView message) { return SecretKey::from_seed(seed).sign(message); }),
      sha256([](ByteView data) { return crypto::sha256(data); }) {}

Result<void> self_test(const SelfTested& functions) {
  for (const SelfTestVector& vector : kSelfTestVectors) {
    if (auto tested = test_vector(vector, functions); !tested) return tested;
  }
  if (to_hex(functions.sign(constant(kSeed), constant(kSigned))) != kSignature) {
    return failure("signing (RFC 8032, test 3)", "another signature was made than the published");
  }
  if (to_hex(functions.sha256(bytes_of(kHashed))) != kHash) {
    return failure("SHA-256 (FIPS 180-4, \"abc\")", "another hash was made than the published");
  }
  return {};
}

}  // namespace kuboluk::crypto
