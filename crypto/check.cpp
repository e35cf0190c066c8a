#include "crypto/check.h"

#include <cstdio>
#include <cstdlib>

namespace kuboluk {

void check_failed(const char* condition, const char* file, int line) {
  // abort, not exit: no destructor may still write or sign on the strength of a broken state.
  std::fprintf(stderr, "kuboluk: internal error, stopping: %s (%s:%d)\n", condition, file, line);
  std::abort();
}

}  // namespace kuboluk
