#include "wire/codec.h"

#include "tests/wire/random_frames.h"
#include "wire/frame.h"

namespace kuboluk::wire {
namespace {

using namespace testing;

constexpr std::size_t kRounds = 300;

}  // namespace

TEST_CASE("the smallest frame of every kind comes back as it was") {
  const std::vector<Frame> frames = smallest_frames();
  REQUIRE(frames.size() == kKinds);
  for (const Frame& frame : frames) {
    INFO(kind_of(frame));
    CHECK(received(encoded(frame)).value() == frame);
  }
}

TEST_CASE("every kind with random content comes back as it was") {
  std::mt19937_64 random(20251112);
  for (std::size_t round = 0; round < kRounds; ++round) {
    for (std::size_t kind = 0; kind < kKinds; ++kind) {
      const Frame frame = random_frame(kind, 1 + round % 40, 1 + round * 3, random);
      INFO(kind_of(frame) << " in round " << round);
      const Bytes bytes = encoded(frame);
      CHECK(received(bytes).value() == frame);
      CHECK(encoded(received(bytes).value()) == bytes);
    }
  }
}

TEST_CASE("a payload is decoded at any alignment") {
  std::mt19937_64 random(7);
  const Frame frame = random_frame(2, 9, 50, random);
  const Bytes bytes = encoded(frame);
  for (std::size_t shift = 0; shift < 8; ++shift) {
    Bytes moved(shift);
    moved.insert(moved.end(), bytes.begin(), bytes.end());
    CHECK(received(ByteView(moved).subspan(shift)).value() == frame);
  }
}

TEST_CASE("the words for the kinds are all different") {
  std::vector<std::string_view> names;
  for (const Frame& frame : smallest_frames())
    names.push_back(kind_of(frame));
  for (std::size_t i = 0; i < names.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j)
      CHECK(names[i] != names[j]);
  }
}

TEST_CASE("a hello fits under the cap that holds before it") {
  const Hello hello{kProtocolVersion, std::string(128, 'l'), std::string(40, 's'),
                    std::string(40, 'r')};
  const Bytes bytes = encoded(hello);
  CHECK(frame_length(ByteView(bytes).first(kFrameHeaderBytes), kHelloBytesMax));
}

TEST_CASE("the bytes of one frame, as they are written") {
  const Bytes bytes = encoded(exchange::AskBatches{0x0102030405060708});
  const Bytes expected{'K', 'B', 'L', '1', 0, 0, 0, 40,  // header, 40 bytes follow
                       0,   0,   0,   0,   4, 0, 0, 0,   // one segment of 4 words
                       0,   0,   0,   0,   1, 0, 1, 0,   // root: 1 word of data, 1 pointer
                       10,  0,   0,   0,   0, 0, 0, 0,   // union tag
                       0,   0,   0,   0,   1, 0, 0, 0,   // AskBatches: 1 word of data
                       8,   7,   6,   5,   4, 3, 2, 1};
  CHECK(bytes == expected);
}

}  // namespace kuboluk::wire
