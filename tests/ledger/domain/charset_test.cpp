#include "ledger/domain/charset.h"

#include <catch2/catch.hpp>

namespace kuboluk::domain {
namespace {

// UTF-8 of a code point, surrogates and what lies above U+10FFFF included: the naive encoder.
std::string utf8(std::uint32_t code) {
  const auto tail = [code](int shift) { return static_cast<char>(0x80 | (code >> shift & 0x3F)); };
  if (code < 0x80) return {static_cast<char>(code)};
  if (code < 0x800) return {static_cast<char>(0xC0 | code >> 6), tail(0)};
  if (code < 0x10000) return {static_cast<char>(0xE0 | code >> 12), tail(6), tail(0)};
  return {static_cast<char>(0xF0 | code >> 18), tail(12), tail(6), tail(0)};
}

TEST_CASE("free text in the three languages of the commission is accepted") {
  for (const char* text :
       {"Early elections of deputies, District No 13", "Досрочные выборы депутатов Жогорку Кенеша",
        "Жогорку Кеңештин депутаттарын мөөнөтүнөн мурда шайлоо", "Ң ң Ө ө Ү ү",
        "«Наблюдатель» – “observer” — ‘x’ „y‚ № 272", "Qazaqstan: Әә Ғғ Ққ Ұұ Һһ Іі",
        "Türkiye, Česko, Łódź, Ísland: § 4.3 (a) 100%", "x", "~"}) {
    INFO(text);
    CHECK_FALSE(free_text_fault(text));
  }
}

TEST_CASE(
    "exactly the listed code points are free text, all 1,114,112 and the surrogates tried (case "
    "42)") {
  const auto listed = [](std::uint32_t c) {
    return (c >= 0x20 && c <= 0x7E) || (c >= 0xA1 && c <= 0x17F && c != 0xAD) ||
           (c >= 0x400 && c <= 0x45F) || (c >= 0x48A && c <= 0x4FF) || c == 0x2013 || c == 0x2014 ||
           (c >= 0x2018 && c <= 0x201A) || (c >= 0x201C && c <= 0x201E) || c == 0x2116;
  };
  for (std::uint32_t code = 0; code < 0x120000; ++code) {
    const bool accepted = !free_text_fault("x" + utf8(code) + "x");
    if (accepted != listed(code)) FAIL("U+" << std::hex << code);
  }
}

TEST_CASE("nothing invisible, reversing or composing: each is named by number and byte") {
  struct Case {
    std::uint32_t code;
    const char* name;
  };
  for (const Case& c :
       {Case{0x00, "U+0000"}, Case{0x09, "U+0009"}, Case{0x0A, "U+000A"}, Case{0x7F, "U+007F"},
        Case{0x85, "U+0085"}, Case{0xA0, "U+00A0"}, Case{0xAD, "U+00AD"}, Case{0x301, "U+0301"},
        Case{0x200B, "U+200B"}, Case{0x200D, "U+200D"}, Case{0x202E, "U+202E"},
        Case{0x2066, "U+2066"}, Case{0x2028, "U+2028"}, Case{0x2029, "U+2029"},
        Case{0xFEFF, "U+FEFF"}, Case{0xFFFD, "U+FFFD"}, Case{0x1F600, "U+1F600"},
        Case{0x10FFFF, "U+10FFFF"}}) {
    const auto fault = free_text_fault("secret" + utf8(c.code) + "x");
    REQUIRE(fault);
    CHECK(fault->find(c.name) != std::string::npos);
    CHECK(fault->find("byte 6") != std::string::npos);
    CHECK(fault->find("secret") == std::string::npos);
  }
}

TEST_CASE("bytes that are not strict UTF-8 are refused (RELIABILITY 42)") {
  for (const char* text : {
           "\x80", "\xBF", "\xC0\x80", "\xC1\xBF", "\xE0\x9F\xBF", "\xF0\x8F\xBF\xBF",  // overlong
           "\xED\xA0\x80", "\xED\xBF\xBF",                                        // surrogates
           "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xFE", "\xFF",                // too large
           "\xD0", "\xE2\x80", "\xF0\x9F\x98", "\xD0x", "\xE2\x80x", "\xD0\xD0",  // cut short
       }) {
    const auto fault = free_text_fault(std::string("ab") + text);
    REQUIRE(fault);
    CHECK(*fault == "not valid UTF-8 at byte 2");
  }
}

TEST_CASE("free text is not empty and has no space at its ends") {
  CHECK(free_text_fault("") == "the text is empty");
  CHECK(free_text_fault(" x") == "a leading space at byte 0");
  CHECK(free_text_fault("x ") == "a trailing space at byte 1");
  CHECK(free_text_fault(" "));
  CHECK_FALSE(free_text_fault("x  y"));
}

TEST_CASE("a token is one word of ASCII") {
  for (const char* text :
       {"cec", "KR.R3.10(2)", "KR-REG-197+CL-68@1", "a/b", "2025-11-12T09:00:00+06:00"}) {
    CHECK(is_token(text));
  }
  for (const std::string& text :
       {std::string(), std::string("-"), std::string("-a"), std::string("a b"), std::string("a,b"),
        std::string("a=b"), std::string("a\n"), std::string("a\0", 2), std::string("цик"),
        std::string(65, 'a')}) {
    INFO(text);
    CHECK_FALSE(is_token(text));
  }
  CHECK(is_token(std::string(64, 'a')));
}

TEST_CASE("a token list is sorted bytewise and names nothing twice") {
  for (const char* text :
       {"a", "a,b", "application,identity-copies,list", "A,a", "KR.R3.10(1),KR.R3.2"}) {
    CHECK(is_token_list(text));
  }
  for (const char* text : {"", ",", "a,", ",a", "a,,b", "b,a", "a,a", "a, b", "a,B", "-"}) {
    INFO(text);
    CHECK_FALSE(is_token_list(text));
  }
}

}  // namespace
}  // namespace kuboluk::domain
