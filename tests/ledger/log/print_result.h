// Lets CHECK(result) print why a result is an error. Catch's own fallback wants every value
// printable.
#pragma once

#include <catch2/catch.hpp>
#include <string>

#include "crypto/result.h"

template <class T>
struct Catch::StringMaker<kuboluk::Result<T>> {
  static std::string convert(const kuboluk::Result<T>& result) {
    return result ? "a value" : result.error().message();
  }
};
