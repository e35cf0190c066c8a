// All 914 + 151 published vectors against the rule of the ledger and against OpenSSL, whose
// verdicts stand for those of Go, Node and WebCrypto: the table of RELIABILITY 6.1.
#include <openssl/evp.h>
#include <sodium.h>

#include <catch2/catch.hpp>
#include <map>
#include <memory>

#include "crypto/ed25519.h"
#include "crypto/encoding.h"
#include "crypto/sha256.h"
#include "tests/crypto/ed25519_vectors.h"

namespace {

using namespace kuboluk;
using namespace kuboluk::crypto;
using kuboluk::testing::published_vectors;
using kuboluk::testing::PublishedVector;

// The ledger's whole rule: the key is admitted, then the signature is verified.
bool rule_accepts(const PublishedVector& vector) {
  const auto key = PublicKey::admit(vector.key);
  return key && verify(*key, vector.message, vector.signature);
}

// Half of the rule, the verification: what a node would accept whose key admission failed. `verify`
// cannot be asked, because no PublicKey exists for these keys; this is the call that it makes.
bool verify_alone_accepts(const PublishedVector& vector) {
  return vector.signature.size() == crypto_sign_BYTES &&
         crypto_sign_verify_detached(vector.signature.data(), vector.message.data(),
                                     vector.message.size(), vector.key.data()) == 0;
}

bool openssl_accepts(const PublishedVector& vector) {
  const std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key(
      EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, vector.key.data(), vector.key.size()),
      EVP_PKEY_free);
  const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(),
                                                                        EVP_MD_CTX_free);
  REQUIRE(key);
  REQUIRE(EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, key.get()) == 1);
  return EVP_DigestVerify(context.get(), vector.signature.data(), vector.signature.size(),
                          vector.message.data(), vector.message.size()) == 1;
}

// How many vectors of each set of flags are accepted; sets without one are left out.
template <class Accepts>
std::map<std::string, int> accepted_by_flags(const Accepts& accepts) {
  std::map<std::string, int> groups;
  for (const PublishedVector& vector : published_vectors("cctv.txt")) {
    if (accepts(vector)) ++groups[vector.last];
  }
  return groups;
}

// The layout in which the vectors were published, for a comparison with the published hash.
std::string as_published(const std::vector<PublishedVector>& vectors) {
  std::string text = "[\n";
  for (const PublishedVector& vector : vectors) {
    std::string flags = "null";
    if (vector.last != "-") {
      flags = "[\n\t\t\t\"";
      for (const char c : vector.last)
        flags += c == ',' ? std::string("\",\n\t\t\t\"") : std::string(1, c);
      flags += "\"\n\t\t]";
    }
    text += "\t{\n\t\t\"number\": " + std::to_string(vector.number) + ",\n\t\t\"key\": \"" +
            to_hex(vector.key) + "\",\n\t\t\"sig\": \"" + to_hex(vector.signature) +
            "\",\n\t\t\"msg\": \"" + std::string(text_of(vector.message)) +
            "\",\n\t\t\"flags\": " + flags + "\n\t}" + (&vector == &vectors.back() ? "\n" : ",\n");
  }
  return text + "]\n";
}

TEST_CASE("RELIABILITY 52: the CCTV vectors are the published file, byte for byte") {
  const std::string text = as_published(published_vectors("cctv.txt"));
  CHECK(text.size() == 351077);
  CHECK(to_hex(sha256(bytes_of(text))) ==
        "b38e84caf3e7e89170ff520292dbeae421b0a794c27408ce5ce973018fe3d7f9");
}

TEST_CASE("RELIABILITY 52: of the 914 CCTV vectors the ledger's rule accepts exactly one") {
  const auto vectors = published_vectors("cctv.txt");
  REQUIRE(vectors.size() == 914);
  std::vector<int> accepted;
  for (const PublishedVector& vector : vectors) {
    if (rule_accepts(vector)) accepted.push_back(vector.number);
  }
  CHECK(accepted == std::vector<int>{305});
  CHECK(vectors[305].last == "-");
}

TEST_CASE("RELIABILITY 52: verification alone accepts 43 CCTV vectors, by flags as published") {
  CHECK(accepted_by_flags(verify_alone_accepts) ==
        std::map<std::string, int>{{"-", 1},
                                   {"low_order_component_A", 7},
                                   {"low_order_component_R,low_order_component_A", 35}});
}

TEST_CASE("RELIABILITY 53: key admission refuses all 42 mixed-order keys that verification takes") {
  int refused = 0;
  for (const PublishedVector& vector : published_vectors("cctv.txt")) {
    if (!verify_alone_accepts(vector) || vector.last == "-") continue;
    CAPTURE(vector.number);
    CHECK_FALSE(PublicKey::admit(vector.key));
    ++refused;
  }
  CHECK(refused == 42);
}

TEST_CASE("RELIABILITY 53: of the 22 CCTV keys exactly one is admitted, and it has 28 vectors") {
  std::map<Bytes, int> keys;
  int low_order = 0, admitted = 0;
  for (const PublishedVector& vector : published_vectors("cctv.txt")) {
    ++keys[vector.key];
    low_order += vector.has("low_order_A");
    const bool prime = !vector.has("low_order_A") && !vector.has("low_order_component_A");
    CHECK(PublicKey::admit(vector.key).has_value() == prime);
    admitted += prime;
  }
  CHECK(keys.size() == 22);
  CHECK(low_order == 526);
  CHECK(admitted == 28);
}

TEST_CASE("RELIABILITY 53: verification alone refuses every edge case of low order and encoding") {
  std::map<std::string, int> tried;
  for (const PublishedVector& vector : published_vectors("cctv.txt")) {
    for (const char* flag : {"low_order_A", "low_order_R", "non_canonical_A", "non_canonical_R",
                             "low_order_residue", "reencoded_k"}) {
      if (!vector.has(flag)) continue;
      CAPTURE(vector.number, flag);
      CHECK_FALSE(verify_alone_accepts(vector));
      ++tried[flag];
    }
  }
  CHECK(tried.size() == 6);
}

TEST_CASE("RELIABILITY 52: OpenSSL accepts 208 CCTV vectors, among them all that the rule does") {
  int accepted = 0, under_low_order = 0, under_prime = 0;
  for (const PublishedVector& vector : published_vectors("cctv.txt")) {
    const bool yes = openssl_accepts(vector);
    CAPTURE(vector.number);
    // README of the vectors: accepted by ref10 and its offspring.
    CHECK(yes == !(vector.has("low_order_residue") || vector.has("non_canonical_R")));
    if (verify_alone_accepts(vector)) CHECK(yes);
    accepted += yes;
    under_low_order += yes && vector.has("low_order_A");
    under_prime += yes && PublicKey::admit(vector.key).has_value();
  }
  CHECK(accepted == 208);
  CHECK(under_low_order == 122);
  CHECK(under_prime == 2);
}

TEST_CASE(
    "RELIABILITY 52, 54: the rule and OpenSSL judge all 151 Wycheproof vectors as published") {
  const auto vectors = published_vectors("wycheproof.txt");
  REQUIRE(vectors.size() == 151);
  int valid = 0;
  for (const PublishedVector& vector : vectors) {
    CAPTURE(vector.number);
    REQUIRE((vector.last == "valid" || vector.last == "invalid"));
    CHECK(PublicKey::admit(vector.key).has_value());
    CHECK(rule_accepts(vector) == (vector.last == "valid"));
    CHECK(openssl_accepts(vector) == (vector.last == "valid"));
    valid += vector.last == "valid";
  }
  CHECK(valid == 88);
}

}  // namespace
