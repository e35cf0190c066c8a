// Frames to bytes and back. No Cap'n Proto type leaves this box.
//
// Laws (tests/wire):
// 1. decode never crashes, loops or allocates beyond a small multiple of its input, whatever the
//    bytes (RELIABILITY 37-45).
// 2. What decode returns is a frame that encode accepts, and decode(encode(frame)) == frame.
// 3. encode refuses exactly the frames that decode would refuse: a node learns at home that a
//    message is too large, not from a closed link.
// 4. A frame that decodes is well formed, not true: its sender is who the link says, and whoever
//    takes the message checks everything in it.
//
// Pure and thread-safe. Memory: encode makes one buffer of the frame's size; decode makes the
// values, and first a copy (gone when it returns) of an input that does not begin at a multiple
// of 8.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>

#include "crypto/bytes.h"
#include "crypto/result.h"
#include "ledger/exchange/message.h"

namespace kuboluk::wire {

// Version of messages and of their meaning. A node that speaks another one is refused with both
// numbers (RELIABILITY 27); there is no guessing from what arrives.
inline constexpr std::uint32_t kProtocolVersion = 1;

// First on a link in both directions. Whether ledger, sender and receiver are the right ones is for
// the link to compare.
struct Hello {
  std::uint32_t version = kProtocolVersion;
  std::string ledger;    // ledger id
  std::string sender;    // member id
  std::string receiver;  // member id
  bool operator==(const Hello&) const = default;
};

using Frame = std::variant<Hello, exchange::Message>;

// "hello", "act", "draft", ...: the word for it in errors and journals.
std::string_view kind_of(const Frame& frame);

// The whole frame, header included. Errors: X.SIZE (over a limit), WIRE (what decode would refuse);
// the object is kind and field, as in "draft.entries[3]".
Result<Bytes> encode(const Frame& frame);

// The frame in a payload, which is what follows the header (wire/frame.h). Errors: WIRE, X.SIZE,
// the object as in encode.
Result<Frame> decode(ByteView payload);

}  // namespace kuboluk::wire
