// Every limit and every needed field: one step inside is accepted in both directions, one step
// outside is refused by encode, and by decode when a peer without encode's checks sends it.
#include <capnp/message.h>
#include <capnp/serialize.h>

#include "tests/wire/random_frames.h"
#include "wire/codec.h"
#include "wire/frame.h"
#include "wire/peer.capnp.h"

namespace kuboluk::wire {
namespace {

using namespace testing;

constexpr std::uint64_t kSizeMax = (std::uint64_t{1} << 63) - 1;

// What a peer that checks nothing sends.
class Unchecked {
 public:
  schema::Frame::Builder frame() { return frame_; }
  Result<Frame> decoded() {
    const auto words = capnp::messageToFlatArray(builder_);
    const auto bytes = words.asBytes();
    return decode({bytes.begin(), bytes.size()});
  }

 private:
  capnp::MallocMessageBuilder builder_{1 << 23};  // one segment
  schema::Frame::Builder frame_ = builder_.initRoot<schema::Frame>();
};

capnp::Data::Reader as_data(std::string_view text) {
  const ByteView bytes = bytes_of(text);
  return {bytes.data(), bytes.size()};
}

template <class List>
void fill(List list, std::string_view text) {
  for (unsigned int i = 0; i < list.size(); ++i)
    list.set(i, as_data(text));
}

std::string refusal(const Frame& frame) {
  const Result<Bytes> bytes = encode(frame);
  return bytes ? "accepted" : bytes.error().message();
}

std::string refusal(Unchecked& peer) {
  const Result<Frame> frame = peer.decoded();
  return frame ? "accepted" : frame.error().message();
}

bool travels(const Frame& frame) {
  const Result<Frame> back = received(encoded(frame));
  return back && *back == frame;
}

std::string long_text(std::size_t bytes) {
  return std::string(bytes, 'x');
}

}  // namespace

TEST_CASE("the largest messages fit into a frame") {
  using exchange::kMessageEntriesMax;
  using exchange::kMessageEntryBytesMax;
  const std::string note = long_text(exchange::kMessageNoteBytesMax);
  std::vector<std::string> many(kMessageEntriesMax,
                                long_text(kMessageEntryBytesMax / kMessageEntriesMax));
  many.front() += long_text(kMessageEntryBytesMax % kMessageEntriesMax);
  const std::vector<Hash> proof(kConsistencyHashesMax);
  CHECK(travels(exchange::Batches{0, many, proof, note}));
  CHECK(travels(exchange::Proposed{kSizeMax - many.size(), many, note}));
  CHECK(travels(exchange::Draft{UINT64_MAX, 0, many}));
  std::vector<std::string> acts(exchange::kMessageActsMax,
                                long_text(kMessageEntryBytesMax / exchange::kMessageActsMax));
  CHECK(travels(exchange::Verdict{1, kSizeMax, {}, note, acts}));
  CHECK(travels(exchange::Refused{note, acts}));
  CHECK(travels(exchange::Refused{note, {long_text(36'000'000), long_text(8'000'000)}}));
  CHECK(travels(exchange::State{kSizeMax, note, note, note}));
  CHECK(travels(exchange::Act{long_text(36'000'000)}));
}

TEST_CASE("X.SIZE: a text over its limit is refused by both sides, with its name") {
  CHECK(refusal(exchange::Act{long_text(36'000'001)}) ==
        "act.submission: 36000001 bytes, at most 36000000 may travel [X.SIZE]");
  CHECK(refusal(exchange::Cosignature{long_text(160'001)}) ==
        "cosignature.note: 160001 bytes, at most 160000 may travel [X.SIZE]");
  CHECK(travels(exchange::Draft{0, 0, {long_text(65'535)}}));
  CHECK(refusal(exchange::Draft{0, 0, {"e", long_text(65'536)}}) ==
        "draft.entries[1]: 65536 bytes, at most 65535 may travel [X.SIZE]");
  const std::string note = long_text(160'001);
  for (const Frame& frame :
       std::vector<Frame>{exchange::Verdict{0, 0, {}, note, {}}, exchange::Refused{note, {}},
                          exchange::Proposed{0, {}, note}, exchange::State{0, note, "", ""},
                          exchange::State{0, "", note, ""}, exchange::State{0, "", "", note},
                          exchange::Batches{0, {}, {}, note}})
    CHECK(encode(frame).error().rule == "X.SIZE");
  Unchecked peer;
  peer.frame().initState().setYours(as_data(note));
  CHECK(refusal(peer) == "state.yours: 160001 bytes, at most 160000 may travel [X.SIZE]");
}

TEST_CASE("X.SIZE: lists over their number of elements or bytes are refused by both sides") {
  CHECK(travels(exchange::Draft{0, 0, std::vector<std::string>(16'384, "e")}));
  const std::string many = "draft.entries: 16385 elements, at most 16384 may travel [X.SIZE]";
  CHECK(refusal(exchange::Draft{0, 0, std::vector<std::string>(16'385, "e")}) == many);
  Unchecked draft;
  fill(draft.frame().initDraft().initEntries(16'385), "e");
  CHECK(refusal(draft) == many);

  CHECK(travels(exchange::Refused{"r", std::vector<std::string>(64, "a")}));
  const std::string acts = "refused.acts: 65 elements, at most 64 may travel [X.SIZE]";
  CHECK(refusal(exchange::Refused{"r", std::vector<std::string>(65, "a")}) == acts);
  Unchecked refused;
  refused.frame().initRefused().setRefusal(as_data("r"));
  fill(refused.frame().getRefused().initActs(65), "a");
  CHECK(refusal(refused) == acts);

  const std::string hashes = "batches.consistency: 127 elements, at most 126 may travel [X.SIZE]";
  CHECK(refusal(exchange::Batches{0, {}, std::vector<Hash>(127), "c"}) == hashes);
  Unchecked batches;
  batches.frame().initBatches().setCheckpoint(as_data("c"));
  fill(batches.frame().getBatches().initConsistency(127), std::string(32, 'h'));
  CHECK(refusal(batches) == hashes);

  const std::vector<std::string> acts_over(2, long_text(22'000'001));
  const std::string bytes = "refused.acts: 44000002 bytes, at most 44000000 may travel [X.SIZE]";
  CHECK(refusal(exchange::Refused{"r", acts_over}) == bytes);
  Unchecked heavy;
  heavy.frame().initRefused().setRefusal(as_data("r"));
  fill(heavy.frame().getRefused().initActs(2), acts_over[0]);
  CHECK(refusal(heavy) == bytes);
}

TEST_CASE("a list that is too long is refused before anything of it is copied") {
  // Copied first, the fault named would be that of the hash, which is read later.
  Unchecked peer;
  auto batches = peer.frame().initBatches();
  batches.initEntries(16'385);
  batches.initConsistency(1);
  CHECK(refusal(peer) == "batches.entries: 16385 elements, at most 16384 may travel [X.SIZE]");
}

TEST_CASE("X.SIZE: a payload beyond every message is refused unread") {
  const Bytes payload(kFrameBytesMax / 8 * 8 + 8);
  CHECK(decode(payload).error().rule == "X.SIZE");
}

TEST_CASE("sizes end at 2^63 - 1, and so does what follows `from`") {
  const std::string fault = ": no log is larger than 2^63 - 1 [WIRE]";
  CHECK(travels(exchange::AskBatches{kSizeMax}));
  CHECK(refusal(exchange::AskBatches{kSizeMax + 1}) == "ask-batches.from" + fault);
  CHECK(refusal(exchange::State{UINT64_MAX, "", "", ""}) == "state.committed" + fault);
  CHECK(refusal(exchange::Verdict{0, kSizeMax + 1, {}, "", {}}) == "verdict.size" + fault);
  CHECK(travels(exchange::Draft{0, kSizeMax - 2, {"a", "b"}}));
  CHECK(refusal(exchange::Draft{0, kSizeMax - 1, {"a", "b"}}) == "draft.from" + fault);
  CHECK(refusal(exchange::Proposed{kSizeMax - 1, {"a", "b"}, "c"}) == "proposed.from" + fault);
  CHECK(refusal(exchange::Batches{UINT64_MAX, {"a", "b"}, {}, "c"}) == "batches.from" + fault);
  Unchecked peer;
  peer.frame().initAskBatches().setFrom(UINT64_MAX);
  CHECK(refusal(peer) == "ask-batches.from" + fault);
}

TEST_CASE("RELIABILITY 5.2: a needed field that is missing is refused, not read as a default") {
  CHECK(refusal(exchange::Act{}) == "act.submission: empty [WIRE]");
  CHECK(refusal(exchange::Draft{}) == "draft.entries: a draft has at least a seal [WIRE]");
  CHECK(refusal(exchange::Draft{0, 0, {"e", ""}}) == "draft.entries[1]: empty [WIRE]");
  CHECK(refusal(exchange::Verdict{0, 0, {}, "", {""}}) == "verdict.acts[0]: empty [WIRE]");
  CHECK(refusal(exchange::Proposed{}) == "proposed.checkpoint: empty [WIRE]");
  CHECK(refusal(exchange::Cosignature{}) == "cosignature.note: empty [WIRE]");
  CHECK(refusal(exchange::Refused{}) == "refused.refusal: empty [WIRE]");
  CHECK(refusal(exchange::Batches{}) == "batches.checkpoint: empty [WIRE]");
  Unchecked entries;
  entries.frame().initDraft().initEntries(2);
  CHECK(refusal(entries) == "draft.entries[0]: empty [WIRE]");
}

TEST_CASE("a hash has 32 bytes") {
  for (const std::size_t bytes : {0U, 31U, 33U, 64U}) {
    const std::string fault =
        ": a hash has 32 bytes, this has " + std::to_string(bytes) + " [WIRE]";
    Unchecked verdict;
    verdict.frame().initVerdict().setRoot(as_data(std::string(bytes, 'h')));
    CHECK(refusal(verdict) == "verdict.root" + fault);
    Unchecked batches;
    batches.frame().initBatches().setCheckpoint(as_data("c"));
    auto proof = batches.frame().getBatches().initConsistency(2);
    proof.set(0, as_data(std::string(32, 'h')));
    proof.set(1, as_data(std::string(bytes, 'h')));
    CHECK(refusal(batches) == "batches.consistency[1]" + fault);
  }
  Unchecked missing;
  missing.frame().initVerdict();
  CHECK(refusal(missing) == "verdict.root: a hash has 32 bytes, this has 0 [WIRE]");
}

TEST_CASE("RELIABILITY 42: texts with NUL, controls or no UTF-8 are refused in every field") {
  const std::string bad("a\0b", 3);
  const std::string fault = ": NUL at byte 1 [WIRE]";
  CHECK(refusal(exchange::Act{bad}) == "act.submission" + fault);
  CHECK(refusal(exchange::Draft{0, 0, {"e", bad}}) == "draft.entries[1]" + fault);
  CHECK(refusal(exchange::Verdict{0, 0, {}, bad, {}}) == "verdict.refusal" + fault);
  CHECK(refusal(exchange::Verdict{0, 0, {}, "", {bad}}) == "verdict.acts[0]" + fault);
  CHECK(refusal(exchange::Proposed{0, {bad}, "c"}) == "proposed.entries[0]" + fault);
  CHECK(refusal(exchange::Proposed{0, {}, bad}) == "proposed.checkpoint" + fault);
  CHECK(refusal(exchange::Cosignature{bad}) == "cosignature.note" + fault);
  CHECK(refusal(exchange::Refused{bad, {}}) == "refused.refusal" + fault);
  CHECK(refusal(exchange::Refused{"r", {bad}}) == "refused.acts[0]" + fault);
  CHECK(refusal(exchange::State{0, bad, "", ""}) == "state.checkpoint" + fault);
  CHECK(refusal(exchange::State{0, "", bad, ""}) == "state.proposed" + fault);
  CHECK(refusal(exchange::State{0, "", "", bad}) == "state.yours" + fault);
  CHECK(refusal(exchange::Batches{0, {bad}, {}, "c"}) == "batches.entries[0]" + fault);
  CHECK(refusal(exchange::Batches{0, {}, {}, bad}) == "batches.checkpoint" + fault);
  for (const auto& [text, reason] :
       {std::pair{"\xFF", "not UTF-8 at byte 0"}, std::pair{"a\r\n", "control character at byte 1"},
        std::pair{"\u202E", "control or hidden character at byte 0"}}) {
    Unchecked peer;
    peer.frame().initCosignature().setNote(as_data(text));
    CHECK(refusal(peer) == std::string("cosignature.note: ") + reason + " [WIRE]");
  }
}

TEST_CASE("RELIABILITY 27, 43: a hello of another version names both, and ids are ids") {
  const Hello good{kProtocolVersion, "kuboluk.example/kg/5d41402abc4b2a76", "cec", "odihr"};
  CHECK(travels(good));
  Hello newer = good;
  newer.version = 2;
  CHECK(refusal(newer) ==
        "hello.version: the peer speaks protocol version 2, this node speaks 1 [WIRE]");
  Unchecked peer;
  peer.frame().initHello().setVersion(0);
  CHECK(refusal(peer) ==
        "hello.version: the peer speaks protocol version 0, this node speaks 1 [WIRE]");
  for (const char* id : {"", "-cec", "Cec", "cec ",
                         "c\xD0\xB5"
                         "c"}) {
    Hello sender = good;
    sender.sender = id;
    CHECK(refusal(sender) == "hello.sender: no member id [WIRE]");
    Hello receiver = good;
    receiver.receiver = id;
    CHECK(refusal(receiver) == "hello.receiver: no member id [WIRE]");
  }
  Hello large = good;
  large.sender = long_text(1'000'000);
  CHECK(refusal(large) == "hello.sender: no member id [WIRE]");
  Hello ledger = good;
  ledger.ledger = "two words";
  CHECK(refusal(ledger) == "hello.ledger: no ledger id [WIRE]");
}

}  // namespace kuboluk::wire
