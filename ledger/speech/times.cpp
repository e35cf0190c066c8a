#include "ledger/speech/times.h"

#include <array>
#include <string_view>

#include "ledger/speech/catalogue.h"

namespace kuboluk::speech {

namespace {

struct Unit {
  std::uint64_t seconds;
  std::uint64_t from;  // seconds at which this unit begins to be used
  std::string_view duration;
  std::string_view age;
};
constexpr std::uint64_t kMinute = 60;
constexpr std::uint64_t kHour = 60 * kMinute;
constexpr std::uint64_t kDay = 24 * kHour;
constexpr std::array<Unit, 3> kUnits = {{{kDay, 2 * kDay, "time.days", "age.days"},
                                         {kHour, 2 * kHour, "time.hours", "age.hours"},
                                         {kMinute, kMinute, "time.minutes", "age.minutes"}}};

const Unit* unit_of(std::uint64_t seconds) {
  for (const Unit& unit : kUnits) {
    if (seconds >= unit.from) return &unit;
  }
  return nullptr;
}

// Known times have milliseconds; people are shown the whole second they lie in.
domain::Instant whole_second(domain::Instant instant) {
  const std::int64_t rest =
      ((instant.ms % domain::kSecondMs) + domain::kSecondMs) % domain::kSecondMs;
  return {instant.ms - rest};
}

}  // namespace

std::string duration_words(Language language, std::uint64_t seconds) {
  const Unit* unit = unit_of(seconds);
  return unit == nullptr ? say_count(language, "time.seconds", seconds)
                         : say_count(language, unit->duration, seconds / unit->seconds);
}

std::string age_words(Language language, std::uint64_t seconds) {
  const Unit* unit = unit_of(seconds);
  return unit == nullptr ? say(language, "age.now")
                         : say_count(language, unit->age, seconds / unit->seconds);
}

std::string day_words(Language language, domain::Day day) {
  const std::string text = domain::print_day(day);  // yyyy-mm-dd
  const std::size_t month_at = text.find('-', 1);
  const std::string year = text.substr(0, month_at);
  std::string month = text.substr(month_at + 1, 2);
  std::string date = text.substr(month_at + 4);
  if (date.front() == '0') date.erase(0, 1);
  return say(language, "date", {year, say(language, "month." + month), date});
}

std::string time_words(Language language, domain::Instant instant, domain::Offset offset) {
  if (instant == domain::kEndOfTime) return say(language, "time.no-limit");
  return say(language, "date-time",
             {day_words(language, domain::day_of(instant, offset)), clock_words(instant, offset),
              domain::print_offset(offset)});
}

std::string clock_words(domain::Instant instant, domain::Offset offset) {
  const std::string text = domain::print_local_time(whole_second(instant), offset);
  return text.substr(text.find('T') + 1, 5);
}

std::string until_words(Language language, domain::Instant end, domain::Offset offset) {
  if (end == domain::kEndOfTime) return say(language, "time.no-limit");
  const domain::Day day = domain::day_of(end, offset);
  if (domain::start_of(day, offset) != end) return time_words(language, end, offset);
  return say(language, "time.whole-day",
             {day_words(language, domain::Day{day.days - 1}), domain::print_offset(offset)});
}

std::string machine_time(domain::Instant instant, domain::Offset offset) {
  if (instant == domain::kEndOfTime) return {};
  return domain::print_local_time(whole_second(instant), offset);
}

}  // namespace kuboluk::speech
