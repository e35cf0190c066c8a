#include "ledger/domain/ids.h"

#include <catch2/catch.hpp>
#include <random>

namespace kuboluk::domain {
namespace {

TEST_CASE("the check character is ISO 7064 MOD 37,36 (DESIGN.md 4)") {
  CHECK(with_check_character("KG25-0128") == "KG25-0128-L");
  // The example of ISO 7064, A12425GABC1234002 with check character M (as in the Global Release
  // Identifier).
  CHECK(check_character("A12425GABC1234002") == 'M');
  CHECK(check_character("kg25.0128") == 'L');
  CHECK(check_character("KG250128") == 'L');
}

TEST_CASE("every single wrong character and every swap of neighbours is noticed, but 0 and Z") {
  std::mt19937_64 random(37);
  const std::string alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
  for (int round = 0; round < 200; ++round) {
    std::string number;
    for (int i = 0; i < 8; ++i)
      number += alphabet[random() % alphabet.size()];
    const char check = check_character(number);
    REQUIRE(alphabet.find(check) != std::string::npos);
    for (std::size_t i = 0; i < number.size(); ++i) {
      for (const char c : alphabet) {
        std::string wrong = number;
        wrong[i] = c;
        REQUIRE((check_character(wrong) == check) == (c == number[i]));
      }
    }
  }
}

TEST_CASE("a typed number: check group right, wrong, missing (case 2 of the polling station)") {
  const auto right = parse_typed_number("KG25-0128-L");
  REQUIRE(right);
  CHECK(right->number == "KG25-0128");
  CHECK_FALSE(right->mistyped);
  CHECK_FALSE(parse_typed_number("KG25-0128-l")->mistyped);
  CHECK(parse_typed_number("KG25-0128-M")->mistyped);
  CHECK(parse_typed_number("KG25-0182-L")->mistyped);
  const auto without = parse_typed_number("KG25-0128");
  REQUIRE(without);
  CHECK(without->number == "KG25-0128");
  CHECK_FALSE(without->mistyped);
}

TEST_CASE("what is no number at all is nothing") {
  for (const std::string& text :
       {std::string(), std::string("L"), std::string("-L"), std::string("KG25-"),
        std::string("KG25--L"), std::string("KG25 0128"), std::string("KG25-0128-L "),
        std::string("KG25_0128"), std::string("КG25-0128"), std::string("../KG25"),
        std::string(41, 'A'), std::string(41, 'A').append("-L"), std::string("KG\0", 3)}) {
    INFO(text);
    CHECK_FALSE(parse_typed_number(text));
  }
  CHECK(parse_typed_number(std::string(40, 'A')));
  CHECK(parse_typed_number(std::string(40, 'A').append("-L")));
}

TEST_CASE("numbers in the shape of a check group are not issued (DESIGN.md 4)") {
  for (const char* id : {"KG25-0128", "D-2025-11-12", "UD-0128", "V1", "a.b-c3", "10"}) {
    CHECK(is_issued_number(id));
  }
  for (const char* id : {"KG25-X", "UD-Y", "V.1", "7", "", "-", "KG25-", "-KG25", "KG--25",
                         "KG.-25", "KG25 01", "KG25/01", "No 272"}) {
    INFO(id);
    CHECK_FALSE(is_issued_number(id));
  }
  CHECK(is_issued_number(std::string(40, '1')));
  CHECK_FALSE(is_issued_number(std::string(41, '1')));
}

TEST_CASE("ids of applications, decrees and invitations may end in one character") {
  for (const char* id : {"APP-odihr-3", "I-a", "MFA-1", "7"})
    CHECK(is_number(id));
  for (const char* id : {"", "-", "APP-", "APP odihr 3", "APP--3"})
    CHECK_FALSE(is_number(id));
}

TEST_CASE("every issued number survives typing, with and without its check character") {
  std::mt19937_64 random(25);
  const std::string alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcxyz-.";
  int issued = 0;
  for (int i = 0; i < 50000; ++i) {
    std::string id;
    const std::size_t length = 1 + random() % 12;
    for (std::size_t k = 0; k < length; ++k)
      id += alphabet[random() % alphabet.size()];
    if (!is_issued_number(id)) continue;
    ++issued;
    const auto bare = parse_typed_number(id);
    const auto checked = parse_typed_number(with_check_character(id));
    REQUIRE((bare && bare->number == id && !bare->mistyped));
    REQUIRE((checked && checked->number == id && !checked->mistyped));
  }
  CHECK(issued > 10000);
}

TEST_CASE("a person id ends in a digit, so that no name and no passport number fits by accident") {
  for (const char* id : {"odihr-041", "cis-mission-001", "p1"})
    CHECK(is_person_id(id));
  for (const char* id : {"", "1", "odihr", "observer-smith", "AN1234567", "1-odihr-1", "-odihr-1",
                         "odihr 041", "odihr_041", "odihr-041-", "одихр-1"}) {
    INFO(id);
    CHECK_FALSE(is_person_id(id));
  }
  CHECK(is_person_id(std::string("a").append(39, '1')));
  CHECK_FALSE(is_person_id(std::string("a").append(40, '1')));
}

TEST_CASE("a body id is lower case; '-' alone is none") {
  for (const char* id : {"cec", "kg-jk-2025", "cis-mission", "1"})
    CHECK(is_body_id(id));
  for (const char* id : {"", "-", "-cec", "CEC", "cec mfa", "cec,mfa", "cec.mfa", "цик"}) {
    INFO(id);
    CHECK_FALSE(is_body_id(id));
  }
  CHECK(is_body_id(std::string(40, 'a')));
  CHECK_FALSE(is_body_id(std::string(41, 'a')));
}

}  // namespace
}  // namespace kuboluk::domain
