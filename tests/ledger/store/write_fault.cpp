#include "tests/ledger/store/write_fault.h"

#include <dlfcn.h>
#include <sys/uio.h>
#include <unistd.h>

#include <bit>
#include <cerrno>

namespace kuboluk::store::test {

Fault fault;

}  // namespace kuboluk::store::test

namespace {

using kuboluk::store::test::fault;

template <class Function>
Function* real(const char* name) {
  static_assert(sizeof(Function*) == sizeof(void*));
  return std::bit_cast<Function*>(::dlsym(RTLD_NEXT, name));
}

template <class Call>
auto with_fault(const Call& call) -> decltype(call()) {
  if (fault.calls_left < 0) return call();
  if (fault.calls_left > 0) {
    --fault.calls_left;
    return call();
  }
  if (fault.persists) call();
  fault.persists = false;
  if (--fault.failing == 0) fault = kuboluk::store::test::Fault();
  errno = EIO;
  return -1;
}

}  // namespace

extern "C" ssize_t pwrite(int file, const void* data, size_t size, off_t offset) {
  static auto* const call = real<ssize_t(int, const void*, size_t, off_t)>("pwrite");
  return with_fault([&] { return call(file, data, size, offset); });
}

extern "C" ssize_t writev(int file, const struct iovec* parts, int count) {
  static auto* const call = real<ssize_t(int, const struct iovec*, int)>("writev");
  if (file <= STDERR_FILENO) return call(file, parts, count);
  return with_fault([&] { return call(file, parts, count); });
}

extern "C" int fdatasync(int file) {
  static auto* const call = real<int(int)>("fdatasync");
  return with_fault([&] { return call(file); });
}
