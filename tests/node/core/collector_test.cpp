// Which cosignatures count: RELIABILITY 32-34, T9.
#include <catch2/catch.hpp>

#include "ledger/log/cosignature.h"
#include "node/core/collector.h"
#include "tests/node/core/institutions.h"

namespace kuboluk::core::test {
namespace {

class Desk {
 public:
  Desk() : setup(institutions.setup("odihr")), collector(setup) {}

  log::Checkpoint tree(std::uint64_t size, std::uint8_t root = 1) const {
    Hash hash{};
    hash[0] = root;
    return {setup.info.origin(), size, hash};
  }
  std::string log_note(const log::Checkpoint& checkpoint) const {
    return institutions.sign("cec", SignCheckpoint{checkpoint});
  }
  std::string line(const std::string& who, const log::Checkpoint& checkpoint,
                   std::uint64_t time = 1'700'000'000) const {
    return institutions.sign(who, SignCosignature{log::print_checkpoint(checkpoint), time});
  }
  Collector::Taken take(const std::string& note) {
    const auto taken = collector.take(note);
    REQUIRE(taken.has_value());
    return *taken;
  }

  Institutions institutions;
  Setup setup;
  Collector collector;
};

}  // namespace

TEST_CASE("three of four are a quorum, two are not, whoever they are") {
  Desk desk;
  const auto tree = desk.tree(5);
  const std::string note = desk.log_note(tree);
  desk.take(desk.line("mfa", tree));
  desk.take(desk.line("cis", tree));
  CHECK_FALSE(desk.collector.quorum(note));
  desk.take(desk.line("cis", tree, 1'700'000'009));  // the same one again
  CHECK_FALSE(desk.collector.quorum(note));
  desk.take(desk.line("ots", tree));
  const auto quorum = desk.collector.quorum(note);
  REQUIRE(quorum);
  CHECK(log::verify_checkpoint(desk.setup.policy, *quorum, 1'700'000'100, 300,
                               log::CheckpointMode::kBare)
            .has_value());
}

TEST_CASE("lines for another size, another root or another log do not add up") {
  Desk desk;
  const auto tree = desk.tree(5);
  desk.take(desk.line("mfa", tree));
  desk.take(desk.line("cis", desk.tree(6)));
  desk.take(desk.line("ots", desk.tree(5, 2)));
  CHECK_FALSE(desk.collector.quorum(desk.log_note(tree)));
  log::Checkpoint foreign = tree;
  foreign.origin = "kuboluk.example/other/0123456789abcdef/1";
  CHECK(desk.collector.take(desk.line("odihr", foreign)).error().rule == "X.LEDGER");
  CHECK_FALSE(desk.collector.quorum(desk.log_note(tree)));
}

TEST_CASE("a line that does not verify is an error, and nothing of its note is taken") {
  Desk desk;
  const auto tree = desk.tree(5);
  auto note = *crypto::parse_note(desk.line("mfa", tree));
  note.signatures.front().signature.back() ^= 1;
  CHECK_FALSE(desk.collector.take(crypto::print_note(note)));
  note.text = log::print_checkpoint(desk.tree(6));  // another tree's line
  note.signatures = crypto::parse_note(desk.line("mfa", tree))->signatures;
  CHECK_FALSE(desk.collector.take(crypto::print_note(note)));
  CHECK(desk.collector.newest_of(*desk.setup.find("mfa")).empty());
}

TEST_CASE("a witness's newest line counts: older times and smaller trees change nothing") {
  Desk desk;
  CHECK(desk.take(desk.line("mfa", desk.tree(5), 100)) == Collector::Taken::kNew);
  CHECK(desk.take(desk.line("mfa", desk.tree(5), 99)) == Collector::Taken::kOld);
  CHECK(desk.take(desk.line("mfa", desk.tree(5), 101)) == Collector::Taken::kNew);
  CHECK(desk.take(desk.line("mfa", desk.tree(4), 999)) == Collector::Taken::kOld);
  CHECK(desk.collector.newest_of(*desk.setup.find("mfa")) == desk.line("mfa", desk.tree(5), 101));
}

TEST_CASE("two roots for one size by one key are told apart from honest news") {
  Desk desk;
  desk.take(desk.line("mfa", desk.tree(5, 1)));
  CHECK(desk.take(desk.line("mfa", desk.tree(5, 2))) == Collector::Taken::kContradicts);
  CHECK(desk.collector.newest_of(*desk.setup.find("mfa")) == desk.line("mfa", desk.tree(5, 1)));
}

TEST_CASE("the sequencer's own key never counts, nor does a stranger's") {
  Desk desk;
  const auto tree = desk.tree(5);
  CHECK(desk.take(desk.log_note(tree)) == Collector::Taken::kOld);
  CHECK(desk.take(desk.line("stranger", tree)) == Collector::Taken::kOld);
  CHECK(desk.collector.count(log::print_checkpoint(tree)) == 0);
}

}  // namespace kuboluk::core::test
