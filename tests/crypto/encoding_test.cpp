#include "crypto/encoding.h"

#include <catch2/catch.hpp>
#include <random>

namespace {

using namespace kuboluk;
using namespace kuboluk::crypto;

Bytes random_bytes(std::mt19937_64& random, std::size_t size) {
  Bytes bytes(size);
  for (auto& byte : bytes)
    byte = static_cast<std::uint8_t>(random());
  return bytes;
}

TEST_CASE("base64 and base16 give the RFC 4648 section 10 values") {
  CHECK(to_base64(bytes_of("")) == "");
  CHECK(to_base64(bytes_of("f")) == "Zg==");
  CHECK(to_base64(bytes_of("fo")) == "Zm8=");
  CHECK(to_base64(bytes_of("foo")) == "Zm9v");
  CHECK(to_base64(bytes_of("foob")) == "Zm9vYg==");
  CHECK(to_base64(bytes_of("fooba")) == "Zm9vYmE=");
  CHECK(to_base64(bytes_of("foobar")) == "Zm9vYmFy");
  CHECK(to_base64(Bytes{0xfb, 0xff, 0xbf}) == "+/+/");
  CHECK(to_hex(bytes_of("foobar")) == "666f6f626172");
  CHECK(to_hex({}) == "");
}

TEST_CASE("decoding takes back what was encoded, for every size to 100") {
  std::mt19937_64 random(1);
  for (std::size_t size = 0; size <= 100; ++size) {
    const Bytes bytes = random_bytes(random, size);
    CHECK(from_base64(to_base64(bytes)) == bytes);
    CHECK(from_hex(to_hex(bytes)) == bytes);
  }
}

// The law of canonical text: whatever is accepted is what would be printed. Every position of texts
// of every padding, replaced by every byte value.
TEST_CASE("no two base64 or hex texts stand for the same bytes") {
  std::mt19937_64 random(2);
  for (std::size_t size = 1; size <= 9; ++size) {
    const Bytes bytes = random_bytes(random, size);
    for (const std::string& text : {to_base64(bytes), to_hex(bytes)}) {
      for (std::size_t at = 0; at < text.size(); ++at) {
        for (int value = 0; value < 256; ++value) {
          std::string other = text;
          other[at] = static_cast<char>(value);
          if (const auto read = from_base64(other)) REQUIRE(to_base64(*read) == other);
          if (const auto read = from_hex(other)) REQUIRE(to_hex(*read) == other);
        }
      }
    }
  }
}

TEST_CASE("base64 with bad padding, trailing bits, spaces or another alphabet is refused") {
  for (const char* text : {"Zg", "Zg=", "Zg===", "Zg==Zg==", "=", "====", "Z", "Zh==", "Zm9=",
                           "Zm9v=", "Zm9v====", "Zm9v\n", " Zm9v", "Zm 9v", "-_-_", "Zm9vY",
                           "Zg==="
                           "=",
                           "Z=g="}) {
    CAPTURE(text);
    CHECK_FALSE(from_base64(text));
  }
  CHECK_FALSE(from_base64(std::string_view("Zm9\0", 4)));
  CHECK_FALSE(from_base64(std::string_view("Zm9v\0", 5)));
}

TEST_CASE("hex of odd length, in upper case or with prefixes and separators is refused") {
  for (const char* text :
       {"a", "abc", "AB", "aB", "0x", "0xab", "a b", "ab ", " ab", "ab:cd", "gg"}) {
    CAPTURE(text);
    CHECK_FALSE(from_hex(text));
  }
}

TEST_CASE("a hash is exactly 32 bytes") {
  for (const std::size_t size : {0u, 31u, 32u, 33u}) {
    const Bytes bytes(size, 7);
    CHECK(hash_from_base64(to_base64(bytes)).has_value() == (size == 32));
    CHECK(hash_from_hex(to_hex(bytes)).has_value() == (size == 32));
  }
  Hash hash;
  hash.fill(9);
  CHECK(hash_from_base64(to_base64(hash)) == hash);
  CHECK(hash_from_hex(to_hex(hash)) == hash);
}

}  // namespace
