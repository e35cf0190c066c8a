// Names for byte strings. Everything that is signed or hashed is bytes; text is UTF-8 in
// std::string.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace kuboluk {

using Bytes = std::vector<std::uint8_t>;
using ByteView = std::span<const std::uint8_t>;

// The bytes of a text, without copying; valid as long as the text is.
inline ByteView bytes_of(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

// The text whose bytes these are, without copying; valid as long as the bytes are.
inline std::string_view text_of(ByteView bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

// The same bytes as characters, for C functions that write text; valid as long as the bytes are.
inline std::span<char> chars_of(std::span<std::uint8_t> bytes) {
  return {reinterpret_cast<char*>(bytes.data()), bytes.size()};
}

// SHA-256 output. Compares bytewise.
using Hash = std::array<std::uint8_t, 32>;

}  // namespace kuboluk
