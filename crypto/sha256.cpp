// The low-level functions are deprecated since OpenSSL 3.0 in favour of EVP, but EVP costs an
// allocation and an indirect dispatch per hash. Merkle trees hash millions of 65-byte nodes.
#define OPENSSL_SUPPRESS_DEPRECATED

#include "crypto/sha256.h"

#include <openssl/sha.h>
#include <sodium.h>

#include "crypto/check.h"
#include "crypto/sodium_ready.h"

namespace kuboluk::crypto {

Hash sha256(std::initializer_list<ByteView> parts) {
  SHA256_CTX context;
  Hash hash;
  KUBOLUK_CHECK(SHA256_Init(&context) == 1);
  for (const ByteView part : parts) {
    KUBOLUK_CHECK(SHA256_Update(&context, part.data(), part.size()) == 1);
  }
  KUBOLUK_CHECK(SHA256_Final(hash.data(), &context) == 1);
  return hash;
}

Hash sha256(ByteView data) {
  return sha256({data});
}

Hash hmac_sha256(ByteView key, ByteView message) {
  sodium_ready();
  Hash code;
  crypto_auth_hmacsha256_state state;
  const std::uint8_t no_key = 0;  // libsodium wants an address even for an empty key
  crypto_auth_hmacsha256_init(&state, key.empty() ? &no_key : key.data(), key.size());
  crypto_auth_hmacsha256_update(&state, message.data(), message.size());
  crypto_auth_hmacsha256_final(&state, code.data());
  sodium_memzero(&state, sizeof state);  // holds the key, hashed once
  return code;
}

}  // namespace kuboluk::crypto
