// Memory for key material: not copied, locked against swapping where the system allows it, wiped
// when it goes out of scope or is moved from. Each object takes at least four memory pages: for
// keys, not for thousands of records.
#pragma once

#include <cstddef>
#include <span>

#include "crypto/bytes.h"

namespace kuboluk::crypto {

// Overwrites the bytes in a way that the compiler may not remove.
void wipe(std::span<std::uint8_t> bytes);

class SecretBytes {
 public:
  // `size` zero bytes.
  explicit SecretBytes(std::size_t size);
  ~SecretBytes();
  SecretBytes(SecretBytes&& other) noexcept;
  SecretBytes& operator=(SecretBytes&& other) noexcept;
  SecretBytes(const SecretBytes&) = delete;
  SecretBytes& operator=(const SecretBytes&) = delete;

  std::span<std::uint8_t> bytes() { return {data_, size_}; }
  ByteView view() const { return {data_, size_}; }

 private:
  std::uint8_t* data_;
  std::size_t size_;
};

}  // namespace kuboluk::crypto
