#include "crypto/self_test.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <set>
#include <string>

#include "crypto/encoding.h"
#include "crypto/self_test_vectors.h"
#include "tests/crypto/group_order.h"

namespace {

using namespace kuboluk;
using namespace kuboluk::crypto;

std::string failure(const SelfTested& functions) {
  const auto tested = self_test(functions);
  if (tested) return {};
  CHECK(tested.error().rule == "X.SELFTEST");
  return tested.error().message();
}

bool names(const std::string& message, std::string_view vector) {
  return message.find(vector) != std::string::npos;
}

PublicKey any_key() {
  return SecretKey::from_seed(Bytes(SecretKey::kSeedSize, 7)).public_key();
}

TEST_CASE("RELIABILITY 52: the start-up self-test holds") {
  CHECK(failure(SelfTested()).empty());
}

TEST_CASE("RELIABILITY 52: the 32 vectors of the self-test are different, and try all verdicts") {
  std::set<std::string_view> vectors;
  std::set<std::string> signed_messages;
  int accepted = 0, signature_refused = 0, key_refused = 0;
  for (const SelfTestVector& vector : kSelfTestVectors) {
    vectors.insert(vector.name);
    signed_messages.insert(std::string(vector.key) + " " + std::string(vector.message) + " " +
                           std::string(vector.signature));
    accepted += vector.expected == Expected::kAccepted;
    signature_refused += vector.expected == Expected::kSignatureRefused;
    key_refused += vector.expected == Expected::kKeyRefused;
  }
  CHECK(vectors.size() == 32);
  CHECK(signed_messages.size() == 32);
  CHECK(accepted == 8);
  CHECK(signature_refused == 16);
  CHECK(key_refused == 8);
}

TEST_CASE("RELIABILITY T19: a verifier that accepts S + L is caught and the vector is named") {
  SelfTested functions;
  functions.verify = [](const PublicKey& key, ByteView message, ByteView signature) {
    Bytes reduced(signature.begin(), signature.end());
    testing::reduce_scalar(reduced);
    return verify(key, message, reduced);
  };
  const std::string message = failure(functions);
  INFO(message);
  CHECK(names(message, "S just above L (Wycheproof 85)"));
  CHECK(names(message, "a signature was accepted that the rule refuses"));
}

TEST_CASE("RELIABILITY T19: a verifier that reads 64 bytes of 65 is caught and the vector named") {
  SelfTested functions;
  functions.verify = [](const PublicKey& key, ByteView message, ByteView signature) {
    return verify(key, message, signature.first(std::min<std::size_t>(signature.size(), 64)));
  };
  CHECK(names(failure(functions), "signature of 65 bytes, the last zero (Wycheproof 37)"));
}

TEST_CASE("RELIABILITY T19: a verifier that accepts all, or nothing, is caught") {
  SelfTested functions;
  functions.verify = [](const PublicKey&, ByteView, ByteView) { return true; };
  CHECK(names(failure(functions), "a signature was accepted"));
  functions.verify = [](const PublicKey&, ByteView, ByteView) { return false; };
  CHECK(names(failure(functions), "vector 1, empty message (Wycheproof 80): a good signature"));
}

// What libsodium before CVE-2025-69277 was mended did with points of mixed order.
TEST_CASE("RELIABILITY T19: a key admission that lets mixed order through is caught and named") {
  SelfTested functions;
  functions.admit = [](ByteView key) {
    // The key of CCTV 50: a point of order 4L.
    const bool mixed =
        to_hex(key) == "10eb7c3acfb2bed3e0d6ab89bf5a3d6afddd1176ce4812e38d9fd485058fdb1f";
    return mixed ? any_key() : PublicKey::admit(key);
  };
  const std::string message = failure(functions);
  INFO(message);
  CHECK(names(message, "key of mixed order (CCTV 50)"));
  CHECK(names(message, "a key was admitted that the rule refuses"));
}

TEST_CASE("RELIABILITY T19: a key admission that refuses good keys is caught and named") {
  SelfTested functions;
  functions.admit = [](ByteView) { return std::optional<PublicKey>(); };
  CHECK(names(failure(functions), "vector 1, empty message (Wycheproof 80): a good key"));
}

// The answers of the real functions, but for the one of `broken` (counted from 0).
std::string failure_with_wrong_answer_to(std::size_t broken) {
  SelfTested functions;
  std::size_t next = 0;
  functions.admit = [&](ByteView key) -> std::optional<PublicKey> {
    const bool lies = next++ == broken;
    const auto admitted = PublicKey::admit(key);
    return lies && !admitted ? any_key() : admitted;
  };
  functions.verify = [&](const PublicKey& key, ByteView message, ByteView signature) {
    const bool lies = next == broken + 1;
    return verify(key, message, signature) != lies;
  };
  return failure(functions);
}

TEST_CASE("RELIABILITY T19: one wrong answer to any of the 32 is caught, and it is the one named") {
  for (std::size_t i = 0; i < kSelfTestVectors.size(); ++i) {
    const std::string message = failure_with_wrong_answer_to(i);
    INFO(message);
    CHECK(names(message, "vector " + std::to_string(i + 1) + ", " +
                             std::string(kSelfTestVectors[i].name) + ": "));
  }
}

TEST_CASE("RELIABILITY T19: a signer with one bit wrong is caught") {
  SelfTested functions;
  functions.sign = [sign = functions.sign](ByteView seed, ByteView message) {
    Signature signature = sign(seed, message);
    signature[63] ^= 1;
    return signature;
  };
  CHECK(names(failure(functions), "self-test signing (RFC 8032, test 3): another signature"));
}

TEST_CASE("RELIABILITY T19: another hash function is caught") {
  SelfTested functions;
  functions.sha256 = [](ByteView) { return Hash{}; };
  CHECK(names(failure(functions), "self-test SHA-256 (FIPS 180-4, \"abc\"): another hash"));
}

}  // namespace
