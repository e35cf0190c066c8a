// The published Ed25519 vectors of tests/data/ed25519: one a line, five words, see its README.
#pragma once

#include <string>
#include <vector>

#include "crypto/bytes.h"

namespace kuboluk::testing {

struct PublishedVector {
  int number = 0;
  Bytes key, signature, message;
  std::string last;  // flags, joined by commas, or the result; "-" if there are none

  bool has(const std::string& flag) const;
};

// All vectors of `file`, a name in tests/data/ed25519. Fails the test case at the first line that
// is not in the form.
std::vector<PublishedVector> published_vectors(const std::string& file);

}  // namespace kuboluk::testing
