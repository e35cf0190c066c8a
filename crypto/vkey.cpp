#include "crypto/vkey.h"

#include <algorithm>
#include <array>
#include <optional>

#include "crypto/encoding.h"
#include "crypto/sha256.h"

namespace kuboluk::crypto {
namespace {

// Longest key name: keeps a signature line readable and a name from carrying data.
constexpr std::size_t kKeyNameBytesMax = 128;
constexpr std::size_t kKeyIdHexSize = 8;

std::optional<KeyType> key_type_of(std::uint8_t byte) {
  for (const KeyType type : {KeyType::kEd25519, KeyType::kCosignature}) {
    if (byte == static_cast<std::uint8_t>(type)) return type;
  }
  return std::nullopt;
}

std::array<std::uint8_t, 4> big_endian(std::uint32_t value) {
  return {static_cast<std::uint8_t>(value >> 24), static_cast<std::uint8_t>(value >> 16),
          static_cast<std::uint8_t>(value >> 8), static_cast<std::uint8_t>(value)};
}

std::uint32_t key_id_of(std::string_view name, KeyType type, const PublicKey& key) {
  const std::array<std::uint8_t, 2> separator = {'\n', static_cast<std::uint8_t>(type)};
  const Hash hash = sha256({bytes_of(name), separator, key.bytes()});
  return std::uint32_t{hash[0]} << 24 | std::uint32_t{hash[1]} << 16 | std::uint32_t{hash[2]} << 8 |
         std::uint32_t{hash[3]};
}

Error bad_form(std::string detail) {
  return Error{"X.FORM", "verifier key", std::move(detail)};
}

}  // namespace

bool is_key_name(std::string_view name) {
  if (name.empty() || name.size() > kKeyNameBytesMax) return false;
  return std::all_of(name.begin(), name.end(),
                     [](char c) { return c > ' ' && c < '\x7f' && c != '+'; });
}

VerifierKey::VerifierKey(std::string name, KeyType type, const PublicKey& key)
    : name_(std::move(name)), type_(type), key_(key), id_(key_id_of(name_, type, key)) {}

Result<VerifierKey> VerifierKey::make(std::string_view name, KeyType type, const PublicKey& key) {
  if (!is_key_name(name)) {
    return bad_form("a key name has 1 to 128 printable ASCII characters, no space and no '+'");
  }
  return VerifierKey(std::string(name), type, key);
}

Result<VerifierKey> VerifierKey::parse(std::string_view text) {
  // The base64 part may contain '+', the name may not: the first two separate.
  const std::size_t first = text.find('+');
  const std::size_t second = first == text.npos ? text.npos : text.find('+', first + 1);
  if (second == text.npos || second - first - 1 != kKeyIdHexSize) {
    return bad_form("expected <name>+<key id, 8 hex digits>+<base64>");
  }
  const std::string_view name = text.substr(0, first);
  if (!is_key_name(name)) return bad_form("the part before the first '+' is not a key name");
  const auto id = from_hex(text.substr(first + 1, kKeyIdHexSize));
  if (!id) return bad_form("the key id is not 8 lower-case hex digits");
  const auto typed_key = from_base64(text.substr(second + 1));
  if (!typed_key || typed_key->size() != 1 + PublicKey::kSize) {
    return bad_form("the last part is not canonical base64 of 33 bytes");
  }
  const auto type = key_type_of(typed_key->front());
  if (!type) return bad_form("unknown signature type " + to_hex({typed_key->data(), 1}));
  const auto key = PublicKey::admit(ByteView(*typed_key).subspan(1));
  const std::string object(name);
  if (!key) return Error{"X.KEY", object, "weak or malformed Ed25519 public key"};
  VerifierKey vkey(object, *type, *key);
  if (vkey.text() != text) {
    return Error{"X.KEY", object, "the key id does not belong to this name and key"};
  }
  return vkey;
}

std::string VerifierKey::text() const {
  Bytes typed_key = {static_cast<std::uint8_t>(type_)};
  typed_key.insert(typed_key.end(), key_.bytes().begin(), key_.bytes().end());
  return name_ + "+" + to_hex(big_endian(id_)) + "+" + to_base64(typed_key);
}

}  // namespace kuboluk::crypto
