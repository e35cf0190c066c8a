#include "crypto/check.h"

#include <catch2/catch.hpp>

#include "tests/crypto/ends_process.h"

namespace {

using kuboluk::testing::ends_process;

TEST_CASE("a check that holds does nothing, one that fails ends the process") {
  CHECK_FALSE(ends_process([] { KUBOLUK_CHECK(1 + 1 == 2); }));
  CHECK(ends_process([] { KUBOLUK_CHECK(1 + 1 == 3); }));
}

TEST_CASE("a check evaluates its condition once") {
  int count = 0;
  KUBOLUK_CHECK(++count == 1);
  CHECK(count == 1);
}

}  // namespace
