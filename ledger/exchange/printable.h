// The words of an error as free text, so that they fit on a line of a signed statement. An error
// may quote what somebody sent; a line break in it must not become a line of the statement, nor a
// bidi character turn a log page around.
#pragma once

#include <string>
#include <string_view>

namespace kuboluk::exchange {

// `text` as domain::free_text_fault accepts it, at most domain::kFreeTextBytesMax bytes: a
// character beyond free text and a byte that is not UTF-8 become '?', spaces at both ends go, what
// is too long is cut between characters, what is then empty is "-". Text that fits already comes
// back as it is.
std::string printable(std::string_view text);

}  // namespace kuboluk::exchange
