// Frames of every kind with random content, and what the tests of this folder do with frames.
#pragma once

#include <catch2/catch.hpp>
#include <cstddef>
#include <random>
#include <string>
#include <vector>

#include "crypto/bytes.h"
#include "crypto/result.h"
#include "wire/codec.h"

template <class T>
struct Catch::StringMaker<kuboluk::Result<T>> {
  static std::string convert(const kuboluk::Result<T>& result) {
    return result ? "a value" : result.error().message();
  }
};

namespace kuboluk::wire::testing {

// Number of kinds: Hello and the alternatives of exchange::Message.
inline constexpr std::size_t kKinds = 1 + std::variant_size_v<exchange::Message>;

// A valid frame of kind 0 .. kKinds-1 with lists of up to `elements_max` and texts of up to
// `bytes_max` bytes, in ASCII, Cyrillic and LF.
Frame random_frame(std::size_t kind, std::size_t elements_max, std::size_t bytes_max,
                   std::mt19937_64& random);

// The smallest valid frame of each kind.
std::vector<Frame> smallest_frames();

// encode, which must succeed.
Bytes encoded(const Frame& frame);

// What a node does with these bytes from a socket: header, then payload.
Result<Frame> received(ByteView bytes);

// One segment with its table, for messages that no encoder writes. Words are in the order of the
// segment; the first is the root pointer.
Bytes payload_of(const std::vector<std::uint64_t>& words);

// Pointers of Cap'n Proto's encoding. `offset`: words from the end of the pointer to the target.
std::uint64_t struct_pointer(std::int32_t offset, std::uint16_t data_words, std::uint16_t pointers);
enum class ElementSize { kVoid = 0, kByte = 2, kPointer = 6, kComposite = 7 };
// `count`: elements; for kComposite the words after the tag.
std::uint64_t list_pointer(std::int32_t offset, ElementSize size, std::uint32_t count);
// The tag word before the elements of a composite list.
std::uint64_t composite_tag(std::uint32_t elements, std::uint16_t data_words,
                            std::uint16_t pointers);

// The tags of the union in peer.capnp.
enum class Tag : std::uint64_t { kHello = 0, kAct = 1, kDraft = 2, kVerdict = 3, kBatches = 11 };

// Root, Frame struct with that tag, and the words that follow; the first of them is where `arm`,
// the pointer to the kind's struct with an offset counted from here, points at 0.
std::vector<std::uint64_t> frame_words(Tag tag, std::uint64_t arm,
                                       const std::vector<std::uint64_t>& following);

}  // namespace kuboluk::wire::testing
