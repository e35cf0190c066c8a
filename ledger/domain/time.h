// Civil time without a clock and without a time-zone database. An act carries local time in the
// ledger's fixed offset, whole seconds, no leap second; a known time is UTC with milliseconds
// (DESIGN.md 4). Every parser accepts exactly what the printer emits for the years it covers.
// Printers also write what arithmetic reaches beyond them (the day before 1970, year 10000), so no
// input can end a process.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace kuboluk::domain {

// A point in time: milliseconds since 1970-01-01T00:00:00Z. Years 1970 to 9999.
struct Instant {
  std::int64_t ms = 0;
  auto operator<=>(const Instant&) const = default;
};

// Later than every instant that can be written: the default "no limit" of a query.
inline constexpr Instant kEndOfTime{INT64_MAX};

// Fixed distance from UTC in minutes, -14:00 to +14:00.
struct Offset {
  int minutes = 0;
  bool operator==(const Offset&) const = default;
};

// A calendar day: days since 1970-01-01.
struct Day {
  std::int32_t days = 0;
  auto operator<=>(const Day&) const = default;
};

struct LocalTime {
  Instant instant;
  Offset offset;
};

inline constexpr std::int64_t kSecondMs = 1000;
inline constexpr std::int64_t kHourMs = 3600 * kSecondMs;
inline constexpr std::int64_t kDayMs = 24 * kHourMs;

// "2025-11-12T14:58:11+06:00". UTC is written "+00:00"; "Z", fractions and "-00:00" are refused.
std::optional<LocalTime> parse_local_time(std::string_view text);
// `instant` must be whole seconds (checked).
std::string print_local_time(Instant instant, Offset offset);

// "2025-11-12T09:00:03.512Z".
std::optional<Instant> parse_known_time(std::string_view text);
std::string print_known_time(Instant instant);

// "2025-11-30"; days that do not exist are refused.
std::optional<Day> parse_day(std::string_view text);
std::string print_day(Day day);

// "+06:00".
std::optional<Offset> parse_offset(std::string_view text);
std::string print_offset(Offset offset);

// The day on which `instant` falls in that offset; kEndOfTime falls on a day after every day.
Day day_of(Instant instant, Offset offset);
// The first instant of the day, and the first instant after it.
Instant start_of(Day day, Offset offset);
Instant end_of(Day day, Offset offset);

}  // namespace kuboluk::domain
