// What the shared test pieces (institutions, liars) need of Catch2, for a program that is no Catch
// test: what is required ends the process, as a failed check in the product does.
#pragma once

#include <string>

#include "crypto/check.h"

namespace Catch {
template <class T>
struct StringMaker;
}  // namespace Catch

#define REQUIRE(...) KUBOLUK_CHECK((__VA_ARGS__))
#define REQUIRE_FALSE(...) KUBOLUK_CHECK(!(__VA_ARGS__))
#define CHECK(...) KUBOLUK_CHECK((__VA_ARGS__))
#define CHECK_FALSE(...) KUBOLUK_CHECK(!(__VA_ARGS__))
#define INFO(...) static_cast<void>(0)
#define CAPTURE(...) static_cast<void>(0)
