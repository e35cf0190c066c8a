// A libsodium that is wrong in one thing, for self_test_programs_test.py: preloaded, it stands
// before the real one. KUBOLUK_BROKEN says in what.
#include <dlfcn.h>
#include <fcntl.h>
#include <sys/random.h>

#include <bit>
#include <cerrno>
#include <cstdarg>
#include <cstdlib>
#include <cstring>

#include "tests/crypto/group_order.h"

namespace {

bool broken(const char* what) {
  const char* chosen = std::getenv("KUBOLUK_BROKEN");
  return chosen != nullptr && std::strcmp(chosen, what) == 0;
}

// The canonical encoding of (0, 1).
bool is_identity(const unsigned char* point) {
  static constexpr unsigned char kIdentity[32] = {1};
  return std::memcmp(point, kIdentity, sizeof kIdentity) == 0;
}

template <class Function>
Function* real(const char* name) {
  return std::bit_cast<Function*>(::dlsym(RTLD_NEXT, name));
}

}  // namespace

extern "C" int crypto_core_ed25519_is_valid_point(const unsigned char* point) {
  if (broken("admission") && is_identity(point)) return 1;
  return real<int(const unsigned char*)>("crypto_core_ed25519_is_valid_point")(point);
}

extern "C" int crypto_sign_verify_detached(const unsigned char* signature,
                                           const unsigned char* message, unsigned long long size,
                                           const unsigned char* key) {
  if (broken("verify") && is_identity(signature)) return 0;
  kuboluk::Bytes read(signature, signature + 64);
  if (broken("scalar")) kuboluk::testing::reduce_scalar(read);
  return real<int(const unsigned char*, const unsigned char*, unsigned long long,
                  const unsigned char*)>("crypto_sign_verify_detached")(read.data(), message, size,
                                                                        key);
}

// A system without randomness: no call for it, no device.
extern "C" ssize_t getrandom(void* buffer, std::size_t size, unsigned flags) {
  if (!broken("random")) {
    return real<ssize_t(void*, std::size_t, unsigned)>("getrandom")(buffer, size, flags);
  }
  errno = ENOSYS;
  return -1;
}

extern "C" int getentropy(void* buffer, std::size_t size) {
  if (!broken("random")) return real<int(void*, std::size_t)>("getentropy")(buffer, size);
  errno = ENOSYS;
  return -1;
}

extern "C" int open(const char* path, int flags, ...) {
  if (broken("random") && std::strstr(path, "random") != nullptr) {
    errno = ENOENT;
    return -1;
  }
  std::va_list more;
  va_start(more, flags);
  const mode_t mode = (flags & O_CREAT) != 0 ? va_arg(more, mode_t) : 0;
  va_end(more);
  return real<int(const char*, int, ...)>("open")(path, flags, mode);
}
