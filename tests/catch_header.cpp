// Exists so that Catch2's header is precompiled for all test files: catch_main.cpp cannot use it.
#include <catch2/catch.hpp>
