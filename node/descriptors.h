// Open files: a node that runs out of them cannot write its counter, so its disk looks broken to
// it. What the public and strangers may hold open must therefore fit beside what the node needs.
#pragma once

#include <cstddef>

#include "crypto/result.h"

namespace kuboluk::node {

// Raises this process's own limit on open files if it is lower than `needed`. Error: X.LIMIT if the
// system does not allow that many.
Result<void> reserve_descriptors(std::size_t needed);

}  // namespace kuboluk::node
