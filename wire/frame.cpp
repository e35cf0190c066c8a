#include "wire/frame.h"

#include <algorithm>
#include <string>

#include "crypto/check.h"
#include "crypto/encoding.h"

namespace kuboluk::wire {
namespace {

constexpr std::array<std::uint8_t, 4> kMagic{'K', 'B', 'L', '1'};
constexpr std::size_t kNameBytes = 3;  // of the magic; the last byte is the version
constexpr std::size_t kWordBytes = 8;

Error unknown_format(ByteView magic) {
  if (std::equal(magic.begin(), magic.begin() + kNameBytes, kMagic.begin())) {
    return {"WIRE", "frame",
            "frame format 1 is spoken here, the peer's version byte is 0x" +
                crypto::to_hex(magic.subspan(kNameBytes)) + " instead of 0x31"};
  }
  return {"WIRE", "frame",
          "a frame begins with \"KBL1\", these bytes are " + crypto::to_hex(magic)};
}

}  // namespace

Result<std::size_t> frame_length(ByteView header, std::size_t bytes_max) {
  KUBOLUK_CHECK(header.size() == kFrameHeaderBytes);
  const ByteView magic = header.first(kMagic.size());
  if (!std::equal(magic.begin(), magic.end(), kMagic.begin())) return unknown_format(magic);
  std::uint32_t length = 0;
  for (const std::uint8_t byte : header.subspan(kMagic.size()))
    length = length << 8 | byte;
  if (length > bytes_max) {
    return Error{"X.SIZE", "frame",
                 std::to_string(length) + " bytes are announced, at most " +
                     std::to_string(bytes_max) + " may come here"};
  }
  if (length < kFrameBytesMin || length % kWordBytes != 0) {
    return Error{"WIRE", "frame", "no payload has " + std::to_string(length) + " bytes"};
  }
  return length;
}

std::array<std::uint8_t, kFrameHeaderBytes> frame_header(std::size_t payload_bytes) {
  KUBOLUK_CHECK(payload_bytes >= kFrameBytesMin && payload_bytes <= kFrameBytesMax &&
                payload_bytes % kWordBytes == 0);
  std::array<std::uint8_t, kFrameHeaderBytes> header{};
  std::copy(kMagic.begin(), kMagic.end(), header.begin());
  for (std::size_t i = 0; i < 4; ++i)
    header[kMagic.size() + i] = static_cast<std::uint8_t>(payload_bytes >> (24 - 8 * i));
  return header;
}

}  // namespace kuboluk::wire
