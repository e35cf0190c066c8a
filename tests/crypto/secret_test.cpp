#include "crypto/secret.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cerrno>
#include <type_traits>
#include <utility>

#include "tests/crypto/ends_process.h"

namespace {

using kuboluk::Bytes;
using kuboluk::crypto::SecretBytes;
using kuboluk::crypto::wipe;

static_assert(!std::is_copy_constructible_v<SecretBytes>);
static_assert(!std::is_copy_assignable_v<SecretBytes>);

bool all_are(kuboluk::ByteView bytes, std::uint8_t value) {
  return std::all_of(bytes.begin(), bytes.end(), [&](auto byte) { return byte == value; });
}

TEST_CASE("wipe overwrites every byte and nothing else") {
  Bytes bytes(100, 0xaa);
  wipe(std::span(bytes).subspan(10, 80));
  CHECK(all_are(kuboluk::ByteView(bytes).first(10), 0xaa));
  CHECK(all_are(kuboluk::ByteView(bytes).subspan(10, 80), 0));
  CHECK(all_are(kuboluk::ByteView(bytes).subspan(90), 0xaa));
  wipe({});
}

TEST_CASE("secret memory starts as zeros and can be written") {
  SecretBytes secret(33);
  REQUIRE(secret.view().size() == 33);
  CHECK(all_are(secret.view(), 0));
  secret.bytes()[32] = 9;
  CHECK(secret.view()[32] == 9);
  CHECK(SecretBytes(0).view().empty());
}

TEST_CASE("moving a secret leaves nothing behind") {
  SecretBytes first(32);
  first.bytes()[0] = 1;
  SecretBytes second(std::move(first));
  CHECK(first.view().empty());
  CHECK(second.view()[0] == 1);
  SecretBytes third(16);
  third = std::move(second);
  CHECK(second.view().empty());
  CHECK(third.view().size() == 32);
  CHECK(third.view()[0] == 1);
  auto& same = third;
  third = std::move(same);
  CHECK(third.view().size() == 32);
}

// The memory is wiped and unmapped: the kernel refuses to read it through a stale pointer.
TEST_CASE("a secret cannot be read after its life") {
  int ends[2];
  REQUIRE(::pipe(ends) == 0);
  const std::uint8_t* stale = nullptr;
  {
    const SecretBytes secret(32);
    stale = secret.view().data();
    CHECK(::write(ends[1], stale, 32) == 32);
  }
  CHECK(::write(ends[1], stale, 32) == -1);
  CHECK(errno == EFAULT);
  ::close(ends[0]);
  ::close(ends[1]);
}

}  // namespace
