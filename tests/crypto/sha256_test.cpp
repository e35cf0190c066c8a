#include "crypto/sha256.h"

#include <catch2/catch.hpp>
#include <string>

#include "crypto/encoding.h"

namespace {

using namespace kuboluk;
using crypto::hmac_sha256;
using crypto::sha256;
using crypto::to_hex;

std::string hex_of_hash(std::string_view text) {
  return to_hex(sha256(bytes_of(text)));
}

TEST_CASE("SHA-256 gives the FIPS 180-4 example values") {
  CHECK(hex_of_hash("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  CHECK(hex_of_hash("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  CHECK(hex_of_hash("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq") ==
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  CHECK(hex_of_hash("abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmn"
                    "hijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu") ==
        "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1");
  CHECK(hex_of_hash(std::string(1'000'000, 'a')) ==
        "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

// Every length across four blocks, against a value computed with CPython's hashlib.
TEST_CASE("SHA-256 is right for every length from 0 to 300 bytes") {
  Bytes digests;
  for (std::size_t size = 0; size <= 300; ++size) {
    Bytes message(size);
    for (std::size_t i = 0; i < size; ++i)
      message[i] = static_cast<std::uint8_t>(i * 7 + size);
    const Hash hash = sha256(message);
    digests.insert(digests.end(), hash.begin(), hash.end());
  }
  CHECK(to_hex(sha256(digests)) ==
        "60d63ff40b5558727a9b786ac0be9300f7ca58fd9ddd3b2f3681b369018a87dc");
}

TEST_CASE("SHA-256 of parts is that of their concatenation, however it is cut") {
  const std::string whole = "kuboluk: both certificate and testimony, longer than one block of 64";
  const ByteView bytes = bytes_of(whole);
  for (std::size_t cut = 0; cut <= whole.size(); ++cut) {
    CHECK(sha256({bytes.first(cut), ByteView(), bytes.subspan(cut)}) == sha256(bytes));
  }
  CHECK(sha256({}) == sha256(ByteView()));
}

TEST_CASE("HMAC-SHA-256 gives the RFC 4231 values") {
  const auto hmac = [](const Bytes& key, std::string_view message) {
    return to_hex(hmac_sha256(key, bytes_of(message)));
  };
  Bytes counting(25);
  for (std::size_t i = 0; i < 25; ++i)
    counting[i] = static_cast<std::uint8_t>(i + 1);
  const std::string_view jefe = "Jefe";
  CHECK(hmac(Bytes(20, 0x0b), "Hi There") ==
        "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
  CHECK(hmac(Bytes(jefe.begin(), jefe.end()), "what do ya want for nothing?") ==
        "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  CHECK(hmac(Bytes(20, 0xaa), std::string(50, '\xdd')) ==
        "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe");
  CHECK(hmac(counting, std::string(50, '\xcd')) ==
        "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b");
  CHECK(hmac(Bytes(20, 0x0c), "Test With Truncation").substr(0, 32) ==
        "a3b6167473100ee06e0c796c2955552b");
  CHECK(hmac(Bytes(131, 0xaa), "Test Using Larger Than Block-Size Key - Hash Key First") ==
        "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
  CHECK(hmac(Bytes(131, 0xaa),
             "This is a test using a larger than block-size key and a larger than block-size data. "
             "The key needs to be hashed before being used by the HMAC algorithm.") ==
        "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2");
  CHECK(hmac({}, "") == "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad");
}

}  // namespace
