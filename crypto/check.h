// Asserts that stay on in every build. They guard our own bugs, never input: input that is wrong
// gets an Error. A failed check ends the process at once, before a wrong state can be stored or
// signed.
#pragma once

namespace kuboluk {

[[noreturn]] void check_failed(const char* condition, const char* file, int line);

}  // namespace kuboluk

#define KUBOLUK_CHECK(condition) \
  ((condition) ? static_cast<void>(0) : ::kuboluk::check_failed(#condition, __FILE__, __LINE__))
