// Which characters may stand where. Our own fixed tables, never a Unicode library's: a new library
// version must not change what an old ledger accepts (DESIGN.md 4).
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace kuboluk::domain {

// Longest free text (a reason, a title) in bytes; stops one act from filling a record or a page.
inline constexpr std::size_t kFreeTextBytesMax = 2000;
// Longest token (id, number, word) in bytes: keys of the status map stay under 200 bytes.
inline constexpr std::size_t kTokenBytesMax = 64;

// Nothing if `text` is free text: valid UTF-8; ASCII 0x20-0x7E, Latin-1 letters and signs, Latin
// Extended-A, Cyrillic with the Kyrgyz letters, listed punctuation (guillemets, dashes, quotes,
// number sign); not empty, no leading or trailing space. Nothing that normalises (no combining
// marks), no bidi, zero-width, C1, U+2028/9, BOM, no-break space. Otherwise what is wrong and at
// which byte, in words, without repeating the text. The length is not judged here.
std::optional<std::string> free_text_fault(std::string_view text);

// Longest list of tokens (papers, citizenships) in bytes: lists become facts of a record, and
// whoever files an application must not be able to grow a record.
inline constexpr std::size_t kTokenListBytesMax = 256;

// [A-Za-z0-9] then [A-Za-z0-9._:+()@/-]*, at most kTokenBytesMax bytes. No space, no comma, no '='.
bool is_token(std::string_view text);

// Tokens joined by commas, sorted bytewise, none twice; at least one.
bool is_token_list(std::string_view text);

}  // namespace kuboluk::domain
