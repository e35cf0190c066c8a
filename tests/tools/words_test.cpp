#include <catch2/catch.hpp>

#include "tools/fetch/http_source.h"
#include "tools/output/words.h"

namespace kuboluk::tools {

TEST_CASE("ages in words are whole units, rounded down") {
  REQUIRE(age_words(0) == "just now");
  REQUIRE(age_words(1) == "1 second ago");
  REQUIRE(age_words(59) == "59 seconds ago");
  REQUIRE(age_words(60) == "1 minute ago");
  REQUIRE(age_words(3'599) == "59 minutes ago");
  REQUIRE(age_words(3'600) == "1 hour ago");
  REQUIRE(age_words(26 * 3'600) == "26 hours ago");
  REQUIRE(age_words(48 * 3'600) == "2 days ago");
  REQUIRE(age_words(UINT64_MAX) == "213503982334601 days ago");
}

TEST_CASE("times as typed") {
  REQUIRE(parse_typed_time("--at", "2025-11-21T15:00:00+06:00")->ms == 1'763'715'600'000);
  REQUIRE(parse_typed_time("--at", "2025-11-21T09:00:00Z")->ms == 1'763'715'600'000);
  REQUIRE(parse_typed_time("--at", "2025-11-21T09:00:00.250Z")->ms == 1'763'715'600'250);
  for (const char* wrong :
       {"", "now", "2025-11-21", "2025-11-21T15:00:00", "2025-02-30T00:00:00Z"}) {
    REQUIRE_FALSE(parse_typed_time("--at", wrong).has_value());
  }
}

TEST_CASE("signed timestamps of any size can be said") {
  REQUIRE(utc_words(0) == "1970-01-01T00:00:00Z");
  REQUIRE(utc_words(253'402'300'799) == "9999-12-31T23:59:59Z");
  REQUIRE(utc_words(UINT64_MAX) == "after the year 9999");
}

TEST_CASE("text that nobody verified cannot steer a terminal") {
  REQUIRE(printable("plain \xD0\x96 text", 100) == "plain \xD0\x96 text");
  REQUIRE(printable("\033[2J\rred\n", 100) == "?[2J?red?");
  REQUIRE(printable("\xE2\x80\xAE"
                    "abc",
                    100) == "???abc");  // right-to-left override
  REQUIRE(printable("\xFF\xFE\xD0", 100) == "???");
  REQUIRE(printable("aaaaaaaa", 4) == "aaaa...");
}

TEST_CASE("names in a sentence") {
  REQUIRE(name_list({}) == "nobody");
  REQUIRE(name_list({"a"}) == "a");
  REQUIRE(name_list({"a", "b"}) == "a and b");
  REQUIRE(name_list({"a", "b", "c"}) == "a, b and c");
}

TEST_CASE("addresses") {
  const auto plain = parse_http_address("http://log.example");
  REQUIRE(plain.has_value());
  REQUIRE(plain->host == "log.example");
  REQUIRE(plain->port == "80");
  REQUIRE(plain->prefix.empty());
  const auto full = parse_http_address("http://127.0.0.1:8080/logs/kg/");
  REQUIRE(full.has_value());
  REQUIRE(full->port == "8080");
  REQUIRE(full->prefix == "/logs/kg");
  for (const char* wrong : {"", "http://", "https://a", "http://a:0", "http://a:x",
                            "http://a:99999", "http://u@a", "http://a/?q", "http://a/#f",
                            "http://a b", "http://a/b c", "http://a/\r\nHost: b", "HTTP://a"}) {
    INFO(wrong);
    REQUIRE_FALSE(parse_http_address(wrong).has_value());
  }
}

}  // namespace kuboluk::tools
