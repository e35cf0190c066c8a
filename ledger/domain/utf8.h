// One code point of UTF-8 at a time. Which of them may stand where is for the tables of whoever
// asks.
#pragma once

#include <cstddef>
#include <string_view>

namespace kuboluk::domain {

struct CodePoint {
  char32_t code = 0;
  std::size_t size = 0;  // bytes; 0: these bytes are not UTF-8
};

// The first code point of a text that is not empty, by the table of RFC 3629 section 4: no overlong
// form, no surrogate, nothing above U+10FFFF.
CodePoint first_code_point(std::string_view text);

}  // namespace kuboluk::domain
