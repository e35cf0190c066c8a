// The product's verify() under another name: verify() itself remembers answers in a simulation.
#pragma once

#include "crypto/ed25519.h"

namespace kuboluk::crypto {

bool verify_now(const PublicKey& key, ByteView message, ByteView signature);

}  // namespace kuboluk::crypto
