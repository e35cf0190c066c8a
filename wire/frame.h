// The frame on the socket between nodes:
//
//     4 bytes  "KBL1"
//     4 bytes  length of the payload, big endian
//     payload  Cap'n Proto message (peer.capnp): segment table of one segment, then the segment
//
// Length and format are judged from the first 8 bytes, by our own code, before anything is
// allocated (RELIABILITY 37, 38). Pure functions; whoever reads the socket also sets one deadline
// for the whole frame (RELIABILITY 24).
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "crypto/bytes.h"
#include "crypto/result.h"
#include "ledger/exchange/message.h"

namespace kuboluk::wire {

inline constexpr std::size_t kFrameHeaderBytes = 8;

// Largest payload of the first frame on a link. Whoever is not known yet must not make a node
// allocate more than this.
inline constexpr std::size_t kHelloBytesMax = 4096;

// Longest consistency proof between two trees below 2^63 (ledger/log/merkle.h). A longer list is
// there to cost memory.
inline constexpr std::size_t kConsistencyHashesMax = 126;

// Largest payload at all: the largest message, with a pointer and padding for each text in it, and
// room for its structs. A peer that announces more wants memory, not an answer.
inline constexpr std::size_t kFrameBytesMax =
    exchange::kMessageEntryBytesMax + 16 * exchange::kMessageEntriesMax +
    48 * kConsistencyHashesMax + 4 * exchange::kMessageNoteBytesMax + 4096;
static_assert(kFrameBytesMax < 48'000'000, "a frame is held in memory twice while it is decoded");

// Smallest payload: a segment table and a root pointer.
inline constexpr std::size_t kFrameBytesMin = 16;

// The number of payload bytes that follow, kFrameBytesMin .. bytes_max and a multiple of 8.
// `header` has kFrameHeaderBytes bytes (checked: the caller read that many); `bytes_max` is
// kHelloBytesMax until the peer's Hello has been accepted, then kFrameBytesMax. Errors: WIRE (not
// our format, another version of it, impossible length), X.SIZE (longer than bytes_max). After an
// error the stream cannot be read on: close it.
Result<std::size_t> frame_length(ByteView header, std::size_t bytes_max);

// The header of a payload of that many bytes, which must be a length that frame_length accepts
// (checked).
std::array<std::uint8_t, kFrameHeaderBytes> frame_header(std::size_t payload_bytes);

}  // namespace kuboluk::wire
