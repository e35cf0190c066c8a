// One cosigner that lies or is of no use: what it says is never counted, and the other three go on
// as fast as without it (RELIABILITY 33, 34, T9).
#include <algorithm>
#include <catch2/catch.hpp>

#include "node/core/batch_draft.h"
#include "tests/node/core/liar.h"
#include "tests/node/core/stage.h"

namespace kuboluk::core::test {
namespace {

// Three honest cosigners on a quiet network need no more for one act.
constexpr std::int64_t kCommitMs = 1'500;

std::vector<std::string> counted(const Stage& stage, const std::string& id) {
  const auto policy = log::Policy::parse(stage.institutions.policy_text());
  const auto shown =
      log::verify_checkpoint(*policy, stage.world.disk(id).checkpoint,
                             static_cast<std::uint64_t>(stage.world.now.ms / domain::kSecondMs),
                             300, log::CheckpointMode::kBare);
  REQUIRE(shown.has_value());
  CHECK(shown->ignored().empty());  // a line that does not hold is not even kept
  std::vector<std::string> names;
  for (const log::CountedCosigner& cosigner : shown->cosigners())
    names.push_back(cosigner.name);
  return names;
}

bool holds(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

void check_useless(Vice vice, bool may_count) {
  Stage stage;
  stage.world.set_puppet("cis", std::make_unique<UselessCosigner>(stage.institutions, "cis", vice));
  stage.start();
  for (int act = 0; act < 6; ++act) {
    const Filed filed = stage.file(act % 2 == 0 ? "odihr" : "mfa");
    CHECK(stage.commits_everywhere(filed, kCommitMs));
    stage.world.run(3'000);
  }
  stage.world.run(120'000);  // fresh cosignatures of an idle ledger, too
  for (const std::string& id : stage.world.honest()) {
    const auto names = counted(stage, id);
    CHECK(names.size() >= 3);
    if (!may_count) CHECK_FALSE(holds(names, "cis"));
    CHECK(stage.world.disk(id).evidence.empty());
    if (vice != Vice::kOtherLedger) continue;
    for (const PeerStatus& peer : stage.world.status(id).peers)
      CHECK((peer.id != "cis" || !peer.cosigned.has_value()));
  }
  stage.goes_on();
  stage.check_laws();
}

}  // namespace

TEST_CASE("a useless cosigner is silent") {
  check_useless(Vice::kSilent, false);
}
TEST_CASE("a useless cosigner is slow") {
  check_useless(Vice::kSlow, true);
}
TEST_CASE("a lying cosigner sends garbage") {
  check_useless(Vice::kGarbage, false);
}
TEST_CASE("a lying cosigner signs another size") {
  check_useless(Vice::kWrongSize, false);
}
TEST_CASE("a lying cosigner signs another ledger's tree") {
  check_useless(Vice::kOtherLedger, false);
}
TEST_CASE("a lying cosigner agrees to drafts and never signs") {
  check_useless(Vice::kOnlyAgrees, false);
}
TEST_CASE("a lying cosigner refuses everything") {
  check_useless(Vice::kRefusesAll, false);
}
TEST_CASE("a lying cosigner hands over acts that nobody signed") {
  check_useless(Vice::kGarbageActs, false);
}
TEST_CASE("a lying cosigner signs two roots for one size") {
  check_useless(Vice::kTwoRoots, true);
}

TEST_CASE("an old timestamp counts for the quorum and makes no tree look fresher") {
  check_useless(Vice::kOldTimestamp, true);
}

TEST_CASE("a cosigner that agrees and never signs is not taken for a quorum") {
  Stage stage;
  stage.world.set_puppet(
      "cis", std::make_unique<UselessCosigner>(stage.institutions, "cis", Vice::kOnlyAgrees));
  stage.start();
  stage.world.crash("ots");
  const Filed filed = stage.file("odihr");
  stage.world.run(60'000);
  // Three have agreed, so the log key has signed; two have cosigned, so nothing is committed.
  CHECK(stage.log_signatures() == 2);
  CHECK(stage.size("cec") == 2);
  CHECK_FALSE(stage.world.accepted(filed.ticket).has_value());
  CHECK_FALSE(stage.world.status("cec").waiting.empty());
  stage.world.start("ots");
  CHECK(stage.commits_everywhere(filed, kMergeDelayMs));
  stage.goes_on();
  stage.check_laws();
}

namespace {

// Two of four cosigners: nothing can be committed, and what the log key has signed can only be
// extended.
struct Refused : Stage {
  Refused() {
    start();
    goes_on();
    REQUIRE(world.run_until([&] { return world.quiet(); }, 20'000));
    for (const std::string id : {"cis", "mfa"}) {
      auto liar = std::make_unique<UselessCosigner>(institutions, id, Vice::kRefusesTrees);
      liar->learn(0, history(id));
      world.set_puppet(id, std::move(liar));
    }
  }
  void end() {
    for (const std::string id : {"cis", "mfa"}) {
      world.remove_puppet(id);
      world.start(id);
    }
  }
  std::size_t proposed() const { return world.disk("cec").proposal->entries.size(); }
};

}  // namespace

// It is extended when it is refused, and refused when it is extended: it must not grow as fast as
// messages fly, for everybody has to execute it.
TEST_CASE("two cosigners that refuse every tree make a proposal grow slower and slower") {
  Refused stage;
  const std::size_t before = stage.log_signatures();
  const Filed filed = stage.file("odihr");
  stage.world.run(200'000);
  CHECK(stage.log_signatures() > before + 5);
  CHECK(stage.log_signatures() < before + 20);
  CHECK_FALSE(stage.world.accepted(filed.ticket).has_value());
  stage.end();
  CHECK(stage.commits_everywhere(filed, kMergeDelayMs));
  stage.goes_on();
  stage.check_laws();
}

TEST_CASE("a flood while nothing can be committed leaves room for the seal that commits it") {
  constexpr int kActs = 2'000;
  Refused stage;
  std::vector<std::uint64_t> tickets;
  for (int act = 0; act < 6; ++act) {
    std::vector<domain::SignedEvent> notes;
    for (int i = 0; i < kActs; ++i)
      notes.push_back(stage.institutions.note("ots", 20'000 + act * kActs + i, stage.world.now));
    tickets.push_back(
        stage.world.submit("odihr", stage.institutions.submission(notes, stage.world.now)));
  }
  stage.world.run(25'000);
  const std::size_t full = stage.proposed();
  CHECK(full >= kProposedEntriesMax);
  CHECK(full < kProposedEntriesMax + kBatchEntriesMax + 20);
  stage.world.now.ms += kMergeDelayMs;  // what had no room is not owed
  stage.world.run(5'000);
  CHECK(stage.proposed() > full);
  CHECK(stage.proposed() < full + 20);
  stage.end();
  for (const std::uint64_t ticket : tickets)
    CHECK(stage.world.run_until([&] { return stage.world.accepted(ticket).has_value(); },
                                kMergeDelayMs));
  stage.goes_on();
  stage.check_laws();
}

TEST_CASE("a cosigner that signs two roots is an alarm for a person, on every node") {
  Stage stage;
  stage.world.set_puppet(
      "cis", std::make_unique<UselessCosigner>(stage.institutions, "cis", Vice::kTwoRoots));
  stage.start();
  stage.goes_on();
  for (const std::string& id : stage.world.honest()) {
    const auto& notices = stage.world.notices(id);
    CHECK(std::any_of(notices.begin(), notices.end(), [](const Notice& notice) {
      return notice.level == Notice::Level::kAlarm &&
             notice.text.find("two roots") != std::string::npos;
    }));
  }
}

TEST_CASE("two policy names with one key: the policy itself is refused") {
  const Institutions& institutions = institutions_of(domain::Clock::kReal);
  std::string text = institutions.policy_text();
  const std::string mfa = institutions.vkey("mfa", "cosigner").text();
  const std::string ots = institutions.vkey("ots", "cosigner").text();
  text.replace(text.find(ots), ots.size(), mfa);
  const auto policy = log::Policy::parse(text);
  REQUIRE_FALSE(policy.has_value());
  CHECK(policy.error().rule == "C2SP.policy");
}

TEST_CASE("what a liar signs with its own key as somebody else's refusal is not shown") {
  Stage stage;
  stage.start();
  stage.world.set_puppet("cis", std::make_unique<Listener>());
  exchange::Refusal refusal;
  refusal.ledger = stage.institutions.info().id;
  refusal.by = "ots";
  refusal.time = stage.world.now;
  refusal.size = refusal.index = stage.size("mfa");
  refusal.rule = "P.ROOT";
  refusal.expected = refusal.got = "-";
  const std::string note =
      stage.institutions.sign("cis", SignRefusal{exchange::print_text(refusal), 0, {}});
  stage.world.inject("cis", {{{"cec", "mfa", "odihr", "ots"}, exchange::Refused{note, {}}}});
  stage.world.run(1'000);
  for (const std::string& id : stage.world.honest())
    CHECK(stage.world.status(id).refusals.empty());
  stage.goes_on();
}

}  // namespace kuboluk::core::test
