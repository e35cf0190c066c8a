#include "crypto/random.h"

#include <algorithm>
#include <catch2/catch.hpp>

#include "crypto/encoding.h"

namespace {

using namespace kuboluk;
using namespace kuboluk::crypto;

Bytes take(RandomSource& random, std::size_t size) {
  Bytes bytes(size);
  random.fill(bytes);
  return bytes;
}

// The expected bytes are from the openssl command: training ledgers must repeat on every machine.
TEST_CASE("a seeded source is ChaCha20 under SHA-256(seed), one nonce per fill") {
  SeededRandom random("training");
  CHECK(to_hex(take(random, 40)) ==
        "d95438744259d0426abeaf28b2e6073a9824fe4b05981a3fabc406fb2d7b657c188c78ccbec366a7");
  CHECK(to_hex(take(random, 40)) ==
        "a8a57e652bc6cb06fbffb1066229758cd71ce09e4e512d62e61cb5f7b591d7c92ed2db2ed481b8bc");
}

TEST_CASE("seeded sources repeat by seed and differ between seeds") {
  SeededRandom first("a"), again("a"), other("b");
  const Bytes bytes = take(first, 32);
  CHECK(take(again, 32) == bytes);
  CHECK(take(other, 32) != bytes);
}

TEST_CASE("the system's source fills all of the output and does not repeat") {
  SystemRandom random;
  const Bytes first = take(random, 64);
  CHECK(take(random, 64) != first);
  // 64 runs: a byte that is never written stays zero in all of them.
  Bytes seen(37, 0);
  for (int run = 0; run < 64; ++run) {
    const Bytes bytes = take(random, seen.size());
    for (std::size_t i = 0; i < seen.size(); ++i)
      seen[i] |= bytes[i];
  }
  CHECK(std::count(seen.begin(), seen.end(), 0) == 0);
  CHECK(take(random, 0).empty());
}

}  // namespace
