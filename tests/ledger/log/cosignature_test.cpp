#include "ledger/log/cosignature.h"

#include <catch2/catch.hpp>

#include "crypto/encoding.h"
#include "tests/ledger/log/print_result.h"
#include "tests/ledger/log/testing_keys.h"

namespace kuboluk::log {
namespace {

using testing::make_signer;
using testing::Signer;
using testing::witness_signer;

}  // namespace

TEST_CASE("C2SP tlog-cosignature: the signed message of the specification's example") {
  CHECK(cosignature_message("example.com/behind-the-sofa\n20852163\n"
                            "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n",
                            1679315147) ==
        "cosignature/v1\ntime 1679315147\nexample.com/behind-the-sofa\n20852163\n"
        "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n");
}

TEST_CASE("C2SP tlog-cosignature: the specification's example line carries its timestamp first") {
  const std::string note =
      "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n"
      "— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/"
      "Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n"
      "— witness.example.com/w1 "
      "jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2"
      "oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==\n";
  const crypto::Note parsed = crypto::parse_note(note).value();
  REQUIRE(parsed.signatures[1].signature.size() == kCosignatureBytes);
  CHECK(crypto::to_hex(ByteView(parsed.signatures[1].signature).first(8)) == "00000000641850cb");
  CHECK(0x641850cb == 1679315147);
}

TEST_CASE("a cosignature of an independent implementation verifies, and ours is the same bytes") {
  const std::string text = print_checkpoint(testing::some_checkpoint());
  const Signer a = witness_signer("w.example/a");
  CHECK(a.vkey.text() == "w.example/a+d3727ee2+BKRponXeL9Ul1qBJRcpI0vjnzyEECzx7YN9d3pTbkcv3");
  const Bytes line =
      crypto::from_base64(
          "03J+4gAAAABlU/EAEvzwflVFVCtH4Do8G4lIbluHMGV7lgKCwrAsnS7CgZODvCEdQIrfwU0koakW"
          "9yn+WgBNKeSoh4PecW8WIRwYBQ==")
          .value();
  const crypto::NoteSignature expected{"w.example/a", 0xd3727ee2,
                                       Bytes(line.begin() + 4, line.end())};
  CHECK(sign_cosignature(text, 1700000000, a.vkey, a.secret) == expected);
  CHECK(verify_cosignature(text, expected, a.vkey).value() == 1700000000);
}

TEST_CASE("RELIABILITY 33: a cosignature holds for one origin, size, root and time only") {
  const Checkpoint checkpoint = testing::some_checkpoint();
  const std::string text = print_checkpoint(checkpoint);
  const Signer a = witness_signer("w.example/a");
  const crypto::NoteSignature line = sign_cosignature(text, 1700000000, a.vkey, a.secret);
  REQUIRE(verify_cosignature(text, line, a.vkey));
  Checkpoint other = checkpoint;
  other.origin = "log.example/kg/2";
  CHECK_FALSE(verify_cosignature(print_checkpoint(other), line, a.vkey));
  other = checkpoint;
  ++other.size;
  CHECK_FALSE(verify_cosignature(print_checkpoint(other), line, a.vkey));
  other = checkpoint;
  other.root[0] ^= 1;
  CHECK_FALSE(verify_cosignature(print_checkpoint(other), line, a.vkey));
  for (std::size_t bit = 0; bit < 8 * line.signature.size(); ++bit) {
    crypto::NoteSignature bad = line;
    bad.signature[bit / 8] ^= static_cast<std::uint8_t>(1 << (bit % 8));
    REQUIRE_FALSE(verify_cosignature(text, bad, a.vkey));
  }
  crypto::NoteSignature bad = line;
  bad.signature.push_back(0);
  CHECK_FALSE(verify_cosignature(text, bad, a.vkey));
  bad = line;
  bad.signature.erase(bad.signature.begin(), bad.signature.begin() + 8);  // without the timestamp
  CHECK_FALSE(verify_cosignature(text, bad, a.vkey));
  bad = line;
  bad.signature.clear();
  CHECK_FALSE(verify_cosignature(text, bad, a.vkey));
}

TEST_CASE("a cosignature line must name the key, and the key must be a cosigner's") {
  const std::string text = print_checkpoint(testing::some_checkpoint());
  const Signer a = witness_signer("w.example/a");
  const Signer renamed =
      make_signer("w.example/b", crypto::KeyType::kCosignature, "witness w.example/a");
  const Signer as_log =
      make_signer("w.example/a", crypto::KeyType::kEd25519, "witness w.example/a");
  const crypto::NoteSignature line = sign_cosignature(text, 1, a.vkey, a.secret);
  CHECK_FALSE(verify_cosignature(text, line, renamed.vkey));
  CHECK_FALSE(verify_cosignature(text, line, as_log.vkey));
  // RELIABILITY 55: a plain note signature over the checkpoint is no cosignature.
  crypto::NoteSignature plain = crypto::sign_note(text, as_log.vkey, as_log.secret);
  plain.key_id = a.vkey.id();
  CHECK_FALSE(verify_cosignature(text, plain, a.vkey));
  plain.signature.insert(plain.signature.begin(), 8, 0);
  CHECK_FALSE(verify_cosignature(text, plain, a.vkey));
}

TEST_CASE("a timestamp above 2^63 - 1 is refused even if it is signed") {
  const std::string text = print_checkpoint(testing::some_checkpoint());
  const Signer a = witness_signer("w.example/a");
  CHECK(verify_cosignature(text, sign_cosignature(text, kTimestampMax, a.vkey, a.secret), a.vkey)
            .value() == kTimestampMax);
  const std::string message = cosignature_message(text, kTimestampMax + 1);
  const crypto::Signature signature = a.secret.sign(bytes_of(message));
  crypto::NoteSignature line{a.vkey.name(), a.vkey.id(), Bytes(kCosignatureBytes)};
  line.signature[0] = 0x80;
  std::copy(signature.begin(), signature.end(), line.signature.begin() + 8);
  CHECK_FALSE(verify_cosignature(text, line, a.vkey));
}

}  // namespace kuboluk::log
