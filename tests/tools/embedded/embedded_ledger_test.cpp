// A ledger in one process and one folder.
#include "tools/embedded/embedded_ledger.h"

#include <catch2/catch.hpp>

#include "ledger/batch/builder.h"
#include "ledger/log/policy.h"
#include "tests/tools/scenario/scenario_files.h"
#include "tools/files.h"
#include "tools/scenario/training.h"

using namespace kuboluk;
using namespace kuboluk::tools;
namespace fs = std::filesystem;

namespace {

struct Training {
  Training() : keys(training_ledger_name("kg-edge-cases")) {
    meta = scenario_files::load("kg-edge-cases").meta;
    rulesets = domain::built_in_rulesets();
    genesis = *training_genesis(meta, *rulesets.find(meta.ruleset));
    id = domain::read_genesis(genesis)->id;
  }
  Result<std::unique_ptr<EmbeddedLedger>> create(const fs::path& folder) const {
    return EmbeddedLedger::create(folder, genesis, *keys.log(id), rulesets, scenario_files::kNow);
  }
  Result<std::unique_ptr<EmbeddedLedger>> open(const fs::path& folder) const {
    return EmbeddedLedger::open(folder, *keys.log(id), rulesets, scenario_files::kNow);
  }
  domain::SignedEvent note(std::int64_t hour, const std::string& by = "cec") const {
    domain::Event event;
    event.ledger = id;
    event.type = "fact.note";
    event.by = by;
    event.signed_at = event.at = {1'772'424'000'000 + hour * domain::kHourMs};
    event.expires = {event.at.ms + domain::kDayMs};
    event.offset = meta.offset;
    event.ruleset = rulesets.find(meta.ruleset)->name();
    event.lines = {{"text", {"a note"}}};
    return *sign_event(event, *keys.author(by));
  }

  Meta meta;
  domain::Rulesets rulesets;
  TrainingKeys keys;
  std::string genesis;
  std::string id;
};

std::uint64_t size_of(const EmbeddedLedger& ledger) {
  return (*ledger.snapshot())->position()->size;
}

}  // namespace

TEST_CASE("a new ledger holds its genesis, sealed and signed, and its files") {
  const Training training;
  const TemporaryFolder work = scenario_files::scratch();
  const fs::path folder = work.path() / "ledger";
  CHECK(!holds_ledger(folder));
  const auto ledger = training.create(folder);
  REQUIRE(ledger.has_value());
  CHECK(holds_ledger(folder));
  CHECK(size_of(**ledger) == 2);
  CHECK(scenario_files::read(folder / kGenesisFile) == training.genesis);
  const auto policy = read_policy(folder / kPolicyFile);
  REQUIRE(policy.has_value());
  const auto checkpoint =
      log::verify_checkpoint(*policy, *(*ledger)->checkpoint(), 0, 0, log::CheckpointMode::kExact);
  REQUIRE(checkpoint.has_value());
  CHECK(checkpoint->checkpoint().size == 2);
  CHECK(!training.create(folder));  // it is there already, and in use
}

TEST_CASE("accepted, repeated, refused: an index, the same index, a rule and no change") {
  const Training training;
  const TemporaryFolder work = scenario_files::scratch();
  const auto ledger = training.create(work.path() / "ledger");
  REQUIRE(ledger.has_value());
  const auto event = training.note(1);
  const auto accepted = (*ledger)->submit({event}, event.event.at, scenario_files::kNow);
  REQUIRE(accepted.has_value());
  CHECK(accepted->index == 2);
  CHECK(!accepted->repeated);
  const auto repeated = (*ledger)->submit({event}, event.event.at, scenario_files::kNow);
  REQUIRE(repeated.has_value());
  CHECK(repeated->repeated);
  CHECK(repeated->index == 2);
  CHECK(size_of(**ledger) == 4);
  const auto stranger = training.note(2, "stranger");
  const auto refused = (*ledger)->submit({stranger}, stranger.event.at, scenario_files::kNow);
  REQUIRE(!refused);
  CHECK(refused.error().rule == "X.SIGNATURE");
  const auto early = training.note(0);
  CHECK((*ledger)->submit({early}, early.event.at, scenario_files::kNow).error().rule == "X.TIME");
  CHECK((*ledger)->submit({training.note(3)}, std::nullopt, scenario_files::kNow).error().rule ==
        "X.TIME");
  CHECK(size_of(**ledger) == 4);
}

TEST_CASE("several events in one submission are all in or none") {
  const Training training;
  const TemporaryFolder work = scenario_files::scratch();
  const auto ledger = training.create(work.path() / "ledger");
  REQUIRE(ledger.has_value());
  const domain::Instant at = training.note(5).event.at;
  CHECK(!(*ledger)->submit({training.note(5), training.note(5, "stranger")}, at,
                           scenario_files::kNow));
  CHECK(size_of(**ledger) == 2);
  CHECK((*ledger)
            ->submit({training.note(5), training.note(5, "mfa")}, at, scenario_files::kNow)
            .has_value());
  CHECK(size_of(**ledger) == 5);  // two events, one seal
}

TEST_CASE("a crash between storing and signing is mended by opening") {
  const Training training;
  const TemporaryFolder work = scenario_files::scratch();
  const fs::path folder = work.path() / "ledger";
  REQUIRE(training.create(folder).has_value());
  const auto event = training.note(1);
  {
    const auto store = store::Store::open_any(folder);
    REQUIRE(store.has_value());
    const auto snapshot = (*store)->snapshot();
    const auto info = *domain::read_genesis(training.genesis);
    const auto position = *(*snapshot)->position();
    batch::BatchBuilder builder(info, *training.rulesets.find(training.meta.ruleset), **snapshot,
                                position);
    const std::vector<domain::SignedEvent> events{event};
    REQUIRE(builder.add(events, event.event.at).has_value());
    const auto change = builder.seal(event.event.at);
    REQUIRE(change.has_value());
    const exchange::Proposal begun{change->before.size, change->entries, change->after.size,
                                   change->after.log_root, ""};
    REQUIRE((*store)->put_proposal(begun, std::nullopt).has_value());
  }
  const auto ledger = training.open(folder);
  REQUIRE(ledger.has_value());
  CHECK(size_of(**ledger) == 4);
  CHECK((*ledger)->checkpoint()->find("\n4\n") != std::string::npos);
  CHECK((*ledger)->submit({event}, event.event.at, scenario_files::kNow)->repeated);
}

TEST_CASE("a crash right after the store was made is mended by opening") {
  const Training training;
  const TemporaryFolder work = scenario_files::scratch();
  const fs::path folder = work.path() / "ledger";
  const store::Identity identity{training.id, std::string(kEmbeddedNode)};
  REQUIRE(store::Store::create(folder, identity, training.genesis).has_value());
  const auto ledger = training.open(folder);
  REQUIRE(ledger.has_value());
  CHECK(size_of(**ledger) == 2);
  CHECK(scenario_files::read(folder / kGenesisFile) == training.genesis);
}

TEST_CASE(
    "without the log key a ledger is read and not written; with another key it is not opened") {
  const Training training;
  const TemporaryFolder work = scenario_files::scratch();
  const fs::path folder = work.path() / "ledger";
  REQUIRE(training.create(folder).has_value());
  {
    const auto ledger =
        EmbeddedLedger::open(folder, std::nullopt, training.rulesets, scenario_files::kNow);
    REQUIRE(ledger.has_value());
    CHECK((*ledger)
              ->submit({training.note(1)}, training.note(1).event.at, scenario_files::kNow)
              .error()
              .rule == "X.KEY");
  }
  const TrainingKeys others(training_ledger_name("another"));
  const auto wrong = EmbeddedLedger::open(folder, *others.log(training.id), training.rulesets,
                                          scenario_files::kNow);
  REQUIRE(!wrong);
  CHECK(wrong.error().rule == "X.KEY");
  const auto unknown_law = EmbeddedLedger::open(folder, *training.keys.log(training.id),
                                                domain::Rulesets(), scenario_files::kNow);
  REQUIRE(!unknown_law);
  CHECK(unknown_law.error().rule == "X.LEDGER");
}

TEST_CASE("a second process's view: the folder is in use") {
  const Training training;
  const TemporaryFolder work = scenario_files::scratch();
  const auto ledger = training.create(work.path() / "ledger");
  REQUIRE(ledger.has_value());
  const auto second = training.open(work.path() / "ledger");
  REQUIRE(!second);
  CHECK(second.error().rule == domain::kDamageRule);
}
