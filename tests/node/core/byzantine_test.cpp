// A sequencer that lies, with the CEC's log key and no object in common with the honest cosigners
// (DESIGN.md 5; RELIABILITY 28, 29, 35, 61, T2): every lie is refused by number and rule, gets
// fewer cosignatures than a quorum, commits nothing, and leaves a log that an honest sequencer
// takes up.
#include <algorithm>
#include <catch2/catch.hpp>

#include "crypto/encoding.h"
#include "ledger/exchange/fork_evidence.h"
#include "tests/node/core/liar.h"
#include "tests/node/core/stage.h"

namespace kuboluk::core::test {
namespace {

const std::vector<std::string> kCosigners = {"cis", "mfa", "odihr", "ots"};

// Four honest cosigners and a liar in the CEC's seat, after one act was committed.
struct Trial : Stage {
  Trial() {
    start();
    goes_on();
    REQUIRE(world.run_until([this] { return world.quiet(); }, 20'000));
    world.set_puppet("cec", std::make_unique<Listener>());
    committed = size("mfa");
  }

  Workshop workshop() const { return Workshop(institutions, history("mfa")); }
  // As the log was after its genesis.
  Workshop early_workshop() const {
    auto entries = history("mfa");
    entries.resize(2);
    return Workshop(institutions, entries);
  }
  domain::SignedEvent note() { return institutions.note("ots", ++number, world.now); }
  void say(const std::vector<std::string>& to, const exchange::Message& message) {
    world.inject("cec", {{to, message}});
  }

  // Refused by all four with that rule and index; nothing signed, nothing committed.
  void check_refused(const log::Checkpoint& lie, const std::string& rule, std::uint64_t index) {
    CHECK(cosignatures(lie) == 0);
    for (const std::string& id : kCosigners) {
      INFO(id);
      const auto refused = refusal(id, rule, index);
      CHECK(refused.has_value());
      if (refused) CHECK(refused->size == lie.size);
      if (!refused) {
        for (const auto& other : refusals_of(id))
          UNSCOPED_INFO("it said " << other.rule << " at " << other.index << ": expected "
                                   << other.expected << ", got " << other.got);
        CHECK(false);
      }
      CHECK(size(id) == committed);
      CHECK(world.disk(id).evidence.empty());
      // Whoever asks any node sees what the others have said.
      CHECK(world.status(id).refusals.size() == kCosigners.size());
    }
    check_laws();
  }

  // The honest sequencer comes back on its own disk.
  void mend() {
    world.remove_puppet("cec");
    world.start("cec");
    goes_on();
    CHECK(world.run_until([this] { return world.quiet(); }, 60'000));
    check_laws();
  }

  std::uint64_t committed = 0;
  int number = 1000;
};

// The lie as an unsigned draft, then directly with the log's signature.
void tell(Trial& trial, const std::vector<std::string>& entries, const std::string& rule,
          std::uint64_t index) {
  const Workshop workshop = trial.workshop();
  const log::Checkpoint lie = workshop.tree(entries);
  trial.say(kCosigners, workshop.draft(entries));
  trial.world.run(5'000);
  trial.check_refused(lie, rule, index);
  for (const std::string& id : kCosigners)
    CHECK_FALSE(trial.refusals_of(id).back().root.has_value());
  trial.say(kCosigners, workshop.proposed(entries));
  trial.world.run(5'000);
  trial.check_refused(lie, rule, index);
  for (const std::string& id : kCosigners)
    CHECK(trial.refusals_of(id).back().root == lie.root);
  trial.mend();
}

}  // namespace

TEST_CASE("a lying sequencer: an unlawful act in a batch") {
  Trial trial;
  const auto lawful = trial.workshop().batch({trial.note()}, trial.world.now);
  const auto act = trial.institutions.unlawful(7, trial.world.now);
  tell(trial, with_act(lawful, act), "X.AUTHOR", trial.committed + 1);
}

TEST_CASE("a lying sequencer: an act that its author has not signed") {
  Trial trial;
  auto act = trial.note();
  const std::size_t place = act.bytes.find("note 1001");
  REQUIRE(place != std::string::npos);
  act.bytes.replace(place, 9, "note 2002");
  const auto seal = trial.workshop().batch({}, trial.world.now);
  tell(trial, with_act(seal, act), "X.SIGNATURE", trial.committed);
}

TEST_CASE("a lying sequencer: an act a second time") {
  Trial trial;
  const auto entry = domain::parse_entry(trial.history("mfa")[2]);
  const auto act = domain::parse_signed_event(std::get<std::string>(entry->body));
  REQUIRE(act.has_value());
  tell(trial, with_act(trial.workshop().batch({}, trial.world.now), *act), "X.DUP",
       trial.committed);
}

TEST_CASE("a lying sequencer: an altered status root") {
  Trial trial;
  const auto lawful = trial.workshop().batch({trial.note()}, trial.world.now);
  tell(trial, with_status_root(lawful), "status-root", trial.committed + 1);
}

TEST_CASE("a lying sequencer: a wrong index") {
  Trial trial;
  const auto lawful = trial.workshop().batch({trial.note(), trial.note()}, trial.world.now);
  tell(trial, with_index(lawful, 1), "X.FORM", trial.committed + 1);
}

TEST_CASE("a lying sequencer: known time ahead of the cosigners' clocks") {
  for (const std::int64_t ahead : {kSkewMs + 10'000, 3'650 * domain::kDayMs}) {
    Trial trial;
    const domain::Instant known{trial.world.now.ms + ahead};
    // A note expires in a week: ten years ahead only the seal is lawful.
    const bool short_lived = ahead > domain::kDayMs;
    const auto acts = short_lived ? std::vector<domain::SignedEvent>()
                                  : std::vector<domain::SignedEvent>{trial.note()};
    tell(trial, trial.workshop().batch(acts, known), "P.TIME", trial.committed);
  }
}

TEST_CASE("a lying sequencer: an entry stamped before a cosigner's last cosignature") {
  Trial trial;
  const domain::Instant then = trial.world.now;
  const auto act = trial.note();
  const Workshop workshop = trial.workshop();
  // The old tree is kept fresh meanwhile; nothing is owed, so it is cosigned.
  for (int minute = 0; minute < 7; ++minute) {
    trial.world.run(60'000);
    trial.say(kCosigners, exchange::Proposed{workshop.size(),
                                             {},
                                             workshop.sign({trial.institutions.info().origin(),
                                                            workshop.size(), workshop.root()})});
    trial.world.run(1'000);
  }
  for (const std::string& id : kCosigners)
    REQUIRE(trial.world.disk(id).cosigned->time.ms > then.ms + kSkewMs);
  tell(trial, workshop.batch({act}, then), "P.TIME", trial.committed);
}

TEST_CASE("a lying sequencer: a tree that was kept back is too old to be cosigned") {
  Trial trial;
  const Workshop workshop = trial.workshop();
  const auto entries = workshop.batch({trial.note()}, trial.world.now);
  // Nobody was asked meanwhile, so no cosignature is newer than the batch.
  trial.world.run(kTipAgeMsMax + 60'000);
  tell(trial, entries, "P.TIP", trial.committed + entries.size());
}

TEST_CASE("a lying sequencer: another root than that of the entries") {
  Trial trial;
  const Workshop workshop = trial.workshop();
  const auto entries = workshop.batch({trial.note()}, trial.world.now);
  log::Checkpoint lie = workshop.tree(entries);
  lie.root[5] ^= 1;
  trial.say(kCosigners, exchange::Proposed{workshop.size(), entries, workshop.sign(lie)});
  trial.world.run(5'000);
  trial.check_refused(lie, "P.ROOT", lie.size);
  trial.mend();
}

TEST_CASE("a lying sequencer: a smaller tree after a larger one") {
  Trial trial;
  const Workshop early = trial.early_workshop();
  const log::Checkpoint smaller{trial.institutions.info().origin(), early.size(), early.root()};
  trial.say(kCosigners, exchange::Proposed{early.size(), {}, early.sign(smaller)});
  trial.world.run(5'000);
  for (const std::string& id : kCosigners) {
    CHECK(trial.refusal(id, "P.SMALLER", smaller.size).has_value());
    CHECK(trial.world.disk(id).evidence.empty());  // a log was once that small: no fork
    CHECK(trial.size(id) == trial.committed);
  }
  trial.mend();
}

TEST_CASE("a lying sequencer: a draft that is not what this node has cosigned before") {
  Trial trial;
  const Workshop workshop = trial.workshop();
  const auto one = workshop.batch({trial.note()}, trial.world.now);
  const auto two = workshop.batch({trial.note(), trial.note()}, trial.world.now);
  trial.say({"mfa", "odihr"}, workshop.proposed(one));
  trial.world.run(1'000);
  trial.say({"mfa", "odihr"}, workshop.draft(two));
  trial.world.run(1'000);
  for (const std::string id : {"mfa", "odihr"}) {
    REQUIRE(trial.world.disk(id).cosigned->root == workshop.tree(one).root);
    CHECK(trial.refusal(id, "P.FORK", workshop.size()).has_value());
  }
  trial.check_laws();
}

namespace {

void check_evidence(const Trial& trial, const std::string& id) {
  INFO(id);
  const auto& kept = trial.world.disk(id).evidence;
  CHECK_FALSE(kept.empty());
  for (const std::string& text : kept) {
    const auto parsed = exchange::parse_fork(text);
    REQUIRE(parsed.has_value());
    const auto fork = exchange::verify_fork(*parsed, trial.institutions.info().id,
                                            trial.institutions.vkey("cec", "log").key());
    CHECK(fork.has_value());
  }
}

}  // namespace

TEST_CASE("a lying sequencer: a smaller tree that the log never was") {
  Trial trial;
  const Workshop early = trial.early_workshop();
  log::Checkpoint lie{trial.institutions.info().origin(), 3, early.root()};
  trial.say(kCosigners, exchange::Proposed{3, {}, early.sign(lie)});
  trial.world.run(5'000);
  CHECK(trial.cosignatures(lie) == 0);
  for (const std::string& id : kCosigners) {
    CHECK(trial.refusal(id, "P.FORK", 3).has_value());
    check_evidence(trial, id);
  }
  trial.check_laws();
}

TEST_CASE("a lying sequencer: a second root for one size") {
  Trial trial;
  const Workshop workshop = trial.workshop();
  const log::Checkpoint truth{trial.institutions.info().origin(), workshop.size(), workshop.root()};
  log::Checkpoint lie = truth;
  lie.root[0] ^= 1;
  SECTION("of the committed size") {
    trial.say(kCosigners, exchange::Proposed{lie.size, {}, workshop.sign(lie)});
    trial.world.run(5'000);
    CHECK(trial.cosignatures(lie) == 0);
    for (const std::string& id : kCosigners) {
      CHECK(trial.refusal(id, "P.FORK", lie.size).has_value());
      CHECK(trial.size(id) == trial.committed);
      check_evidence(trial, id);
    }
    trial.mend();  // no member holds a tree that differs: the log goes on, the evidence stays
    for (const std::string& id : kCosigners)
      check_evidence(trial, id);
  }
  SECTION("of a proposed size") {
    const auto one = workshop.batch({trial.note()}, trial.world.now);
    const auto two = workshop.batch({trial.note()}, trial.world.now);
    REQUIRE(one.size() == two.size());
    trial.say({"mfa", "odihr"}, workshop.proposed(one));
    trial.world.run(1'000);
    trial.say({"mfa", "odihr"}, workshop.proposed(two));
    trial.world.run(5'000);
    CHECK(trial.cosignatures(workshop.tree(two)) == 0);
    for (const std::string id : {"mfa", "odihr"}) {
      CHECK(trial.refusal(id, "P.FORK", workshop.size() + two.size()).has_value());
      check_evidence(trial, id);
    }
    trial.check_laws();
  }
}

TEST_CASE("a lying sequencer forks: every partition of the four cosigners, seen by whoever hears") {
  std::size_t contradicted = 0;
  for (unsigned mask = 1; mask < 15; ++mask) {
    CAPTURE(mask);
    Trial trial;
    const Workshop workshop = trial.workshop();
    const auto left_entries = workshop.batch({trial.note()}, trial.world.now);
    const auto right_entries = workshop.batch({trial.note(), trial.note()}, trial.world.now);
    std::vector<std::string> left;
    std::vector<std::string> right;
    for (std::size_t i = 0; i < kCosigners.size(); ++i)
      ((mask >> i & 1U) != 0 ? left : right).push_back(kCosigners[i]);
    trial.world.split({left, right});
    trial.say(left, workshop.proposed(left_entries));
    trial.say(right, workshop.proposed(right_entries));
    trial.world.run(20'000);
    CHECK(trial.cosignatures(workshop.tree(left_entries)) == left.size());
    CHECK(trial.cosignatures(workshop.tree(right_entries)) == right.size());
    trial.world.heal();
    trial.world.run(60'000);
    // At most one of the two is committed, and only by whoever holds a quorum.
    const bool left_wins = left.size() >= 3;
    const bool right_wins = right.size() >= 3;
    for (const std::string& id : left)
      CHECK(trial.size(id) <= trial.committed + (right_wins ? right_entries : left_entries).size());
    for (const std::string& id : kCosigners) {
      INFO(id);
      if (!left_wins && !right_wins) CHECK(trial.size(id) == trial.committed);
    }
    // Whoever has cosigned the other tree and caught up with the quorum's says so, and signs no
    // more.
    if (left_wins || right_wins) {
      for (const std::string& id : left_wins ? right : left) {
        if (trial.size(id) == trial.committed) continue;
        CHECK_FALSE(trial.world.status(id).may_sign);
        CHECK(trial.world.status(id).phase == "contradicted");
        ++contradicted;
      }
    }
    // The two hear each other's checkpoints: at least one side must have proof.
    std::size_t proofs = 0;
    for (const std::string& id : kCosigners) {
      if (trial.world.disk(id).evidence.empty()) continue;
      ++proofs;
      check_evidence(trial, id);
    }
    CHECK(proofs > 0);
    trial.check_laws();
  }
  CHECK(contradicted > 0);
}

TEST_CASE("a lying sequencer withholds an act for ever") {
  Trial trial;
  const Filed filed = trial.file("odihr");
  CHECK(trial.world.has_receipt(filed.ticket));
  const Workshop start = trial.workshop();
  Workshop workshop = start;
  const auto freshen = [&] {
    const log::Checkpoint same{trial.institutions.info().origin(), workshop.size(),
                               workshop.root()};
    trial.say(kCosigners, exchange::Proposed{workshop.size(), {}, workshop.sign(same)});
  };
  // Within the merge delay the order is free.
  trial.world.run(kMergeDelayMs / 2);
  freshen();
  trial.world.run(5'000);
  for (const std::string& id : kCosigners)
    CHECK(trial.world.disk(id).cosigned->time.ms > trial.world.now.ms - 10'000);
  trial.world.run(kMergeDelayMs / 2 + 10'000);

  const domain::Instant last = trial.world.disk("mfa").cosigned->time;
  SECTION("and keeps the old tree fresh") {
    freshen();
    trial.world.run(5'000);
    for (const std::string& id : kCosigners) {
      CHECK(trial.world.disk(id).cosigned->time.ms < trial.world.now.ms - kMergeDelayMs / 3);
      CHECK(trial.refusal(id, "P.OWED", trial.committed).has_value());
    }
  }
  SECTION("and goes on with other acts") {
    const auto entries = workshop.batch({trial.note()}, trial.world.now);
    trial.say(kCosigners, workshop.draft(entries));
    trial.say(kCosigners, workshop.proposed(entries));
    trial.world.run(5'000);
    CHECK(trial.cosignatures(workshop.tree(entries)) == 0);
    for (const std::string& id : kCosigners)
      CHECK(trial.refusal(id, "P.OWED", trial.committed + entries.size()).has_value());
  }
  CHECK(trial.world.disk("mfa").cosigned->time == last);
  const std::string name = crypto::to_hex(filed.act.id);
  for (const std::string& id : kCosigners) {
    // The receipt's holder finds the complaint at any honest node, by the event's id.
    const NodeStatus status = trial.world.status(id);
    CHECK(status.refusals.size() == kCosigners.size());
    for (const LastRefusal& refusal : status.refusals) {
      CHECK(refusal.rule == "P.OWED");
      CHECK(refusal.got.find(name) != std::string::npos);
      const auto opened = exchange::open_refusal(refusal.note, trial.institutions.info().id,
                                                 trial.institutions.vkey(refusal.by, "node"));
      REQUIRE(opened.has_value());
      CHECK(opened->events == std::vector<Hash>{filed.act.id});
    }
  }
  trial.mend();
  CHECK(trial.is_everywhere(filed.act.id));
}

}  // namespace kuboluk::core::test
