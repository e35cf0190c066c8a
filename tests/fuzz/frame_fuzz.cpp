// Bytes from a socket: header, then payload (RELIABILITY 37-45). What decodes is encoded again and
// decodes to the same.
#include "tests/fuzz/target.h"
#include "wire/codec.h"
#include "wire/frame.h"

using namespace kuboluk;

namespace {

void check_payload(ByteView payload) {
  const auto frame = wire::decode(payload);
  if (!frame) return fuzz::check_error(frame.error());
  const auto again = wire::encode(*frame);
  KUBOLUK_CHECK(again.has_value());
  const auto same = wire::decode(ByteView(*again).subspan(wire::kFrameHeaderBytes));
  KUBOLUK_CHECK(same.has_value() && *same == *frame);
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < wire::kFrameHeaderBytes) return 0;
  const ByteView bytes(data, size);
  const auto length =
      wire::frame_length(bytes.first(wire::kFrameHeaderBytes), wire::kFrameBytesMax);
  if (!length) fuzz::check_error(length.error());
  // The payload is looked at whatever the header says: the two are judged apart.
  check_payload(bytes.subspan(wire::kFrameHeaderBytes));
  return 0;
}
