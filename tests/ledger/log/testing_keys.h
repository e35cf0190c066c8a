// Seeded signers and signed checkpoints for the tests of ledger/log.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "crypto/ed25519.h"
#include "crypto/note.h"
#include "crypto/sha256.h"
#include "crypto/vkey.h"
#include "ledger/log/checkpoint.h"
#include "ledger/log/cosignature.h"

namespace kuboluk::log::testing {

struct Signer {
  crypto::VerifierKey vkey;
  crypto::SecretKey secret;
};

inline Signer make_signer(std::string_view name, crypto::KeyType type, std::string_view seed) {
  crypto::SecretKey secret = crypto::SecretKey::from_seed(crypto::sha256(bytes_of(seed)));
  crypto::VerifierKey vkey = crypto::VerifierKey::make(name, type, secret.public_key()).value();
  return {std::move(vkey), std::move(secret)};
}

// The key is fixed by the name.
inline Signer log_signer(std::string_view name) {
  return make_signer(name, crypto::KeyType::kEd25519, "log " + std::string(name));
}

inline Signer witness_signer(std::string_view name) {
  return make_signer(name, crypto::KeyType::kCosignature, "witness " + std::string(name));
}

inline constexpr std::string_view kOrigin = "log.example/kg/1";

inline Checkpoint some_checkpoint() {
  return {std::string(kOrigin), 1043, crypto::sha256(bytes_of("some tree"))};
}

// The checkpoint signed by the log of its origin, cosigned at the given times.
inline crypto::Note cosigned_note(
    const Checkpoint& checkpoint,
    const std::vector<std::pair<std::string, std::uint64_t>>& cosigners) {
  const Signer log = log_signer(checkpoint.origin);
  crypto::Note note = sign_checkpoint(checkpoint, log.vkey, log.secret);
  for (const auto& [name, timestamp] : cosigners) {
    const Signer witness = witness_signer(name);
    note.signatures.push_back(sign_cosignature(note.text, timestamp, witness.vkey, witness.secret));
  }
  return note;
}

}  // namespace kuboluk::log::testing
