// Where random bytes come from. Always an argument, so that tests and training ledgers repeat.
#pragma once

#include <span>
#include <string_view>

#include "crypto/bytes.h"

namespace kuboluk::crypto {

class RandomSource {
 public:
  virtual ~RandomSource() = default;
  // Fills the whole of `out`. Never fails: a source that cannot deliver ends the process.
  virtual void fill(std::span<std::uint8_t> out) = 0;
};

// The operating system's generator.
class SystemRandom final : public RandomSource {
 public:
  void fill(std::span<std::uint8_t> out) override;
};

// A stream fixed by its seed (ChaCha20 under SHA-256(seed)): for TRAINING ledgers and tests only,
// whose keys and salts must repeat. Anyone who knows the seed knows every byte.
class SeededRandom final : public RandomSource {
 public:
  explicit SeededRandom(std::string_view seed);
  void fill(std::span<std::uint8_t> out) override;

 private:
  Hash key_;
  std::uint64_t block_ = 0;  // number of fill() calls so far: each is one nonce
};

}  // namespace kuboluk::crypto
