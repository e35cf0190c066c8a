// Laws 6 and 7 of store.h.
#include <catch2/catch.hpp>

#include "ledger/store/store.h"
#include "tests/ledger/store/protocol_script.h"

namespace kuboluk::store {
namespace {

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

using exchange::Cosigned;
using exchange::Proposal;

// Two histories that go apart after the second batch; a store that stands there.
struct Fixture {
  Clerk clerk;
  Recorded ours{clerk, 171, 8};
  Recorded others{clerk, 172, 8};
  TempFolder folder;
  std::unique_ptr<Store> store = create(folder.path(), clerk);

  Fixture() {
    REQUIRE(ours.changes[1].after == others.changes[1].after);
    REQUIRE(ours.changes[2].entries != others.changes[2].entries);
    write(*store, ours.changes[0]);
    write(*store, ours.changes[1]);
  }
  // Batches 2 .. 2 + count - 1.
  Proposal proposal(std::size_t count, bool is_signed = false) const {
    return proposal_of(clerk, std::span(ours.changes).subspan(2, count), is_signed);
  }
  Proposal other(std::size_t count) const {
    return proposal_of(clerk, std::span(others.changes).subspan(2, count), false);
  }
  const batch::Position& after(std::size_t count) const { return ours.changes[1 + count].after; }
  // Refused with that text, and nothing has changed.
  void refuses(const Result<void>& result, const ProtocolState& before, const char* text) const {
    REQUIRE(!result);
    INFO(result.error().message());
    CHECK(result.error().message().find(text) != std::string::npos);
    CHECK(!store->failed());
    CHECK(state_of(*store) == before);
  }
};

TEST_CASE(
    "a proposal is read back as it was put, at every extension and after reopening; the "
    "committed state does not move") {
  Fixture f;
  CHECK(!state_of(*f.store).proposal);
  for (std::size_t count = 1; count <= 5; ++count) {
    for (const bool is_signed : {false, true}) {
      REQUIRE(f.store->put_proposal(f.proposal(count, is_signed), {}));
      CHECK(state_of(*f.store).proposal == f.proposal(count, is_signed));
      f.store.reset();
      f.store = reopen(f.folder.path(), f.clerk);
      CHECK(state_of(*f.store).proposal == f.proposal(count, is_signed));
      CHECK(difference(*f.store, f.ours, 2) == "");
      CHECK(f.store->put_proposal(f.proposal(count, is_signed), {}));  // the same again
    }
  }
  CHECK((*f.store->scrub({})).damages == 0);
}

TEST_CASE(
    "law 6: a proposal that does not begin at the position, or is not the tree that it "
    "says, is refused") {
  Fixture f;
  const ProtocolState before = state_of(*f.store);
  const auto put = [&](const Proposal& proposal) { return f.store->put_proposal(proposal, {}); };
  const std::span all(f.ours.changes);
  f.refuses(put(proposal_of(f.clerk, all.subspan(1, 3), false)), before, "it begins at size");
  f.refuses(put(proposal_of(f.clerk, all.subspan(3, 2), false)), before, "it begins at size");
  Proposal wrong = f.proposal(2);
  wrong.root[7] ^= 1;
  f.refuses(put(wrong), before, "do not lead to its root");
  wrong = f.proposal(2);
  wrong.entries[0] += " ";
  f.refuses(put(wrong), before, "do not lead to its root");
  wrong = f.proposal(2);
  wrong.checkpoint = f.proposal(1, true).checkpoint;
  f.refuses(put(wrong), before, "checkpoint is of another tree");
  wrong.checkpoint = "no note";
  CHECK(!put(wrong));
  CHECK(state_of(*f.store) == before);
}

TEST_CASE(
    "law 6: a stored proposal is replaced by its extension, or by itself with a checkpoint, "
    "and by nothing else") {
  Fixture f;
  REQUIRE(f.store->put_proposal(f.proposal(2), {}));
  ProtocolState before = state_of(*f.store);
  f.refuses(f.store->put_proposal(f.proposal(1), {}), before, "is not its beginning");
  f.refuses(f.store->put_proposal(f.proposal(1, true), {}), before, "is not its beginning");
  f.refuses(f.store->put_proposal(f.other(2), {}), before, "is not its beginning");
  f.refuses(f.store->put_proposal(f.other(5), {}), before, "is not its beginning");
  REQUIRE(f.store->put_proposal(f.proposal(2, true), {}));
  before = state_of(*f.store);
  f.refuses(f.store->put_proposal(f.proposal(2), {}), before, "with its checkpoint already");
  REQUIRE(f.store->put_proposal(f.proposal(3), {}));  // a signed one may be extended
  CHECK(state_of(*f.store).proposal == f.proposal(3));
}

TEST_CASE("law 7: a cosigned size and its time never go back, and a size has one root") {
  Fixture f;
  REQUIRE(f.store->put_proposal(f.proposal(2), cosigned_of(f.after(2), 500)));
  const ProtocolState before = state_of(*f.store);
  CHECK(before.cosigned == cosigned_of(f.after(2), 500));
  f.refuses(f.store->put_cosigned(cosigned_of(f.after(1), 600)), before, "cosigned already");
  f.refuses(f.store->put_cosigned(cosigned_of(f.after(0), 600)), before, "cosigned already");
  f.refuses(f.store->put_cosigned(cosigned_of(f.after(2), 499)), before, "its time is before");
  f.refuses(f.store->put_proposal(f.proposal(3), cosigned_of(f.after(3), 499)), before,
            "its time is before");
  Cosigned other = cosigned_of(f.after(2), 600);
  other.root[0] ^= 1;
  f.refuses(f.store->put_cosigned(other), before, "another root");
  // Nothing of a refused pair is stored.
  f.refuses(f.store->put_proposal(f.proposal(3), cosigned_of(f.after(1), 600)), before,
            "cosigned already");
  REQUIRE(f.store->put_cosigned(cosigned_of(f.after(2), 500)));
  REQUIRE(f.store->put_cosigned(cosigned_of(f.after(2), 501)));
  REQUIRE(f.store->put_proposal(f.proposal(3), cosigned_of(f.after(3), 501)));
  CHECK(state_of(*f.store).cosigned == cosigned_of(f.after(3), 501));
}

TEST_CASE(
    "law 7: only the root of the stored tree is cosigned, at the position and in a proposal") {
  Fixture f;
  const ProtocolState before = state_of(*f.store);
  Cosigned wrong = cosigned_of(f.after(0), 500);
  wrong.root[9] ^= 1;
  f.refuses(f.store->put_cosigned(wrong), before, "has another root");
  f.refuses(f.store->put_proposal(f.proposal(2), wrong), before, "has another root");
  wrong = cosigned_of(f.after(2), 500);
  wrong.root[9] ^= 1;
  f.refuses(f.store->put_proposal(f.proposal(2), wrong), before, "has another root");
  f.refuses(f.store->put_proposal(f.proposal(2), cosigned_of(f.after(3), 500)), before,
            "was to be cosigned with it");
  REQUIRE(f.store->put_cosigned(cosigned_of(f.after(0), 500)));
  REQUIRE(f.store->put_proposal(f.proposal(3), {}));
  REQUIRE(f.store->put_cosigned(cosigned_of(f.after(1), 500)));  // a tree on the way
}

TEST_CASE("law 7: what is larger than everything stored is kept, and binds") {
  Fixture f;
  const Cosigned floor = cosigned_of(f.after(3), 500);
  REQUIRE(f.store->put_cosigned(floor));
  const ProtocolState before = state_of(*f.store);
  f.refuses(f.store->put_proposal(f.proposal(2), cosigned_of(f.after(2), 600)), before,
            "cosigned already");
  Cosigned second_root = floor;
  second_root.root[0] ^= 1;
  f.refuses(f.store->put_cosigned(second_root), before, "another root of that size");
  // A larger tree of another history does not contain it.
  const auto& fork = f.others.changes[5].after;
  f.refuses(f.store->put_proposal(f.other(4), cosigned_of(fork, 600)), before, "has another root");
  REQUIRE(f.store->put_proposal(f.proposal(2), floor));  // stored already: says nothing new
  REQUIRE(f.store->put_proposal(f.proposal(4), cosigned_of(f.after(4), 600)));
}

TEST_CASE("a proposal is given up on purpose only while nothing beyond the position is cosigned") {
  Fixture f;
  CHECK(f.store->drop_proposal());  // there is none
  REQUIRE(f.store->put_cosigned(cosigned_of(f.after(0), 500)));
  REQUIRE(f.store->put_proposal(f.other(3), {}));
  REQUIRE(f.store->drop_proposal());
  CHECK(!state_of(*f.store).proposal);
  CHECK((*f.store->scrub({})).damages == 0);
  REQUIRE(f.store->put_proposal(f.proposal(2), cosigned_of(f.after(1), 500)));
  const ProtocolState before = state_of(*f.store);
  f.refuses(f.store->drop_proposal(), before, "never dropped");
  f.store.reset();
  f.store = reopen(f.folder.path(), f.clerk);
  f.refuses(f.store->drop_proposal(), before, "never dropped");
}

TEST_CASE("a proposal beyond the limits is refused, by name") {
  Fixture f;
  const ProtocolState before = state_of(*f.store);
  Proposal many;
  many.from = before.position.size;
  many.entries.assign(kProposalEntriesMax + 1, "x");
  many.size = many.from + many.entries.size();
  const auto put = f.store->put_proposal(many, {});
  f.refuses(put, before, "has entries over 65536");
  CHECK(put.error().rule == "X.SIZE");
}

}  // namespace
}  // namespace kuboluk::store
