// RELIABILITY 45: damaged frames. KUBOLUK_WIRE_FLIPS sets another number of them than the 200,000
// of every run, KUBOLUK_WIRE_SEED another seed.
#include <charconv>
#include <cstdlib>
#include <iostream>
#include <string_view>

#include "tests/wire/random_frames.h"
#include "wire/frame.h"

namespace kuboluk::wire {
namespace {

using namespace testing;

std::uint64_t number_from_environment(const char* name, std::uint64_t otherwise) {
  const char* text = std::getenv(name);
  if (text == nullptr) return otherwise;
  const std::string_view digits(text);
  std::uint64_t number = 0;
  const auto parsed = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  INFO(name << "=" << digits);
  REQUIRE(parsed.ec == std::errc{});
  return number;
}

void flip(Bytes& bytes, std::size_t from, std::mt19937_64& random) {
  const std::size_t flips = 1 + random() % 4;
  for (std::size_t i = 0; i < flips; ++i) {
    const std::size_t bit = 8 * from + random() % (8 * (bytes.size() - from));
    bytes[bit / 8] ^= static_cast<std::uint8_t>(1U << bit % 8);
  }
}

// Cuts the frame, and in half of the cases makes header and table agree with what is left.
void cut(Bytes& bytes, std::mt19937_64& random) {
  const bool agreeing = random() % 2 == 0;
  bytes.resize(random() % bytes.size());
  if (!agreeing || bytes.size() < 24) return;
  bytes.resize(bytes.size() / 8 * 8);
  const auto header = frame_header(bytes.size() - 8);
  std::copy(header.begin(), header.end(), bytes.begin());
  const std::size_t words = (bytes.size() - 16) / 8;
  for (std::size_t i = 0; i < 4; ++i)
    bytes[12 + i] = static_cast<std::uint8_t>(words >> 8 * i);
}

// Half of the flips spare header and table, so that they reach the message.
Bytes damaged(const Bytes& whole, std::mt19937_64& random) {
  Bytes bytes = whole;
  const auto way = random() % 8;
  if (way == 0) {
    cut(bytes, random);
  } else {
    flip(bytes, way < 4 ? 16 : 0, random);
  }
  return bytes;
}

}  // namespace

TEST_CASE("RELIABILITY 45: damaged frames are refused, or decode to what encodes back to itself") {
  const std::uint64_t rounds = number_from_environment("KUBOLUK_WIRE_FLIPS", 200'000);
  const std::uint64_t seed = number_from_environment("KUBOLUK_WIRE_SEED", 45);
  std::mt19937_64 random(seed);
  std::vector<Bytes> frames;
  for (const Frame& frame : smallest_frames())
    frames.push_back(encoded(frame));
  for (std::size_t i = 0; i < 20 * kKinds; ++i)
    frames.push_back(encoded(random_frame(i % kKinds, 1 + i % 7, 1 + i % 90, random)));
  std::uint64_t decoded = 0;
  std::uint64_t wrong = 0;
  for (std::uint64_t round = 0; round < rounds; ++round) {
    const Bytes bytes = damaged(frames[random() % frames.size()], random);
    const Result<Frame> frame = received(bytes);
    if (!frame) continue;
    ++decoded;
    const Result<Bytes> again = encode(*frame);
    const Result<Frame> back = again ? received(*again) : again.error();
    if (!back || *back != *frame) ++wrong;
  }
  INFO("seed " << seed);
  CHECK(wrong == 0);
  CHECK(decoded > rounds / 10);  // the damage reaches the content too
  CHECK(decoded < rounds / 10 * 9);
  std::cout << "wire: " << rounds << " damaged frames, " << rounds - decoded << " refused, "
            << decoded << " decoded, " << wrong << " wrong\n";
}

}  // namespace kuboluk::wire
