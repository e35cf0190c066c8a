#include "ledger/domain/time.h"

#include <catch2/catch.hpp>
#include <random>

namespace kuboluk::domain {
namespace {

constexpr Offset kBishkek{6 * 60};

// Days since 1970-01-01 by counting years and months one by one: slow, and obviously right.
std::int32_t naive_days(int year, int month, int day) {
  const auto leap = [](int y) { return (y % 4 == 0 && y % 100 != 0) || y % 400 == 0; };
  const int lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  std::int32_t days = 0;
  for (int y = 1970; y < year; ++y)
    days += leap(y) ? 366 : 365;
  for (int m = 1; m < month; ++m)
    days += lengths[m - 1] + (m == 2 && leap(year) ? 1 : 0);
  return days + day - 1;
}

TEST_CASE("local time is read and printed in the ledger's offset (DESIGN.md 4)") {
  const auto parsed = parse_local_time("2025-11-12T14:58:11+06:00");
  REQUIRE(parsed);
  CHECK(parsed->offset == kBishkek);
  CHECK(parsed->instant.ms == 1762937891000);  // date -d 2025-11-12T08:58:11Z +%s
  CHECK(print_local_time(parsed->instant, kBishkek) == "2025-11-12T14:58:11+06:00");
  CHECK(print_local_time(parsed->instant, Offset{-90}) == "2025-11-12T07:28:11-01:30");
  CHECK(parse_local_time("2025-11-12T07:28:11-01:30")->instant == parsed->instant);
  CHECK(print_local_time(Instant{}, Offset{}) == "1970-01-01T00:00:00+00:00");
}

TEST_CASE("local time has exactly one form; no leap second, no fraction, no Z (RELIABILITY 62)") {
  for (const char* text : {
           "",
           "2025-11-12",
           "2025-11-12T14:58:11",
           "2025-11-12T14:58:11Z",
           "2025-11-12t14:58:11+06:00",
           "2025-11-12 14:58:11+06:00",
           "2025-11-12T14:58:11.0+06:00",
           "2025-11-12T14:58:11+6:00",
           "2025-11-12T14:58:11+0600",
           "2025-11-12T14:58:11-00:00",
           "2025-11-12T24:00:00+06:00",
           "2025-12-31T23:59:60+00:00",
           "2025-11-12T14:60:11+06:00",
           "2025-11-12T14:58:11+14:01",
           "2025-11-12T14:58:11+06:60",
           " 2025-11-12T14:58:11+06:00",
           "2025-11-12T14:58:11+06:00 ",
           "2025-11-12T14:58:1\xD9\xA1+06:00",
           "2025-02-29T00:00:00+06:00",
           "2025-11-12T+4:58:11+06:00",
           "2025-1-112T14:58:11+06:00",
       }) {
    INFO(text);
    CHECK_FALSE(parse_local_time(text));
  }
}

TEST_CASE("the first and the last instant that can be written (RELIABILITY 60)") {
  CHECK(parse_local_time("1970-01-01T00:00:00+00:00")->instant.ms == 0);
  CHECK_FALSE(parse_local_time("1970-01-01T00:00:00+06:00"));
  CHECK_FALSE(parse_local_time("1969-12-31T23:59:59+00:00"));
  // The genesis of a scenario ledger west of Greenwich falls into the evening of 1969.
  CHECK(parse_local_time("1969-12-31T18:00:00-06:00")->instant.ms == 0);
  CHECK(print_local_time(Instant{}, Offset{-360}) == "1969-12-31T18:00:00-06:00");

  const auto last = parse_local_time("9999-12-31T23:59:59+00:00");
  REQUIRE(last);
  CHECK(last->instant.ms == 253402300799000);
  CHECK_FALSE(parse_local_time("9999-12-31T23:59:59-00:01"));
  CHECK(parse_known_time("9999-12-31T23:59:59.999Z")->ms == 253402300799999);
  CHECK(print_local_time(last->instant, kBishkek) == "10000-01-01T05:59:59+06:00");
  CHECK(parse_local_time("2038-01-19T03:14:08+00:00")->instant.ms == 2147483648000);
  CHECK(parse_local_time("2106-02-07T06:28:16+00:00")->instant.ms == 4294967296000);
}

TEST_CASE("known time is UTC with exactly three decimals") {
  const auto known = parse_known_time("2025-11-12T09:00:03.512Z");
  REQUIRE(known);
  CHECK(known->ms == 1762938003512);
  CHECK(print_known_time(*known) == "2025-11-12T09:00:03.512Z");
  CHECK(print_known_time(Instant{}) == "1970-01-01T00:00:00.000Z");
  for (const char* text :
       {"2025-11-12T09:00:03Z", "2025-11-12T09:00:03.51Z", "2025-11-12T09:00:03.5120Z",
        "2025-11-12T09:00:03.512z", "2025-11-12T09:00:03.512+00:00", "2025-11-12T09:00:03,512Z",
        "1969-12-31T23:59:59.999Z", "2025-11-12T09:00:60.000Z", ""}) {
    INFO(text);
    CHECK_FALSE(parse_known_time(text));
  }
}

TEST_CASE("days that do not exist are refused; 29 February follows the Gregorian rule") {
  CHECK(parse_day("2024-02-29"));
  CHECK(parse_day("2000-02-29"));
  for (const char* text : {"2025-02-29", "2100-02-29", "1900-02-28", "2025-04-31", "2025-00-10",
                           "2025-13-01", "2025-01-00", "2025-01-32", "1969-12-31", "0000-01-01",
                           "2025-1-1", "20250101", "2025-01-01 "}) {
    INFO(text);
    CHECK_FALSE(parse_day(text));
  }
  CHECK(parse_day("1970-01-01")->days == 0);
  CHECK(parse_day("9999-12-31")->days == naive_days(9999, 12, 31));
}

TEST_CASE("every day from 1970 to 2110 is what counting one by one gives, and prints back") {
  std::int32_t expected = 0;
  for (int year = 1970; year <= 2110; ++year) {
    for (int month = 1; month <= 12; ++month) {
      for (int day = 1; day <= 31; ++day) {
        char text[64];
        std::snprintf(text, sizeof text, "%04d-%02d-%02d", year, month, day);
        const auto parsed = parse_day(text);
        if (!parsed) continue;
        if (parsed->days != expected || print_day(*parsed) != text) FAIL(text);
        ++expected;
      }
    }
  }
  CHECK(expected == naive_days(2111, 1, 1));
}

TEST_CASE("offsets run from -14:00 to +14:00 and zero is +00:00") {
  CHECK(parse_offset("+06:00") == kBishkek);
  CHECK(parse_offset("-03:30") == Offset{-210});
  CHECK(parse_offset("+00:00") == Offset{});
  CHECK(parse_offset("+14:00") == Offset{840});
  CHECK(parse_offset("-14:00") == Offset{-840});
  for (const char* text : {"-00:00", "+14:01", "-14:01", "+15:00", "06:00", "+6:00", "+06:60",
                           "+0600", "Z", "", "+06:00 ", "+99:99"}) {
    INFO(text);
    CHECK_FALSE(parse_offset(text));
  }
  for (int minutes = -840; minutes <= 840; ++minutes) {
    CHECK(parse_offset(print_offset(Offset{minutes})) == Offset{minutes});
  }
}

TEST_CASE("a day starts and ends at local midnight (RELIABILITY 63, reading G2)") {
  const Day last_day = *parse_day("2025-11-27");
  const Instant start = start_of(last_day, kBishkek);
  const Instant end = end_of(last_day, kBishkek);
  CHECK(print_known_time(start) == "2025-11-26T18:00:00.000Z");
  CHECK(print_local_time(end, kBishkek) == "2025-11-28T00:00:00+06:00");
  CHECK(day_of(start, kBishkek) == last_day);
  CHECK(day_of(Instant{start.ms - 1}, kBishkek).days == last_day.days - 1);
  CHECK(day_of(Instant{end.ms - 1}, kBishkek) == last_day);
  CHECK(day_of(end, kBishkek).days == last_day.days + 1);
}

TEST_CASE("arithmetic beyond 1970 and 9999 prints and does not end the process") {
  CHECK(print_day(Day{-3}) == "1969-12-29");
  CHECK(day_of(Instant{-1}, Offset{}) == Day{-1});
  CHECK(print_local_time(end_of(*parse_day("9999-12-31"), Offset{}), Offset{}) ==
        "10000-01-01T00:00:00+00:00");
  CHECK(day_of(kEndOfTime, kBishkek) > *parse_day("9999-12-31"));
  CHECK(day_of(kEndOfTime, Offset{-840}) == day_of(kEndOfTime, kBishkek));
}

TEST_CASE("what is printed parses back to the same instant (20,000 random times)") {
  std::mt19937_64 random(20251130);
  for (int i = 0; i < 20000; ++i) {
    const auto seconds = static_cast<std::int64_t>(random() % 253402300800ULL);
    const Offset offset{static_cast<int>(random() % 1681) - 840};
    const Instant whole{seconds * kSecondMs};
    const std::string local = print_local_time(whole, offset);
    const auto parsed = parse_local_time(local);
    // A local year 10000 has no written form; all others have exactly one.
    if (local.size() != 25) continue;
    REQUIRE(parsed);
    REQUIRE(parsed->instant == whole);
    REQUIRE(parsed->offset == offset);
    const Instant known{whole.ms + static_cast<std::int64_t>(random() % 1000)};
    REQUIRE(parse_known_time(print_known_time(known)) == known);
    REQUIRE(start_of(day_of(known, offset), offset) <= known);
    REQUIRE(known < end_of(day_of(known, offset), offset));
  }
}

TEST_CASE("a parser accepts exactly what the printer emits (mutated texts)") {
  std::mt19937_64 random(7);
  const std::string pool = "0123456789-+:TZ. ";
  for (int i = 0; i < 50000; ++i) {
    std::string text = "2024-02-29T23:59:59+06:00";
    for (int change = 0; change < 2; ++change) {
      text[random() % text.size()] = pool[random() % pool.size()];
    }
    const auto parsed = parse_local_time(text);
    if (parsed) REQUIRE(print_local_time(parsed->instant, parsed->offset) == text);
  }
}

}  // namespace
}  // namespace kuboluk::domain
