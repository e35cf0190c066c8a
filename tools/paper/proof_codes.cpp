#include "tools/paper/proof_codes.h"

#include <fmt/format.h>
#include <zlib.h>

#include <algorithm>

#include "crypto/check.h"
#include "crypto/encoding.h"
#include "crypto/sha256.h"

namespace kuboluk::tools::paper {

namespace {

// Bytes of one piece: the pieces before the last are whole groups of base32.
std::size_t piece_bytes(std::size_t total, std::size_t count) {
  constexpr std::size_t kGroupBytes = 5;
  const std::size_t even = (total + count - 1) / count;
  const std::size_t grouped = (even + kGroupBytes - 1) / kGroupBytes * kGroupBytes;
  // Few bytes in many pieces: rounding up would leave the last ones empty.
  return grouped * (count - 1) < total ? grouped : 0;
}

std::string code_id(ByteView compressed) {
  constexpr std::size_t kIdDigits = 8;
  std::string id = crypto::to_hex(crypto::sha256(compressed)).substr(0, kIdDigits);
  for (char& digit : id) {
    if (digit >= 'a') digit = static_cast<char>(digit - 'a' + 'A');
  }
  return id;
}

}  // namespace

Bytes deflate_raw(std::string_view text) {
  constexpr int kRawWindowBits = -15;  // negative: no zlib header, no checksum
  constexpr int kMemoryLevel = 8;
  z_stream stream{};
  KUBOLUK_CHECK(deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, kRawWindowBits, kMemoryLevel,
                             Z_DEFAULT_STRATEGY) == Z_OK);
  Bytes in(text.begin(), text.end());
  Bytes out(deflateBound(&stream, in.size()));
  stream.next_in = in.data();
  stream.avail_in = static_cast<uInt>(in.size());
  stream.next_out = out.data();
  stream.avail_out = static_cast<uInt>(out.size());
  KUBOLUK_CHECK(deflate(&stream, Z_FINISH) == Z_STREAM_END);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

std::string to_base32(ByteView bytes) {
  constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  constexpr unsigned kDigitBits = 5;
  std::string text;
  unsigned waiting = 0;  // bits in `buffer` that are not printed yet
  unsigned buffer = 0;
  for (const std::uint8_t byte : bytes) {
    buffer = (buffer << 8U | byte) & 0xFFFU;
    for (waiting += 8; waiting >= kDigitBits; waiting -= kDigitBits) {
      text += kAlphabet[buffer >> (waiting - kDigitBits) & 0x1FU];
    }
  }
  if (waiting > 0) text += kAlphabet[buffer << (kDigitBits - waiting) & 0x1FU];
  return text;
}

std::vector<std::string> proof_codes(ByteView compressed, std::size_t count) {
  KUBOLUK_CHECK(count >= 1 && count <= kProofCodesMax && count <= compressed.size());
  const std::string id = code_id(compressed);
  const std::size_t grouped = piece_bytes(compressed.size(), count);
  std::vector<std::string> codes;
  std::size_t at = 0;
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t left = compressed.size() - at;
    const std::size_t even = (left + count - i - 1) / (count - i);
    const std::size_t length = grouped == 0 ? even : std::min(grouped, left);
    codes.push_back(fmt::format("KBP1:{}:{}:{}:{}", i + 1, count, id,
                                to_base32(compressed.subspan(at, length))));
    at += length;
  }
  return codes;
}

}  // namespace kuboluk::tools::paper
