#include "ledger/log/tlog_proof.h"

#include <catch2/catch.hpp>

#include "tests/ledger/log/print_result.h"
#include "tests/ledger/log/testing_keys.h"

namespace kuboluk::log {
namespace {

struct Case {
  Policy policy;
  TlogProof proof;
  Hash leaf;
};

Case make_case(std::uint64_t index, std::uint64_t size) {
  MemoryTree tree;
  for (std::uint64_t i = 0; i < size; ++i) {
    tree.append(leaf_hash(bytes_of("entry " + std::to_string(i))));
  }
  const Checkpoint checkpoint{std::string(testing::kOrigin), size, tree.root(size)};
  const std::string policy = "log " + testing::log_signer(testing::kOrigin).vkey.text() +
                             "\nwitness w " + testing::witness_signer("w").vkey.text() +
                             "\nquorum w\n";
  const std::string note = crypto::print_note(testing::cosigned_note(checkpoint, {{"w", 1000}}));
  return {Policy::parse(policy).value(),
          {{}, index, inclusion_proof(tree, index, size).value(), note},
          leaf_hash(bytes_of("entry " + std::to_string(index)))};
}

bool accepted(const Case& c, std::string_view text, CheckpointMode mode) {
  const auto proof = parse_tlog_proof(text);
  return proof && verify_tlog_proof(c.policy, *proof, c.leaf, 2000, 0, mode);
}

}  // namespace

TEST_CASE("C2SP tlog-proof: the layout of the specification") {
  Case c = make_case(5, 11);
  c.proof.extra = {'a', 'g', 'e'};
  const std::string text = print_tlog_proof(c.proof);
  CHECK(text.starts_with("c2sp.org/tlog-proof@v1\nextra YWdl\nindex 5\n"));
  CHECK(text.ends_with("\n\n" + c.proof.checkpoint));
  CHECK(parse_tlog_proof(text).value() == c.proof);
  c.proof.extra.clear();
  CHECK(print_tlog_proof(c.proof).starts_with("c2sp.org/tlog-proof@v1\nindex 5\n"));
  const auto cosigned =
      verify_tlog_proof(c.policy, c.proof, c.leaf, 2000, 0, CheckpointMode::kExact).value();
  CHECK(cosigned.checkpoint().size == 11);
  CHECK(cosigned.as_of() == 1000U);
}

TEST_CASE("a log of one entry needs no hashes") {
  const Case c = make_case(0, 1);
  CHECK(c.proof.hashes.empty());
  CHECK(accepted(c, print_tlog_proof(c.proof), CheckpointMode::kExact));
}

TEST_CASE("RELIABILITY 57: a tlog-proof with wrong index, hashes or leaf is refused") {
  const Case c = make_case(5, 11);
  REQUIRE(accepted(c, print_tlog_proof(c.proof), CheckpointMode::kBare));
  for (std::uint64_t index : {0U, 4U, 6U, 10U, 11U, 12U}) {
    Case bad = c;
    bad.proof.index = index;
    CHECK_FALSE(accepted(bad, print_tlog_proof(bad.proof), CheckpointMode::kBare));
  }
  Case bad = c;
  bad.proof.hashes.pop_back();
  CHECK_FALSE(parse_tlog_proof(print_tlog_proof(bad.proof)));
  bad = c;
  bad.proof.hashes.push_back(c.leaf);
  CHECK_FALSE(parse_tlog_proof(print_tlog_proof(bad.proof)));
  bad = c;
  bad.proof.hashes.resize(1000);
  CHECK_FALSE(parse_tlog_proof(print_tlog_proof(bad.proof)));
  bad = c;
  bad.leaf[0] ^= 1;
  CHECK_FALSE(accepted(bad, print_tlog_proof(bad.proof), CheckpointMode::kBare));
  CHECK_FALSE(parse_tlog_proof(std::string(kTlogProofBytesMax + 1, 'a')));
}

TEST_CASE("RELIABILITY 56: every flipped bit and every cut of a tlog-proof is refused") {
  const Case c = make_case(5, 11);
  const std::string good = print_tlog_proof(c.proof);
  REQUIRE(accepted(c, good, CheckpointMode::kExact));
  for (std::size_t bit = 0; bit < 8 * good.size(); ++bit) {
    std::string bad = good;
    bad[bit / 8] = static_cast<char>(bad[bit / 8] ^ (1 << (bit % 8)));
    INFO(bit);
    REQUIRE_FALSE(accepted(c, bad, CheckpointMode::kExact));
  }
  for (std::size_t size = 0; size < good.size(); ++size) {
    REQUIRE_FALSE(accepted(c, good.substr(0, size), CheckpointMode::kExact));
  }
}

TEST_CASE("a tlog-proof is accepted only in its one form") {
  const std::string good = print_tlog_proof(make_case(5, 11).proof);
  const auto replaced = [&](std::string_view from, std::string_view to) {
    std::string text = good;
    text.replace(text.find(from), from.size(), to);
    return text;
  };
  for (const std::string& bad :
       {replaced("@v1", "@v2"), replaced("index 5", "index 05"), replaced("index 5", "index  5"),
        replaced("index 5", "Index 5"), replaced("index 5\n", ""),
        replaced("index 5", "extra \nindex 5"),
        replaced("index 5", "extra YQ==\nextra YQ==\nindex 5"),
        replaced("index 5", "extra YR==\nindex 5"), replaced("index 5", "index 5\nextra YQ=="),
        replaced("index 5\n", "index 5\r\n"), replaced("=\n", "=\n\n"), good + "\n", "\n" + good}) {
    INFO(bad);
    CHECK_FALSE(parse_tlog_proof(bad));
  }
  CHECK(parse_tlog_proof(replaced("index 5", "extra YQ==\nindex 5")));
}

}  // namespace kuboluk::log
