#include "wire/readable.h"

#include <catch2/catch.hpp>

namespace kuboluk::wire {

TEST_CASE("RELIABILITY 42: texts as the ledger writes them are readable") {
  CHECK_FALSE(unreadable(""));
  CHECK_FALSE(unreadable("a\nb ~\n"));
  CHECK_FALSE(unreadable("\u2014 cec.kuboluk.example/author/1 7dSjUA==\n"));
  CHECK_FALSE(unreadable("\u041A\u04AF\u0431\u04E9\u043B\u04AF\u043A \u00AB\u00FF\u00BB \u2116 7"));
  CHECK_FALSE(unreadable("\u00A0\u07FF\u0800\uD7FF\uE000\uFFFF\U00010000\U0010FFFF"));
}

TEST_CASE(
    "RELIABILITY 42: NUL, controls, direction and hidden characters are named with their place") {
  using namespace std::string_view_literals;
  CHECK(unreadable("ab\0c"sv) == "NUL at byte 2");
  for (const char c : {'\x01', '\t', '\r', '\x1B', '\x1F', '\x7F'})
    CHECK(unreadable(std::string("ab") + c) == "control character at byte 2");
  for (const char* hidden : {"\u0080", "\u009B", "\u009F", "\u061C", "\u200B", "\u200F", "\u2028",
                             "\u2029", "\u202E", "\u2066", "\u2069", "\uFEFF"})
    CHECK(unreadable(std::string("ab") + hidden) == "control or hidden character at byte 2");
}

TEST_CASE("RELIABILITY 42: what is no UTF-8 is refused, every overlong and cut form included") {
  for (const char* bytes :
       {"\x80", "\xBF", "\xC0\x80", "\xC1\xBF", "\xE0\x80\x80", "\xE0\x9F\xBF", "\xF0\x80\x80\x80",
        "\xF0\x8F\xBF\xBF", "\xED\xA0\x80", "\xED\xBF\xBF", "\xF4\x90\x80\x80", "\xF8\x88\x80\x80",
        "\xFE", "\xFF", "\xC3", "\xE2\x82", "\xF0\x9F\x98", "\xC3\x41", "\xE2\x82\x41"})
    CHECK(unreadable(std::string("ab\n") + bytes) == "not UTF-8 at byte 3");
}

}  // namespace kuboluk::wire
