#include "ledger/exchange/printable.h"

#include <catch2/catch.hpp>

#include <random>

#include "ledger/domain/charset.h"

namespace kuboluk::exchange {
namespace {

bool fits(const std::string& text) {
  return text.size() <= domain::kFreeTextBytesMax && !domain::free_text_fault(text);
}

TEST_CASE("text that fits already comes back as it is") {
  for (const char* text : {"-", "at most 5 entries", "\u043A\u04AF\u0431\u04E9\u043B\u04AF\u043A",
                           "\u00AB\u2116 7\u00BB \u2014 x"}) {
    CHECK(printable(text) == text);
  }
  const std::string longest(domain::kFreeTextBytesMax, 'a');
  CHECK(printable(longest) == longest);
}

TEST_CASE("characters beyond free text become question marks, one each") {
  CHECK(printable("a\u202Eb") == "a?b");  // bidi override
  CHECK(printable("a\nevent 00\r\n") == "a?event 00??");
  CHECK(printable(std::string_view("a\0b", 3)) == "a?b");
  CHECK(printable("a\u200Bb\u00A0c\uFEFF") == "a?b?c?");  // zero width, no-break space, BOM
  CHECK(printable("a\u0085\u009Bb") == "a??b");           // C1 controls
  CHECK(printable("e\u0301") == "e?");                    // combining accent
  CHECK(printable("\U0001F4A9!") == "?!");
}

TEST_CASE("bytes that are not UTF-8 become question marks and swallow nothing") {
  CHECK(printable("a\xD0") == "a?");  // cut off
  CHECK(printable("\xD0"
                  "A") == "?A");
  CHECK(printable("\xF0\x9F\x92"
                  "A") == "?A");
  CHECK(printable("\x80\x80") == "??");     // continuation without a beginning
  CHECK(printable("\xC0\xAF") == "?");      // overlong
  CHECK(printable("\xED\xA0\x80") == "?");  // surrogate
  CHECK(printable("\xFF\xFE") == "??");
}

TEST_CASE("what is empty becomes a dash, spaces at the ends go") {
  CHECK(printable("") == "-");
  CHECK(printable("   ") == "-");
  CHECK(printable("  a  b ") == "a  b");
}

TEST_CASE("what is too long is cut between characters") {
  CHECK(printable(std::string(5'000'000, 'a')) == std::string(domain::kFreeTextBytesMax, 'a'));
  const std::string odd = "a" + std::string(domain::kFreeTextBytesMax, 'x');
  CHECK(printable(odd).size() == domain::kFreeTextBytesMax);
  std::string cyrillic = "a";
  while (cyrillic.size() < 3000)
    cyrillic += "\u04AF";
  CHECK(printable(cyrillic) == cyrillic.substr(0, domain::kFreeTextBytesMax - 1));
  CHECK(printable(std::string(domain::kFreeTextBytesMax - 1, 'a') + " b") ==
        std::string(domain::kFreeTextBytesMax - 1, 'a'));
}

TEST_CASE("whatever comes in, the outcome is free text, and once is enough") {
  std::mt19937_64 random(7);
  const char alphabet[] = {'a', ' ', '\n', '\xD0', '\x90', '\xE2', '\x80', '\xAE', '\xF0', '\x00'};
  for (int round = 0; round < 20'000; ++round) {
    std::string text(random() % 12, ' ');
    for (char& c : text)
      c = random() % 4 == 0 ? static_cast<char>(random()) : alphabet[random() % sizeof alphabet];
    const std::string once = printable(text);
    REQUIRE(fits(once));
    REQUIRE(printable(once) == once);
    if (fits(text)) REQUIRE(once == text);
  }
}

}  // namespace
}  // namespace kuboluk::exchange
