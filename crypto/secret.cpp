#include "crypto/secret.h"

#include <sodium.h>

#include <utility>

#include "crypto/check.h"
#include "crypto/sodium_ready.h"

namespace kuboluk::crypto {

void wipe(std::span<std::uint8_t> bytes) {
  if (!bytes.empty()) sodium_memzero(bytes.data(), bytes.size());
}

// sodium_malloc: guard pages, locked where RLIMIT_MEMLOCK allows it, left out of core files.
SecretBytes::SecretBytes(std::size_t size) : data_(nullptr), size_(size) {
  sodium_ready();
  data_ = static_cast<std::uint8_t*>(sodium_malloc(size));
  KUBOLUK_CHECK(data_ != nullptr);
  wipe({data_, size_});
}

// sodium_free wipes, and accepts null.
SecretBytes::~SecretBytes() {
  sodium_free(data_);
}

SecretBytes::SecretBytes(SecretBytes&& other) noexcept
    : data_(std::exchange(other.data_, nullptr)), size_(std::exchange(other.size_, 0)) {}

SecretBytes& SecretBytes::operator=(SecretBytes&& other) noexcept {
  if (this != &other) {
    sodium_free(data_);
    data_ = std::exchange(other.data_, nullptr);
    size_ = std::exchange(other.size_, 0);
  }
  return *this;
}

}  // namespace kuboluk::crypto
