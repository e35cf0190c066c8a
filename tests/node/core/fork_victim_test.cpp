// What a fork by the log key does to the cosigner that fell for the smaller half, and what an old
// proposal that is shown again does to the sequencer: nothing that stops a process or a second
// history that is cosigned.
#include <catch2/catch.hpp>

#include "tests/node/core/liar.h"
#include "tests/node/core/stage.h"

namespace kuboluk::core::test {
namespace {

struct Fork : Stage {
  // mfa, odihr and ots have committed one tree, cis has cosigned another.
  explicit Fork(std::size_t acts) {
    start();
    goes_on();
    REQUIRE(world.run_until([&] { return world.quiet(); }, 20'000));
    world.set_puppet("cec", std::make_unique<Listener>());
    const Workshop workshop(institutions, history("mfa"));
    std::vector<domain::SignedEvent> notes;
    for (std::size_t i = 0; i < acts; ++i)
      notes.push_back(institutions.note("ots", 900 + static_cast<int>(i), world.now));
    committed = workshop.batch(notes, world.now);
    const auto other = workshop.batch({institutions.note("ots", 950, world.now)}, world.now);
    world.split({{"cis"}, {"mfa", "odihr", "ots"}});
    world.inject("cec", {{{"mfa", "odihr", "ots"}, workshop.proposed(committed)},
                         {{"cis"}, workshop.proposed(other)}});
    world.run(20'000);
    REQUIRE(size("mfa") == 4 + committed.size());
    REQUIRE(world.disk("cis").cosigned->root == workshop.tree(other).root);
  }
  exchange::Proposed fresh() const { return {size("mfa"), {}, world.disk("mfa").checkpoint}; }
  std::vector<std::string> committed;
};

}  // namespace

TEST_CASE("the victim of a fork takes what a quorum has committed - of the same size too") {
  Fork fork(1);
  fork.world.heal();
  fork.world.run(60'000);
  CHECK(fork.size("cis") == fork.size("mfa"));
}

TEST_CASE("a lying sequencer cannot stop a victim's process") {
  Fork fork(1);
  fork.world.inject(
      "cec",
      {{{"cis"}, exchange::Batches{4, fork.committed, {}, fork.world.disk("mfa").checkpoint}}});
  fork.world.run(1'000);
  fork.world.inject("cec", {{{"cis"}, fork.fresh()}});
  fork.world.run(5'000);
  fork.check_laws();
}

TEST_CASE("the victim of a fork keeps the evidence and cosigns no other history afterwards") {
  Fork fork(2);
  fork.world.heal();
  fork.world.run(60'000);
  REQUIRE(fork.size("cis") == fork.size("mfa"));
  CHECK_FALSE(fork.world.disk("cis").evidence.empty());
  CHECK(fork.world.status("cis").forks == 1);
  fork.world.crash("cis");
  fork.world.start("cis");
  CHECK(fork.world.status("cis").forks == 1);  // it says so after a restart, too
  fork.world.inject("cec", {{{"cis", "mfa", "odihr", "ots"}, fork.fresh()}});
  fork.world.run(5'000);
  CHECK(fork.cosignatures({fork.institutions.info().origin(), fork.size("mfa"),
                           fork.world.disk("mfa").position().log_root}) == 3);
}

// Its counter is below that tree: somebody else has signed it, or an older folder was put back.
TEST_CASE("what the sequencer was about to sign gives way to what its key has signed") {
  Stage stage;
  stage.start();
  stage.goes_on();
  REQUIRE(stage.world.run_until([&] { return stage.world.quiet(); }, 20'000));
  stage.world.set_puppet("cec", std::make_unique<Listener>());
  const Workshop workshop(stage.institutions, stage.history("mfa"));
  const domain::Instant now = stage.world.now;
  const auto shown = workshop.batch({stage.institutions.note("ots", 950, now)}, now);
  stage.world.inject("cec", {{{"mfa", "odihr"}, workshop.proposed(shown)}});
  stage.world.run(2'000);
  Disk disk = stage.world.copy_of("cec");
  const auto own = workshop.batch({stage.institutions.note("ots", 951, now)}, now);
  const log::Checkpoint tree = workshop.tree(own);
  disk.proposal = exchange::Proposal{workshop.size(), own, tree.size, tree.root, {}};
  stage.world.remove_puppet("cec");
  stage.world.restore("cec", disk);
  stage.world.start("cec");
  CHECK(stage.world.run_until([&] { return stage.size("cec") > workshop.size(); }, 60'000));
  stage.goes_on();
  CHECK(stage.history("mfa")[workshop.size()] == shown.front());
  stage.check_laws();
}

TEST_CASE("a lying cosigner shows the sequencer an older proposal again") {
  Stage stage;
  stage.start();
  stage.goes_on();
  REQUIRE(stage.world.run_until([&] { return stage.world.quiet(); }, 20'000));
  std::vector<std::pair<std::string, exchange::Message>> heard;
  stage.world.set_puppet("cis", std::make_unique<Listener>(&heard));
  stage.file("odihr");
  for (int i = 0; i < 500 && !stage.world.disk("cec").proposal; ++i)
    stage.world.run_messages(1, 1'000);
  stage.world.split({{"cec", "cis", "mfa"}, {"odihr", "ots"}});
  stage.world.run(3'000);
  const exchange::Proposed* first = nullptr;
  for (const auto& [from, message] : heard) {
    const auto* proposed = std::get_if<exchange::Proposed>(&message);
    if (proposed != nullptr && proposed->entries.size() == 2) first = proposed;
  }
  REQUIRE(first != nullptr);
  const exchange::Proposed again = *first;
  exchange::Refusal refusal;
  refusal.ledger = stage.institutions.info().id;
  refusal.by = "cis";
  refusal.time = stage.world.now;
  refusal.size = refusal.index = 6;
  refusal.rule = "X.FORM";
  refusal.expected = refusal.got = "-";
  const std::string note =
      stage.institutions.sign("cis", SignRefusal{exchange::print_text(refusal), 0, {}});
  stage.world.inject("cis", {{{"cec"}, exchange::Refused{note, {}}}});
  stage.world.run(20'000);  // the sequencer drafts what extends it
  stage.world.weather.delay_ms_max = 2'000;
  stage.world.heal();
  for (int i = 0; i < 100; ++i) {
    stage.world.inject("cis", {{{"cec"}, again}});
    stage.world.run(100);
  }
  stage.goes_on();
  stage.check_laws();
}

}  // namespace kuboluk::core::test
