// Which bytes may be text on the wire. Coarser than the ledger's own tables, which judge each text
// when it is parsed: this only keeps out what could hurt whoever stores, cuts or prints a message
// before that.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace kuboluk::wire {

// Nothing if `text` is UTF-8 (RFC 3629: shortest form, no surrogates) without NUL and other C0
// controls except LF, without DEL, C1 controls, line and paragraph separators, zero-width and
// direction characters, byte order marks (RELIABILITY 42). Otherwise what is wrong and at which
// byte, without repeating the text. Linear time, no memory.
std::optional<std::string> unreadable(std::string_view text);

}  // namespace kuboluk::wire
