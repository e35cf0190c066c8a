#include "node/descriptors.h"

#include <sys/resource.h>

#include <string>

namespace kuboluk::node {

Result<void> reserve_descriptors(std::size_t needed) {
  struct rlimit limit {};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return {};  // then there is none to keep
  if (limit.rlim_cur >= needed) return {};
  const rlim_t before = limit.rlim_cur;
  limit.rlim_cur = needed;
  if (limit.rlim_max < needed || ::setrlimit(RLIMIT_NOFILE, &limit) != 0) {
    return Error{"X.LIMIT", "open files",
                 "the system allows " + std::to_string(before) + ", at most " +
                     std::to_string(limit.rlim_max) + "; this node needs " +
                     std::to_string(needed) + " (ulimit -n, LimitNOFILE)"};
  }
  return {};
}

}  // namespace kuboluk::node
