#include "tests/wire/random_frames.h"

#include "wire/frame.h"

namespace kuboluk::wire::testing {
namespace {

std::string random_text(std::size_t bytes_min, std::size_t bytes_max, std::mt19937_64& random) {
  const std::size_t bytes = bytes_min + random() % (bytes_max - bytes_min + 1);
  std::string text;
  while (text.size() < bytes) {
    const auto choice = random() % 16;
    if (choice == 0) {
      text += '\n';
    } else if (choice == 1 && text.size() + 2 <= bytes) {
      text += "\u04E9";
    } else if (choice == 2 && text.size() + 3 <= bytes) {
      text += "\u2014";
    } else {
      text += static_cast<char>(' ' + random() % 95);
    }
  }
  return text;
}

struct Shape {
  std::size_t elements_max;
  std::size_t bytes_max;
  std::mt19937_64& random;

  std::string needed() const { return random_text(1, bytes_max, random); }
  std::string optional() const { return random() % 3 == 0 ? "" : needed(); }
  std::uint64_t size() const { return random() >> (2 + random() % 62); }
  Hash hash() const {
    Hash hash;
    for (std::uint8_t& byte : hash)
      byte = static_cast<std::uint8_t>(random());
    return hash;
  }
  std::vector<std::string> texts(std::size_t count_min) const {
    std::vector<std::string> texts(count_min + random() % (elements_max - count_min + 1));
    for (std::string& text : texts)
      text = needed();
    return texts;
  }
  std::vector<Hash> hashes() const {
    std::vector<Hash> hashes(random() % (elements_max + 1));
    for (Hash& one : hashes)
      one = hash();
    return hashes;
  }
};

std::string random_member(std::mt19937_64& random) {
  return "member-" + std::to_string(random() % 1'000'000);
}

}  // namespace

Frame random_frame(std::size_t kind, std::size_t elements_max, std::size_t bytes_max,
                   std::mt19937_64& random) {
  const Shape shape{elements_max, bytes_max, random};
  switch (kind) {
    case 0:
      return Hello{kProtocolVersion, "kuboluk.example/kg/" + std::to_string(random()),
                   random_member(random), random_member(random)};
    case 1:
      return exchange::Act{shape.needed()};
    case 2:
      return exchange::Draft{random(), shape.size(), shape.texts(1)};
    case 3:
      return exchange::Verdict{random(), shape.size(), shape.hash(), shape.optional(),
                               shape.texts(0)};
    case 4:
      return exchange::Proposed{shape.size(), shape.texts(0), shape.needed()};
    case 5:
      return exchange::Cosignature{shape.needed()};
    case 6:
      return exchange::Refused{shape.needed(), shape.texts(0)};
    case 7:
      return exchange::AskState{};
    case 8:
      return exchange::State{shape.size(), shape.optional(), shape.optional(), shape.optional()};
    case 9:
      return exchange::AskProposed{};
    case 10:
      return exchange::AskBatches{shape.size()};
    default:
      return exchange::Batches{shape.size(), shape.texts(0), shape.hashes(), shape.needed()};
  }
}

std::vector<Frame> smallest_frames() {
  return {Hello{kProtocolVersion, "l", "a", "b"},
          exchange::Act{"a"},
          exchange::Draft{0, 0, {"seal"}},
          exchange::Verdict{},
          exchange::Proposed{0, {}, "c"},
          exchange::Cosignature{"n"},
          exchange::Refused{"r", {}},
          exchange::AskState{},
          exchange::State{},
          exchange::AskProposed{},
          exchange::AskBatches{},
          exchange::Batches{0, {}, {}, "c"}};
}

Bytes encoded(const Frame& frame) {
  Result<Bytes> bytes = encode(frame);
  REQUIRE(bytes);
  return *bytes;
}

Result<Frame> received(ByteView bytes) {
  if (bytes.size() < kFrameHeaderBytes) return Error{"test", "frame", "cut in the header"};
  const Result<std::size_t> length = frame_length(bytes.first(kFrameHeaderBytes), kFrameBytesMax);
  if (!length) return length.error();
  const ByteView rest = bytes.subspan(kFrameHeaderBytes);
  if (rest.size() < *length) return Error{"test", "frame", "cut in the payload"};
  return decode(rest.first(*length));
}

Bytes payload_of(const std::vector<std::uint64_t>& words) {
  Bytes payload;
  const auto append = [&payload](std::uint64_t word) {
    for (int shift = 0; shift < 64; shift += 8)
      payload.push_back(static_cast<std::uint8_t>(word >> shift));
  };
  append(static_cast<std::uint64_t>(words.size()) << 32);  // 0: one segment
  for (const std::uint64_t word : words)
    append(word);
  return payload;
}

namespace {

std::uint64_t low_half(std::int32_t offset, std::uint32_t kind) {
  return static_cast<std::uint32_t>(offset) << 2 | kind;
}

}  // namespace

std::uint64_t struct_pointer(std::int32_t offset, std::uint16_t data_words,
                             std::uint16_t pointers) {
  return low_half(offset, 0) | std::uint64_t{data_words} << 32 | std::uint64_t{pointers} << 48;
}

std::uint64_t list_pointer(std::int32_t offset, ElementSize size, std::uint32_t count) {
  return low_half(offset, 1) | static_cast<std::uint64_t>(size) << 32 | std::uint64_t{count} << 35;
}

std::uint64_t composite_tag(std::uint32_t elements, std::uint16_t data_words,
                            std::uint16_t pointers) {
  return static_cast<std::uint64_t>(elements << 2) | std::uint64_t{data_words} << 32 |
         std::uint64_t{pointers} << 48;
}

std::vector<std::uint64_t> frame_words(Tag tag, std::uint64_t arm,
                                       const std::vector<std::uint64_t>& following) {
  std::vector<std::uint64_t> words{struct_pointer(0, 1, 1), static_cast<std::uint64_t>(tag), arm};
  words.insert(words.end(), following.begin(), following.end());
  return words;
}

}  // namespace kuboluk::wire::testing
