#include "crypto/random.h"

#include <sodium.h>

#include <array>

#include "crypto/sha256.h"
#include "crypto/sodium_ready.h"

namespace kuboluk::crypto {

void SystemRandom::fill(std::span<std::uint8_t> out) {
  sodium_ready();
  if (out.empty()) return;  // libsodium wants a buffer even for nothing
  randombytes_buf(out.data(), out.size());
}

SeededRandom::SeededRandom(std::string_view seed) : key_(sha256(bytes_of(seed))) {}

void SeededRandom::fill(std::span<std::uint8_t> out) {
  static_assert(crypto_stream_chacha20_NONCEBYTES == 8);
  static_assert(crypto_stream_chacha20_KEYBYTES == std::tuple_size_v<Hash>);
  sodium_ready();
  // Little endian by hand: the stream must be the same on every machine.
  std::array<std::uint8_t, 8> nonce;
  for (std::size_t i = 0; i < nonce.size(); ++i) {
    nonce[i] = static_cast<std::uint8_t>(block_ >> (8 * i));
  }
  ++block_;
  if (out.empty()) return;
  crypto_stream_chacha20(out.data(), out.size(), nonce.data(), key_.data());
}

}  // namespace kuboluk::crypto
