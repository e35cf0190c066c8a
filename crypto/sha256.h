// SHA-256 (FIPS 180-4) by libcrypto, which uses the CPU's own instructions where there are any, and
// HMAC-SHA-256 (RFC 2104) by libsodium.
#pragma once

#include <initializer_list>

#include "crypto/bytes.h"

namespace kuboluk::crypto {

// The hash of the concatenation of the parts; the parts are read in order and not kept.
Hash sha256(std::initializer_list<ByteView> parts);
Hash sha256(ByteView data);

// The authentication code of `message` under `key` (any length).
Hash hmac_sha256(ByteView key, ByteView message);

}  // namespace kuboluk::crypto
