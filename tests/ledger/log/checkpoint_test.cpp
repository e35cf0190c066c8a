#include "ledger/log/checkpoint.h"

#include <catch2/catch.hpp>

#include "crypto/encoding.h"
#include "ledger/log/decimal.h"
#include "ledger/log/merkle.h"
#include "tests/ledger/log/print_result.h"
#include "tests/ledger/log/testing_keys.h"

namespace kuboluk::log {

TEST_CASE("C2SP tlog-checkpoint: the example of the specification parses and prints back") {
  const std::string text =
      "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n";
  const Checkpoint checkpoint = parse_checkpoint(text).value();
  CHECK(checkpoint.origin == "example.com/behind-the-sofa");
  CHECK(checkpoint.size == 20852163);
  CHECK(crypto::to_base64(checkpoint.root) == "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=");
  CHECK(print_checkpoint(checkpoint) == text);
}

TEST_CASE("a checkpoint is accepted only in its one form") {
  const std::string root = "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n";
  CHECK(parse_checkpoint("o\n1\n" + root));
  CHECK(parse_checkpoint("o\n9223372036854775807\n" + root));
  for (const std::string& bad : std::vector<std::string>{
           std::string(),
           std::string("o"),
           std::string("o\n1\n"),
           "o\n1\n" + root.substr(0, root.size() - 1),
           "\n1\n" + root,
           "o p\n1\n" + root,
           "o+p\n1\n" + root,
           "o\r\n1\n" + root,
           "o\n01\n" + root,
           "o\n+1\n" + root,
           "o\n-1\n" + root,
           "o\n 1\n" + root,
           "o\n1 \n" + root,
           "o\n\n" + root,
           "o\n0x1\n" + root,
           "o\n9223372036854775808\n" + root,
           "o\n18446744073709551617\n" + root,
           "o\n1\n" + root + "extension\n",
           "o\n1\n" + root + "\n",
           "o\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2J=\n",  // trailing bits
           std::string("o\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I\n"),
           std::string("o\n1\nCsUYapGGPo4dkMgIAUqom_Xajj7h2fB2MPA3j2jxq2I=\n"),
           "o\n0\n" + root,  // the empty tree has one root
       }) {
    INFO(bad);
    CHECK_FALSE(parse_checkpoint(bad));
  }
  const Checkpoint empty{"o", 0, empty_tree_root()};
  CHECK(parse_checkpoint(print_checkpoint(empty)).value() == empty);
}

TEST_CASE("a signed checkpoint is a note with the log's signature") {
  const Checkpoint checkpoint = testing::some_checkpoint();
  const testing::Signer log = testing::log_signer(checkpoint.origin);
  const crypto::Note note = sign_checkpoint(checkpoint, log.vkey, log.secret);
  CHECK(note.text == print_checkpoint(checkpoint));
  REQUIRE(note.signatures.size() == 1);
  CHECK(crypto::verify_note_signature(note.text, note.signatures[0], log.vkey));
}

TEST_CASE("decimal numbers have one form") {
  CHECK(parse_decimal("0") == 0U);
  CHECK(parse_decimal("18446744073709551615") == ~std::uint64_t{0});
  for (const char* bad : {"", "00", "01", "-0", "+1", " 1", "1 ", "1a", "18446744073709551616"}) {
    CHECK_FALSE(parse_decimal(bad));
  }
}

}  // namespace kuboluk::log
