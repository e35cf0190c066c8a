// What a frame must satisfy, whichever way it goes: one set of rules for encode and decode.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "crypto/result.h"
#include "ledger/exchange/message.h"
#include "wire/codec.h"

namespace kuboluk::wire {

// Bytes of one submission in a message: no less than exchange::kSubmissionBytesMax. The largest act
// must be able to travel; a larger text is no act.
inline constexpr std::size_t kActBytesMax = 36'000'000;
// Bytes of one entry (C2SP tlog-tiles: lengths of 16 bits). A longer text is no entry.
inline constexpr std::size_t kEntryBytesMax = 65'535;
// Elements of the lists, judged before a list is copied: an element costs 8 bytes on the wire and
// more in memory.
inline constexpr std::size_t kEntriesMax = exchange::kMessageEntriesMax;
inline constexpr std::size_t kActsMax = exchange::kMessageActsMax;

// Nothing if the frame may travel. Otherwise the first fault: X.SIZE or WIRE, the object is kind
// and field.
std::optional<Error> frame_fault(const Frame& frame);

// The fault of a list that is too long, for `frame_fault` and for whoever must know it earlier.
Error too_many(std::string object, std::size_t count, std::size_t count_max);

}  // namespace kuboluk::wire
