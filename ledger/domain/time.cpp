#include "ledger/domain/time.h"

#include <date/date.h>

#include "crypto/check.h"

namespace kuboluk::domain {
namespace {

constexpr std::int64_t kMinuteMs = 60 * kSecondMs;
constexpr int kOffsetMinutesMax = 14 * 60;

// The calendar of date/date.h: its year is a 16-bit number, so everything outside is a bug of the
// caller and would print a wrong date silently.
constexpr std::int64_t kYear0 = -719528;       // 0000-01-01
constexpr std::int64_t kYear32767 = 11248737;  // 32767-12-31

constexpr std::int64_t kLastDay = 2932896;  // 9999-12-31
constexpr Instant kLastInstant{(kLastDay + 1) * kDayMs - 1};

struct Split {
  std::int64_t days;
  std::int64_t rest;  // 0 <= rest < unit
};

// Division towards minus infinity: the evening of 1969-12-31 belongs to day -1, not to day 0.
Split split_floor(std::int64_t value, std::int64_t unit) {
  std::int64_t quotient = value / unit;
  if (value % unit < 0) --quotient;
  return {quotient, value - quotient * unit};
}

// Exactly `width` ASCII digits, at `at`; nothing else counts as a digit, whatever the locale.
std::optional<int> digits(std::string_view text, std::size_t at, std::size_t width) {
  if (text.size() < at + width) return std::nullopt;
  int value = 0;
  for (const char c : text.substr(at, width)) {
    if (c < '0' || c > '9') return std::nullopt;
    value = value * 10 + (c - '0');
  }
  return value;
}

// `text` has the form of `shape`, in which 'd' stands for a digit and everything else for itself.
bool has_shape(std::string_view text, std::string_view shape) {
  if (text.size() != shape.size()) return false;
  for (std::size_t i = 0; i < shape.size(); ++i) {
    const bool digit = text[i] >= '0' && text[i] <= '9';
    if (shape[i] == 'd' ? !digit : text[i] != shape[i]) return false;
  }
  return true;
}

void append_digits(std::string& out, std::int64_t value, std::size_t width) {
  const std::string plain = std::to_string(value);
  if (plain.size() < width) out.append(width - plain.size(), '0');
  out += plain;
}

// "2025-11-30" of a real day, from year `first_year` on.
std::optional<std::int64_t> calendar_days(std::string_view text, int first_year) {
  if (!has_shape(text, "dddd-dd-dd")) return std::nullopt;
  const int year = *digits(text, 0, 4);
  const date::year_month_day ymd{date::year{year},
                                 date::month{static_cast<unsigned>(*digits(text, 5, 2))},
                                 date::day{static_cast<unsigned>(*digits(text, 8, 2))}};
  if (year < first_year || !ymd.ok()) return std::nullopt;
  return date::sys_days{ymd}.time_since_epoch().count();
}

// "14:58:11" as milliseconds of the day. 24:00:00 and the leap second 23:59:60 are refused.
std::optional<std::int64_t> clock_ms(std::string_view text) {
  if (!has_shape(text, "dd:dd:dd")) return std::nullopt;
  const int hour = *digits(text, 0, 2);
  const int minute = *digits(text, 3, 2);
  const int second = *digits(text, 6, 2);
  if (hour > 23 || minute > 59 || second > 59) return std::nullopt;
  return hour * kHourMs + minute * kMinuteMs + second * kSecondMs;
}

void append_date(std::string& out, std::int64_t days) {
  KUBOLUK_CHECK(days >= kYear0 && days <= kYear32767);
  const date::year_month_day ymd{date::sys_days{date::days{static_cast<int>(days)}}};
  append_digits(out, static_cast<int>(ymd.year()), 4);
  out += '-';
  append_digits(out, static_cast<unsigned>(ymd.month()), 2);
  out += '-';
  append_digits(out, static_cast<unsigned>(ymd.day()), 2);
}

void append_clock(std::string& out, std::int64_t ms) {
  append_digits(out, ms / kHourMs, 2);
  out += ':';
  append_digits(out, ms % kHourMs / kMinuteMs, 2);
  out += ':';
  append_digits(out, ms % kMinuteMs / kSecondMs, 2);
}

bool is_writable(Instant instant) {
  return instant >= Instant{} && instant <= kLastInstant;
}

}  // namespace

std::optional<LocalTime> parse_local_time(std::string_view text) {
  if (text.size() != 25 || text[10] != 'T') return std::nullopt;
  // 1969 can be the local year of 1970-01-01 UTC; the instant decides.
  const auto days = calendar_days(text.substr(0, 10), 1969);
  const auto clock = clock_ms(text.substr(11, 8));
  const auto offset = parse_offset(text.substr(19));
  if (!days || !clock || !offset) return std::nullopt;
  const Instant instant{*days * kDayMs + *clock - offset->minutes * kMinuteMs};
  if (!is_writable(instant)) return std::nullopt;
  return LocalTime{instant, *offset};
}

std::string print_local_time(Instant instant, Offset offset) {
  KUBOLUK_CHECK(instant.ms % kSecondMs == 0);
  KUBOLUK_CHECK(instant.ms > kYear0 * kDayMs && instant.ms < kYear32767 * kDayMs);
  const Split local = split_floor(instant.ms + offset.minutes * kMinuteMs, kDayMs);
  std::string out;
  append_date(out, local.days);
  out += 'T';
  append_clock(out, local.rest);
  return out + print_offset(offset);
}

std::optional<Instant> parse_known_time(std::string_view text) {
  if (text.size() != 24 || text[10] != 'T') return std::nullopt;
  const auto days = calendar_days(text.substr(0, 10), 1970);
  const auto clock = clock_ms(text.substr(11, 8));
  if (!days || !clock || !has_shape(text.substr(19), ".dddZ")) return std::nullopt;
  return Instant{*days * kDayMs + *clock + *digits(text, 20, 3)};
}

std::string print_known_time(Instant instant) {
  KUBOLUK_CHECK(instant.ms > kYear0 * kDayMs && instant.ms < kYear32767 * kDayMs);
  const Split utc = split_floor(instant.ms, kDayMs);
  std::string out;
  append_date(out, utc.days);
  out += 'T';
  append_clock(out, utc.rest);
  out += '.';
  append_digits(out, utc.rest % kSecondMs, 3);
  return out + 'Z';
}

std::optional<Day> parse_day(std::string_view text) {
  const auto days = calendar_days(text, 1970);
  if (!days) return std::nullopt;
  return Day{static_cast<std::int32_t>(*days)};
}

std::string print_day(Day day) {
  std::string out;
  append_date(out, day.days);
  return out;
}

std::optional<Offset> parse_offset(std::string_view text) {
  if (!has_shape(text, "+dd:dd") && !has_shape(text, "-dd:dd")) return std::nullopt;
  const int minute = *digits(text, 4, 2);
  const int total = *digits(text, 1, 2) * 60 + minute;
  const bool negative = text[0] == '-';
  if (minute > 59 || total > kOffsetMinutesMax || (negative && total == 0)) return std::nullopt;
  return Offset{negative ? -total : total};
}

std::string print_offset(Offset offset) {
  KUBOLUK_CHECK(offset.minutes >= -kOffsetMinutesMax && offset.minutes <= kOffsetMinutesMax);
  const int total = offset.minutes < 0 ? -offset.minutes : offset.minutes;
  std::string out(1, offset.minutes < 0 ? '-' : '+');
  append_digits(out, total / 60, 2);
  out += ':';
  append_digits(out, total % 60, 2);
  return out;
}

Day day_of(Instant instant, Offset offset) {
  if (instant == kEndOfTime) return Day{INT32_MAX};
  KUBOLUK_CHECK(instant.ms > kYear0 * kDayMs && instant.ms < kYear32767 * kDayMs);
  const Split local = split_floor(instant.ms + offset.minutes * kMinuteMs, kDayMs);
  return Day{static_cast<std::int32_t>(local.days)};
}

Instant start_of(Day day, Offset offset) {
  return Instant{day.days * kDayMs - offset.minutes * kMinuteMs};
}

Instant end_of(Day day, Offset offset) {
  return Instant{(day.days + std::int64_t{1}) * kDayMs - offset.minutes * kMinuteMs};
}

}  // namespace kuboluk::domain
