// C2SP signed-note verifier keys: "<name>+<key id, 8 hex digits>+<base64 of type byte and key>".
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "crypto/ed25519.h"
#include "crypto/result.h"

namespace kuboluk::crypto {

// C2SP signed-note signature types that the ledger uses.
enum class KeyType : std::uint8_t {
  kEd25519 = 0x01,      // events, checkpoints, refusals, receipts
  kCosignature = 0x04,  // tlog-cosignature "cosignature/v1", timestamped
};

// A public key with its name and purpose. Value type.
class VerifierKey {
 public:
  // X.FORM if the name is not a key name (see is_key_name).
  static Result<VerifierKey> make(std::string_view name, KeyType type, const PublicKey& key);
  // Accepts exactly what text() prints. Errors: X.FORM (syntax, unknown type), X.KEY (weak key,
  // wrong id).
  static Result<VerifierKey> parse(std::string_view text);
  std::string text() const;

  const std::string& name() const { return name_; }
  KeyType type() const { return type_; }
  const PublicKey& key() const { return key_; }
  // First four bytes, big endian, of SHA-256(name || 0x0A || type || key).
  std::uint32_t id() const { return id_; }
  bool operator==(const VerifierKey&) const = default;

 private:
  VerifierKey(std::string name, KeyType type, const PublicKey& key);
  std::string name_;
  KeyType type_;
  PublicKey key_;
  std::uint32_t id_;
};

// A key name: 1 to 128 printable ASCII characters, no space, no '+' (C2SP signed-note).
bool is_key_name(std::string_view name);

}  // namespace kuboluk::crypto
