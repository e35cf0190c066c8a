// Messages that no honest encoder writes, built word by word (RELIABILITY 37-44).
#include <capnp/message.h>
#include <capnp/serialize.h>

#include <cstring>

#include "tests/wire/random_frames.h"
#include "wire/codec.h"
#include "wire/peer.capnp.h"

namespace kuboluk::wire {
namespace {

using namespace testing;
using Catch::StartsWith;

std::string refusal(ByteView payload) {
  const Result<Frame> frame = decode(payload);
  return frame ? "accepted" : frame.error().message();
}

std::string refusal(const std::vector<std::uint64_t>& words) {
  return refusal(payload_of(words));
}

// A Draft's struct whose list of entries is what follows.
std::vector<std::uint64_t> draft_words(std::uint64_t entries,
                                       const std::vector<std::uint64_t>& following) {
  std::vector<std::uint64_t> all{1, 2, entries};  // round, from
  all.insert(all.end(), following.begin(), following.end());
  return frame_words(Tag::kDraft, struct_pointer(0, 2, 1), all);
}

// Lists of `fan` pointers, `depth` deep, every pointer of one to the whole next one. No word is
// large, the walk has fan^depth steps.
std::vector<std::uint64_t> shared_lists(std::int32_t fan, std::int32_t depth) {
  std::vector<std::uint64_t> words;
  for (std::int32_t level = 0; level < depth; ++level) {
    for (std::int32_t i = 0; i < fan; ++i) {
      const bool last = level + 1 == depth;
      words.push_back(
          last ? 0
               : list_pointer(fan - 1 - i, ElementSize::kPointer, static_cast<std::uint32_t>(fan)));
    }
  }
  return words;
}

Bytes with_table(std::vector<std::uint8_t> table, std::size_t bytes) {
  table.resize(bytes);
  return table;
}

}  // namespace

TEST_CASE("RELIABILITY 37: a segment count that overflows is refused by our own table check") {
  CHECK(refusal(with_table({0xFF, 0xFF, 0xFF, 0xFF}, 64)) ==
        "frame: one segment is allowed, the table announces 1 + 4294967295 [WIRE]");
}

TEST_CASE("RELIABILITY 38: sizes and segment counts are judged before anything is allocated") {
  // 2^61 words do not fit into the table; the largest that does is 2^32 - 1.
  CHECK(refusal(with_table({0, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF}, 64)) ==
        "frame: the table announces 4294967295 words, 56 bytes follow [WIRE]");
  CHECK(refusal(with_table({0, 0, 0, 0, 6}, 64)) ==
        "frame: the table announces 6 words, 56 bytes follow [WIRE]");
  CHECK(refusal(with_table({0, 0, 0, 0, 8}, 64)) ==
        "frame: the table announces 8 words, 56 bytes follow [WIRE]");
  CHECK(refusal(with_table({0x00, 0x02, 0, 0}, 8 * 513)) ==
        "frame: one segment is allowed, the table announces 1 + 512 [WIRE]");
  CHECK(refusal(with_table({1, 0, 0, 0, 1}, 64)) ==
        "frame: one segment is allowed, the table announces 1 + 1 [WIRE]");
  // A table cannot say zero segments: the nearest are one empty segment, and no table at all.
  CHECK(refusal(with_table({}, 8)) == "frame: no payload has 8 bytes [WIRE]");
  CHECK(refusal(Bytes{}) == "frame: no payload has 0 bytes [WIRE]");
  CHECK(refusal(with_table({}, 16)) == "frame: the table announces 0 words, 8 bytes follow [WIRE]");
  CHECK(refusal(with_table({0, 0, 0, 0, 1}, 17)) == "frame: no payload has 17 bytes [WIRE]");
}

TEST_CASE("RELIABILITY 38: an honest message in several segments is refused too") {
  capnp::MallocMessageBuilder builder(4, capnp::AllocationStrategy::FIXED_SIZE);
  auto entries = builder.initRoot<schema::Frame>().initDraft().initEntries(512);
  for (unsigned int i = 0; i < entries.size(); ++i)
    entries.init(i, 32)[0] = 'e';
  const auto words = capnp::messageToFlatArray(builder);
  const auto bytes = words.asBytes();
  CHECK(builder.getSegmentsForOutput().size() > 512);
  CHECK_THAT(refusal(ByteView{bytes.begin(), bytes.size()}),
             StartsWith("frame: one segment is allowed"));
}

TEST_CASE("RELIABILITY 39: lists of 2^29 elements without size are refused") {
  const auto malformed = StartsWith("frame: malformed:");
  const std::uint32_t many = (1U << 29) - 1;
  CHECK_THAT(refusal(draft_words(list_pointer(0, ElementSize::kVoid, many), {})), malformed);
  CHECK_THAT(refusal(draft_words(list_pointer(0, ElementSize::kPointer, many), {})), malformed);
  CHECK_THAT(refusal(draft_words(list_pointer(0, ElementSize::kByte, many), {})), malformed);
  // Structs: without any content, and with a pointer each in no words at all.
  const std::uint64_t structs = list_pointer(0, ElementSize::kComposite, 0);
  CHECK_THAT(refusal(draft_words(structs, {composite_tag(many, 0, 0)})), malformed);
  CHECK_THAT(refusal(draft_words(structs, {composite_tag(many, 0, 1)})), malformed);
}

TEST_CASE("RELIABILITY 40: circles and depth end at the nesting limit") {
  const auto nesting = Catch::Contains("Message is too deeply-nested");
  // The list of entries has one element: the list itself.
  CHECK_THAT(refusal(draft_words(list_pointer(0, ElementSize::kPointer, 1),
                                 {list_pointer(-1, ElementSize::kPointer, 1)})),
             nesting);
  // The root points at itself: in so small a message the other limit comes first.
  CHECK_THAT(refusal(std::vector<std::uint64_t>{struct_pointer(-1, 0, 1)}),
             StartsWith("frame: malformed: Exceeded message traversal limit"));
  CHECK_THAT(refusal(draft_words(list_pointer(0, ElementSize::kPointer, 1), shared_lists(1, 65))),
             nesting);
}

TEST_CASE("RELIABILITY 40: pointers that share their targets end at the traversal limit") {
  // 8^5 steps in 43 words: over the limit by far, and short enough to see what happens without it.
  CHECK_THAT(refusal(draft_words(list_pointer(0, ElementSize::kPointer, 8), shared_lists(8, 5))),
             StartsWith("frame: malformed: Exceeded message traversal limit"));
  // 64^11 steps would not end in this century.
  CHECK_THAT(refusal(draft_words(list_pointer(0, ElementSize::kPointer, 64), shared_lists(64, 11))),
             StartsWith("frame: malformed: Exceeded message traversal limit"));
}

TEST_CASE("RELIABILITY 40: words that are used twice or not at all are refused") {
  const std::uint64_t text = 0x6161616161616161;
  const std::vector<std::uint64_t> apart{list_pointer(1, ElementSize::kByte, 8),
                                         list_pointer(1, ElementSize::kByte, 8), text, text};
  REQUIRE(
      decode(payload_of(draft_words(list_pointer(0, ElementSize::kPointer, 2), apart))).value() ==
      Frame{exchange::Draft{1, 2, {"aaaaaaaa", "aaaaaaaa"}}});
  const std::vector<std::uint64_t> shared{list_pointer(1, ElementSize::kByte, 8),
                                          list_pointer(0, ElementSize::kByte, 8), text};
  CHECK(refusal(draft_words(list_pointer(0, ElementSize::kPointer, 2), shared)) ==
        "frame: its objects have 10 words, it has 9: words are unused or used twice [WIRE]");
  std::vector<std::uint64_t> hidden = apart;
  hidden.push_back(text);
  CHECK(refusal(draft_words(list_pointer(0, ElementSize::kPointer, 2), hidden)) ==
        "frame: its objects have 10 words, it has 11: words are unused or used twice [WIRE]");
}

TEST_CASE("pointers out of the segment, to other segments and to capabilities are refused") {
  const std::uint64_t far_pointer = 2;                 // segment 0, word 0
  const std::uint64_t other_segment = 2 | 7ULL << 32;  // segment 7
  const std::uint64_t capability = 3;
  for (const std::uint64_t pointer :
       {far_pointer, other_segment, capability, list_pointer(1, ElementSize::kByte, 1),
        list_pointer(-100, ElementSize::kByte, 1), list_pointer(0, ElementSize::kByte, 9),
        struct_pointer(0, 1, 0), std::uint64_t{0xFFFFFFFFFFFFFFFF}}) {
    INFO(std::hex << pointer);
    const auto words = frame_words(Tag::kAct, struct_pointer(0, 0, 1), {pointer, 0x61});
    CHECK_THAT(refusal(words), StartsWith("frame: "));
  }
  const auto good = frame_words(Tag::kAct, struct_pointer(0, 0, 1),
                                {list_pointer(0, ElementSize::kByte, 1), 0x61});
  CHECK(decode(payload_of(good)).value() == Frame{exchange::Act{"a"}});
}

TEST_CASE("RELIABILITY 41: a list of texts shrunk from a list of structs gives exact bytes") {
  // Two structs of one number and one text each, where texts are expected.
  const std::vector<std::uint64_t> structs{composite_tag(2, 1, 1),
                                           77,
                                           list_pointer(2, ElementSize::kByte, 2),
                                           88,
                                           list_pointer(1, ElementSize::kByte, 3),
                                           0x6161,
                                           0x626262};
  CHECK(decode(payload_of(draft_words(list_pointer(0, ElementSize::kComposite, 4), structs)))
            .value() == Frame{exchange::Draft{1, 2, {"aa", "bbb"}}});
  // More elements than there are words for.
  std::vector<std::uint64_t> greedy = structs;
  greedy[0] = composite_tag(3, 1, 1);
  CHECK_THAT(refusal(draft_words(list_pointer(0, ElementSize::kComposite, 4), greedy)),
             StartsWith("frame: malformed:"));
  // Structs that have no text to give.
  CHECK_THAT(refusal(draft_words(list_pointer(0, ElementSize::kComposite, 2),
                                 {composite_tag(2, 1, 0), 77, 88})),
             StartsWith("frame: malformed:"));
}

TEST_CASE("RELIABILITY 42: content ends where its length says, a NUL after it is content") {
  const auto with_nul = frame_words(Tag::kAct, struct_pointer(0, 0, 1),
                                    {list_pointer(0, ElementSize::kByte, 3), 0x6161});
  CHECK(refusal(with_nul) == "act.submission: NUL at byte 2 [WIRE]");
}

TEST_CASE("RELIABILITY 43: message kinds beyond the known ones are refused") {
  for (const std::uint64_t tag : {12U, 13U, 255U, 65535U}) {
    CHECK(refusal(frame_words(static_cast<Tag>(tag), struct_pointer(0, 1, 0), {0})) ==
          "frame: message kind " + std::to_string(tag) +
              " is unknown to protocol version 1 [WIRE]");
  }
}

TEST_CASE("RELIABILITY 43: a kind without its content is refused, not read as defaults") {
  for (const std::uint64_t tag : {0U, 1U, 2U, 3U, 4U, 5U, 6U, 8U, 10U, 11U}) {
    const std::string message = refusal(frame_words(static_cast<Tag>(tag), 0, {}));
    CHECK(message.ends_with(": the frame names this kind and has none [WIRE]"));
  }
  CHECK(refusal(std::vector<std::uint64_t>{0}) ==
        "hello: the frame names this kind and has none [WIRE]");
}

TEST_CASE("RELIABILITY 44: another encoding of the same values is the same message") {
  const Frame frame = exchange::Draft{0, 0, {"entry", "seal"}};
  capnp::MallocMessageBuilder builder;
  auto draft = builder.initRoot<schema::Frame>().initDraft();
  auto entries = draft.initEntries(2);
  for (unsigned int i = 0; i < 2; ++i) {
    const std::string& text = std::get<exchange::Draft>(std::get<1>(frame)).entries[i];
    entries.set(i, {bytes_of(text).data(), text.size()});
  }
  const auto canonical = capnp::canonicalize(builder.getRoot<schema::Frame>().asReader());
  std::vector<std::uint64_t> words(canonical.size());
  std::memcpy(words.data(), canonical.begin(), canonical.asBytes().size());
  const Bytes payload = payload_of(words);
  CHECK(payload.size() < encoded(frame).size() - 8);  // zero numbers are left out
  CHECK(decode(payload).value() == frame);
  CHECK(encoded(decode(payload).value()) == encoded(frame));
}

TEST_CASE("a field that a later writer of this version added is not read") {
  const std::vector<std::uint64_t> larger{0x0102030405060708, 99};
  CHECK(decode(payload_of(frame_words(static_cast<Tag>(10), struct_pointer(0, 2, 0), larger)))
            .value() == Frame{exchange::AskBatches{0x0102030405060708}});
}

}  // namespace kuboluk::wire
