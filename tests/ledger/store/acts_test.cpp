// Submissions that wait, rejections, evidence.
#include <catch2/catch.hpp>

#include "crypto/sha256.h"
#include "ledger/store/protocol_state.h"
#include "ledger/store/store.h"
#include "tests/ledger/store/protocol_script.h"

namespace kuboluk::store {
namespace {

using test::act_of;
using test::Clerk;
using test::create;
using test::event_id;
using test::ProtocolState;
using test::reopen;
using test::state_of;
using test::TempFolder;
using test::test_options;

using exchange::PendingAct;
using exchange::RejectedAct;

TEST_CASE("submissions are read back in order of their time, then of their id") {
  const Clerk clerk;
  const TempFolder folder;
  auto store = create(folder.path(), clerk);
  std::vector<PendingAct> acts;
  for (int i = 0; i < 20; ++i)
    acts.push_back(act_of(std::string(100 * i, 'x') + std::to_string(i), 1000 - i / 4, i % 2 == 0));
  acts[3].handed = domain::Instant{7};
  for (const PendingAct& act : acts)
    REQUIRE(store->put_act(act));
  std::sort(acts.begin(), acts.end(), [](const PendingAct& a, const PendingAct& b) {
    return a.received != b.received ? a.received < b.received : a.id < b.id;
  });
  CHECK(state_of(*store).acts == acts);
  store.reset();
  CHECK(state_of(*reopen(folder.path(), clerk)).acts == acts);
}

TEST_CASE("a submission that comes again keeps its first times, and its promise") {
  const Clerk clerk;
  const TempFolder folder;
  auto store = create(folder.path(), clerk);
  PendingAct act = act_of("a", 100, false);
  REQUIRE(store->put_act(act));
  REQUIRE(store->put_act(act_of("a", 50, true)));
  act.promised = true;
  CHECK(state_of(*store).acts == std::vector{act});
  REQUIRE(store->put_handed(std::vector{act.id, event_id(0)}, {200}));
  REQUIRE(store->put_handed(std::vector{act.id, act.id}, {300}));
  act.handed = domain::Instant{200};
  CHECK(state_of(*store).acts == std::vector{act});
  REQUIRE(store->put_act(act_of("a", 400, false)));
  CHECK(state_of(*store).acts == std::vector{act});
}

TEST_CASE("a flood of submissions is refused, in number and in bytes, and nothing is lost") {
  const Clerk clerk;
  const TempFolder folder;
  Options options = test_options();
  options.acts_max = 10;
  options.acts_bytes_max = 100'000;
  auto store = create(folder.path(), clerk, options);
  for (int i = 0; i < 10; ++i)
    REQUIRE(store->put_act(act_of(std::to_string(i), i)));
  auto refused = store->put_act(act_of("one too many", 10));
  REQUIRE(!refused);
  CHECK(refused.error().rule == "X.SIZE");
  CHECK(refused.error().message().find("waiting submissions over 10") != std::string::npos);
  CHECK(state_of(*store).acts.size() == 10);
  REQUIRE(store->put_act(act_of("3", 11)));  // is stored already
  std::vector<Hash> gone;
  for (int i = 0; i < 10; ++i)
    gone.push_back(act_of(std::to_string(i), 0).id);
  REQUIRE(store->drop_acts(gone, {}));
  CHECK(state_of(*store).acts.empty());

  int stored = 0;
  Result<void> put;
  while (put && stored < 10) {
    put = store->put_act(act_of(std::string(20'000, 'x') + std::to_string(stored), stored));
    stored += put ? 1 : 0;
  }
  CHECK((stored >= 3 && stored <= 4));
  CHECK(put.error().rule == "X.SIZE");
  CHECK(!store->put_act(act_of(std::string(100'001, 'x'), 0)));
  CHECK(state_of(*store).acts.size() == static_cast<std::size_t>(stored));
}

TEST_CASE("a rejection takes its submission's place, under each of its events; the first stays") {
  const Clerk clerk;
  const TempFolder folder;
  auto store = create(folder.path(), clerk);
  for (const char* text : {"a", "b", "c"})
    REQUIRE(store->put_act(act_of(text, 7)));
  const RejectedAct first{act_of("a", 0).id, {event_id(0), event_id(1)}, "note a"};
  const RejectedAct second{act_of("b", 0).id, {event_id(1), event_id(2)}, "note b"};
  REQUIRE(store->drop_acts(std::vector{first.submission, second.submission, event_id(9)},
                           std::vector{first, second}));
  ProtocolState state = state_of(*store);
  CHECK(state.acts == std::vector{act_of("c", 7)});
  CHECK(state.rejections ==
        std::map<int, std::string>{{0, "note a"}, {1, "note a"}, {2, "note b"}});
  const RejectedAct again{first.submission, {event_id(0), event_id(3)}, "another note"};
  REQUIRE(store->drop_acts({}, std::vector{again}));
  state.rejections[3] = "note a";
  CHECK(state_of(*store) == state);
  RejectedAct large = again;
  large.note = std::string(kRejectionBytesMax + 1, 'x');
  CHECK(store->drop_acts(std::vector{act_of("c", 0).id}, std::vector{large}).error().rule ==
        "X.SIZE");
  CHECK(state_of(*store) == state);
  CHECK((*store->scrub({})).damages == 0);
}

TEST_CASE("evidence is kept once, and not without end") {
  const Clerk clerk;
  const TempFolder folder;
  auto store = create(folder.path(), clerk);
  REQUIRE(store->put_evidence("text"));
  REQUIRE(store->put_evidence("text"));
  CHECK(state_of(*store).evidence == std::vector<std::string>{"text"});
  CHECK(store->put_evidence(std::string(kEvidenceBytesMax + 1, 'x')).error().rule == "X.SIZE");
  for (std::uint64_t i = 1; i < kEvidenceMax; ++i)
    REQUIRE(store->put_evidence(std::to_string(i)));
  // Whoever lies more often than that must not stop the node.
  CHECK(store->put_evidence("one too many"));
  CHECK(store->put_evidence("text"));
  CHECK(state_of(*store).evidence.size() == kEvidenceMax);
}

// --- forms

// Parses exactly what is printed: not a byte less, not one more.
template <class Parse>
void check_exact(const Bytes& bytes, const Parse& parse, std::size_t open_end) {
  REQUIRE(parse(ByteView(bytes)));
  for (std::size_t size = 0; size < open_end; ++size)
    CHECK(!parse(ByteView(bytes).first(size)));
}

TEST_CASE("the forms are read as they were printed, and in no other form") {
  const Clerk clerk;
  const test::Recorded recorded(clerk, 191, 4);
  const auto proposal = test::proposal_of(clerk, std::span(recorded.changes).subspan(1, 2), true);
  Bytes bytes = print_proposal(proposal);
  auto head = proposal;
  head.entries.clear();
  CHECK(*parse_proposal(bytes) == head);
  check_exact(bytes, parse_proposal, 48);
  bytes.push_back('x');
  CHECK(!parse_proposal(bytes));
  auto unsigned_head = head;
  unsigned_head.checkpoint.clear();
  CHECK(*parse_proposal(print_proposal(unsigned_head)) == unsigned_head);
  unsigned_head.size = unsigned_head.from;
  CHECK(!parse_proposal(print_proposal(unsigned_head)));

  const auto cosigned = test::cosigned_of(recorded.changes[2].after, -5);
  bytes = print_cosigned(cosigned);
  CHECK(*parse_cosigned(bytes) == cosigned);
  check_exact(bytes, parse_cosigned, bytes.size());
  bytes.push_back(0);
  CHECK(!parse_cosigned(bytes));

  for (const bool handed : {false, true}) {
    PendingAct act = act_of("bytes", 100, handed);
    if (handed) act.handed = domain::Instant{200};
    bytes = print_act(act);
    const auto parse = [&](ByteView view) { return parse_act(act.id, view); };
    CHECK(*parse(bytes) == act);
    check_exact(bytes, parse, bytes.size());
    CHECK(!parse_act(event_id(1), bytes));
    bytes[8] = 2;
    CHECK(!parse(bytes));
  }
  CHECK(parse_rejection(event_id(0), print_rejection("note"))->note == "note");
  bytes = print_rejection_of(event_id(1));
  CHECK(*parse_rejection(event_id(0), bytes)->submission == event_id(1));
  const auto parse = [](ByteView view) { return parse_rejection(event_id(0), view); };
  check_exact(bytes, parse, bytes.size());
  bytes.push_back(0);
  CHECK(!parse(bytes));
  CHECK(!parse(bytes_of("xyz")));
}

}  // namespace
}  // namespace kuboluk::store
