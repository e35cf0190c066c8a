// Base64 (RFC 4648 section 4, with padding) and lower-case hex, both canonical: a decoder accepts
// exactly what its encoder prints. Trailing bits that are not zero, missing or surplus padding,
// white space and other alphabets are refused, so no two texts stand for the same bytes.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "crypto/bytes.h"

namespace kuboluk::crypto {

std::string to_base64(ByteView bytes);
std::optional<Bytes> from_base64(std::string_view text);
// As from_base64, for exactly 32 bytes.
std::optional<Hash> hash_from_base64(std::string_view text);

std::string to_hex(ByteView bytes);
std::optional<Bytes> from_hex(std::string_view text);
// As from_hex, for exactly 32 bytes.
std::optional<Hash> hash_from_hex(std::string_view text);

}  // namespace kuboluk::crypto
