#include "crypto/encoding.h"

#include <sodium.h>

#include <algorithm>

#include "crypto/check.h"

namespace kuboluk::crypto {
namespace {

constexpr int kBase64 = sodium_base64_VARIANT_ORIGINAL;

std::optional<Hash> hash_of(const std::optional<Bytes>& bytes) {
  Hash hash;
  if (!bytes || bytes->size() != hash.size()) return std::nullopt;
  std::copy(bytes->begin(), bytes->end(), hash.begin());
  return hash;
}

}  // namespace

std::string to_base64(ByteView bytes) {
  std::string text(sodium_base64_encoded_len(bytes.size(), kBase64), '\0');
  KUBOLUK_CHECK(sodium_bin2base64(text.data(), text.size(), bytes.data(), bytes.size(), kBase64) !=
                nullptr);
  text.pop_back();  // the C string's terminator
  return text;
}

std::optional<Bytes> from_base64(std::string_view text) {
  // libsodium wants a buffer even for nothing.
  if (text.empty()) return Bytes();
  if (text.size() % 4 != 0) return std::nullopt;
  Bytes bytes(text.size() / 4 * 3);
  std::size_t size = 0;
  if (sodium_base642bin(bytes.data(), bytes.size(), text.data(), text.size(), nullptr, &size,
                        nullptr, kBase64) != 0) {
    return std::nullopt;
  }
  bytes.resize(size);
  // Not for form's sake: libsodium 1.0.18 takes some bytes above 0x7f for letters of the alphabet.
  if (to_base64(bytes) != text) return std::nullopt;
  return bytes;
}

std::optional<Hash> hash_from_base64(std::string_view text) {
  return hash_of(from_base64(text));
}

std::string to_hex(ByteView bytes) {
  std::string text(bytes.size() * 2 + 1, '\0');
  sodium_bin2hex(text.data(), text.size(), bytes.data(), bytes.size());
  text.pop_back();  // the C string's terminator
  return text;
}

std::optional<Bytes> from_hex(std::string_view text) {
  if (text.empty()) return Bytes();
  if (text.size() % 2 != 0) return std::nullopt;
  Bytes bytes(text.size() / 2);
  std::size_t size = 0;
  if (sodium_hex2bin(bytes.data(), bytes.size(), text.data(), text.size(), nullptr, &size,
                     nullptr) != 0) {
    return std::nullopt;
  }
  bytes.resize(size);
  if (to_hex(bytes) != text) return std::nullopt;  // upper-case digits
  return bytes;
}

std::optional<Hash> hash_from_hex(std::string_view text) {
  return hash_of(from_hex(text));
}

}  // namespace kuboluk::crypto
