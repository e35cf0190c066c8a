// What a program of the ledger asks of its own cryptography before it does anything else: 32
// published signatures whose verdict under "ledger-ed25519-v1" (ed25519.h) is known, one signature
// to be made and one hash (RELIABILITY.md 5.3 and 6.3). A library that was replaced, patched, built
// for another machine or broken in memory would let the node accept what the others refuse.
#pragma once

#include <functional>
#include <optional>

#include "crypto/bytes.h"
#include "crypto/ed25519.h"
#include "crypto/result.h"

namespace kuboluk::crypto {

// What is tested: the functions that everything else calls, unless a test of the self-test says
// otherwise.
struct SelfTested {
  SelfTested();
  std::function<std::optional<PublicKey>(ByteView key)> admit;
  std::function<bool(const PublicKey&, ByteView message, ByteView signature)> verify;
  std::function<Signature(ByteView seed, ByteView message)> sign;
  std::function<Hash(ByteView data)> sha256;
};

// Takes about 3 ms and changes nothing. Fails with "X.SELFTEST" at the first wrong answer, naming
// the vector and what was wrong: the program must then do nothing at all. Failures that libsodium's
// own set-up meets first (no random source) end the process, see sodium_ready.h.
Result<void> self_test(const SelfTested& functions = SelfTested());

}  // namespace kuboluk::crypto
