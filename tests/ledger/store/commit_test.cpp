// Store::commit: laws 1, 5 and 6 of store.h.
#include <catch2/catch.hpp>

#include "ledger/store/store.h"
#include "tests/ledger/store/protocol_script.h"

namespace kuboluk::store {
namespace {

using test::act_of;
using test::checkpoint_note;
using test::Clerk;
using test::cosigned_of;
using test::create;
using test::difference;
using test::proposal_of;
using test::ProtocolState;
using test::Recorded;
using test::reopen;
using test::state_of;
using test::TempFolder;
using test::write;

// Stands after the second batch, with the next `proposed` ones proposed; where the two histories go
// apart.
struct Fixture {
  Clerk clerk;
  Recorded ours{clerk, 181, 8};
  Recorded others{clerk, 182, 8};
  TempFolder folder;
  std::unique_ptr<Store> store = create(folder.path(), clerk);

  explicit Fixture(std::size_t proposed) {
    REQUIRE(ours.changes[1].after == others.changes[1].after);
    write(*store, ours.changes[0]);
    write(*store, ours.changes[1]);
    if (proposed > 0) REQUIRE(store->put_proposal(proposal(2, proposed), {}));
  }
  exchange::Proposal proposal(std::size_t first, std::size_t count) const {
    return proposal_of(clerk, std::span(ours.changes).subspan(first, count), true);
  }
  void commits(const Recorded& recorded, std::size_t first, std::size_t count) {
    const auto done =
        store->commit(std::span(recorded.changes).subspan(first, count),
                      checkpoint_note(clerk, recorded.changes[first + count - 1].after), {});
    if (!done) FAIL(done.error().message());
    CHECK(difference(*store, recorded, first + count) == "");
    CHECK((*store->scrub({})).damages == 0);
    store.reset();
    store = reopen(folder.path(), clerk);
    CHECK(difference(*store, recorded, first + count) == "");
  }
};

TEST_CASE("a commit of some batches of a proposal leaves the rest pending") {
  Fixture f(4);
  f.commits(f.ours, 2, 2);
  exchange::Proposal rest = f.proposal(4, 2);
  CHECK(state_of(*f.store).proposal == rest);
  REQUIRE(f.store->put_proposal(f.proposal(4, 3), {}));  // and it goes on from there
  f.commits(f.ours, 4, 3);
  CHECK(!state_of(*f.store).proposal);
}

TEST_CASE("a commit of all of a proposal, or more, leaves none") {
  for (const std::size_t count : {3, 5}) {
    Fixture f(3);
    f.commits(f.ours, 2, count);
    CHECK(!state_of(*f.store).proposal);
  }
}

TEST_CASE(
    "a commit of other entries drops the proposal wholly, shorter or longer, also a cosigned "
    "one, and keeps what was cosigned") {
  for (const std::size_t count : {1, 2, 3, 5}) {
    Fixture f(3);
    const auto cosigned = cosigned_of(f.ours.changes[4].after, 500);
    REQUIRE(f.store->put_cosigned(cosigned));
    f.commits(f.others, 2, count);
    CHECK(!state_of(*f.store).proposal);
    CHECK(state_of(*f.store).cosigned == cosigned);
    // Never a second root: nothing of the other history is cosigned where both are known.
    const auto& fork = f.others.changes[2 + count - 1].after;
    if (fork.size <= cosigned.size) CHECK(!f.store->put_cosigned(cosigned_of(fork, 600)));
  }
}

TEST_CASE("write() goes on over a proposal in the same way") {
  Fixture f(2);
  write(*f.store, f.ours.changes[2]);
  CHECK(state_of(*f.store).proposal == f.proposal(3, 1));
  write(*f.store, f.ours.changes[3]);
  CHECK(!state_of(*f.store).proposal);
  CHECK(!state_of(*f.store).checkpoint);
}

TEST_CASE("a commit removes the submissions that are done and no others") {
  Fixture f(0);
  for (const char* text : {"a", "b", "c"})
    REQUIRE(f.store->put_act(act_of(text, 7)));
  const std::vector<Hash> done = {act_of("a", 0).id, act_of("c", 0).id, act_of("d", 0).id};
  REQUIRE(f.store->commit(std::span(f.ours.changes).subspan(2, 1), "", done));
  CHECK(state_of(*f.store).acts == std::vector{act_of("b", 7)});
  REQUIRE(f.store->commit({}, "", std::vector{act_of("b", 0).id}));
  CHECK(state_of(*f.store).acts.empty());
}

TEST_CASE(
    "a refused commit changes nothing: not the log, the proposal, the acts or the checkpoint") {
  Fixture f(3);
  REQUIRE(f.store->put_act(act_of("a", 7)));
  REQUIRE(f.store->put_checkpoint(checkpoint_note(f.clerk, f.ours.changes[1].after)));
  const ProtocolState before = state_of(*f.store);
  const std::vector<Hash> done = {act_of("a", 0).id};
  const auto& changes = f.ours.changes;
  const std::span all(changes);
  const auto refuses = [&](std::span<const batch::Change> committed, const std::string& note) {
    CHECK(!f.store->commit(committed, note, done));
    CHECK(!f.store->failed());
    CHECK(state_of(*f.store) == before);
    CHECK(difference(*f.store, f.ours, 2) == "");
  };
  const auto note = [&](std::size_t i) { return checkpoint_note(f.clerk, changes[i].after); };
  refuses(all.subspan(3, 1), note(3));    // begins elsewhere
  refuses(all.subspan(2, 2), note(4));    // the checkpoint is ahead
  refuses(all.subspan(2, 2), note(0));    // it goes back
  refuses(all.subspan(2, 2), "no note");  //
  batch::Position wrong = changes[3].after;
  wrong.log_root[0] ^= 1;
  refuses(all.subspan(2, 2), checkpoint_note(f.clerk, wrong));
  std::vector<batch::Change> twice(all.begin() + 2, all.begin() + 4);
  twice[1].events.insert(*changes[1].events.begin());  // the second of two does not fit
  refuses(twice, note(3));
  REQUIRE(f.store->commit(all.subspan(2, 2), note(2), done));  // older than the new size: allowed
}

}  // namespace
}  // namespace kuboluk::store
