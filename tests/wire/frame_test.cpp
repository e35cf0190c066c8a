#include "wire/frame.h"

#include <algorithm>

#include "tests/wire/random_frames.h"

namespace kuboluk::wire {
namespace {

Bytes header(std::string_view magic, std::uint32_t length) {
  Bytes bytes(magic.begin(), magic.end());
  for (int shift = 24; shift >= 0; shift -= 8)
    bytes.push_back(static_cast<std::uint8_t>(length >> shift));
  return bytes;
}

}  // namespace

TEST_CASE("a header gives the length of its payload") {
  for (const std::size_t length : {kFrameBytesMin, kHelloBytesMax, kFrameBytesMax / 8 * 8}) {
    const auto bytes = frame_header(length);
    CHECK(frame_length(bytes, kFrameBytesMax).value() == length);
  }
  CHECK(std::ranges::equal(frame_header(0x01020300), header("KBL1", 0x01020300)));
}

TEST_CASE("RELIABILITY 37: first bytes FF FF FF FF are refused by our own header") {
  const Bytes bytes(kFrameHeaderBytes, 0xFF);
  const Error error = frame_length(bytes, kFrameBytesMax).error();
  CHECK(error.message() == "frame: a frame begins with \"KBL1\", these bytes are ffffffff [WIRE]");
}

TEST_CASE("RELIABILITY 27: another version of the frame format is refused with both") {
  const Error error = frame_length(header("KBL2", 16), kFrameBytesMax).error();
  CHECK(error.rule == "WIRE");
  CHECK(error.detail ==
        "frame format 1 is spoken here, the peer's version byte is 0x32 instead of "
        "0x31");
}

TEST_CASE("RELIABILITY 38: a length over the cap is refused before anything is allocated") {
  CHECK(frame_length(header("KBL1", kHelloBytesMax), kHelloBytesMax));
  const Error before = frame_length(header("KBL1", kHelloBytesMax + 8), kHelloBytesMax).error();
  CHECK(before.message() == "frame: 4104 bytes are announced, at most 4096 may come here [X.SIZE]");
  CHECK(frame_length(header("KBL1", kHelloBytesMax + 8), kFrameBytesMax));
  const std::uint32_t largest = kFrameBytesMax / 8 * 8;
  CHECK(frame_length(header("KBL1", largest), kFrameBytesMax));
  CHECK(frame_length(header("KBL1", largest + 8), kFrameBytesMax).error().rule == "X.SIZE");
  CHECK(frame_length(header("KBL1", 0xFFFFFFFF), kFrameBytesMax).error().rule == "X.SIZE");
}

TEST_CASE("a length that no payload has is refused") {
  for (const std::uint32_t length : {0U, 8U, 15U, 17U, 4095U}) {
    const Error error = frame_length(header("KBL1", length), kFrameBytesMax).error();
    CHECK(error.message() == "frame: no payload has " + std::to_string(length) + " bytes [WIRE]");
  }
}

}  // namespace kuboluk::wire
