// Ages, durations, days and times as an official reads them.
#include "ledger/speech/times.h"

#include <catch2/catch.hpp>

namespace kuboluk::speech {
namespace {

constexpr domain::Offset kBishkek{360};

domain::Instant at(std::string_view text) {
  return domain::parse_local_time(text)->instant;
}

TEST_CASE("DOMAIN 3.2: an age in words, whole units rounded down") {
  CHECK(age_words(Language::kKyrgyz, 180) == "3 мүнөт мурун");
  CHECK(age_words(Language::kRussian, 180) == "3 минуты назад");
  CHECK(age_words(Language::kRussian, 60) == "1 минуту назад");
  CHECK(age_words(Language::kEnglish, 59) == "just now");
  CHECK(age_words(Language::kEnglish, 7199) == "119 minutes ago");
  CHECK(age_words(Language::kEnglish, 7200) == "2 hours ago");
  CHECK(age_words(Language::kRussian, 26 * 3600) == "26 часов назад");
  CHECK(age_words(Language::kRussian, 21 * 86'400) == "21 день назад");
  CHECK(duration_words(Language::kEnglish, 0) == "0 seconds");
  CHECK(duration_words(Language::kRussian, 60) == "1 минута");
  CHECK(duration_words(Language::kKyrgyz, 172'800) == "2 күн");
}

TEST_CASE("a local time carries its offset; milliseconds are not shown") {
  const domain::Instant noon = at("2025-11-05T15:00:00+06:00");
  CHECK(time_words(Language::kKyrgyz, noon, kBishkek) == "2025-ж. 5-ноябрь, 15:00 (+06:00)");
  CHECK(time_words(Language::kRussian, noon, kBishkek) == "5 ноября 2025 г., 15:00 (+06:00)");
  CHECK(time_words(Language::kEnglish, {noon.ms + 999}, kBishkek) ==
        "5 November 2025, 15:00 (+06:00)");
  CHECK(time_words(Language::kEnglish, domain::kEndOfTime, kBishkek) == "without limit");
  CHECK(machine_time({noon.ms + 999}, kBishkek) == "2025-11-05T15:00:00+06:00");
  CHECK(machine_time(domain::kEndOfTime, kBishkek).empty());
  CHECK(clock_words(noon, kBishkek) == "15:00");
}

TEST_CASE("what ends at midnight lasts the whole day before it") {
  CHECK(until_words(Language::kEnglish, at("2025-12-11T00:00:00+06:00"), kBishkek) ==
        "10 December 2025, to the end of the day (+06:00)");
  CHECK(until_words(Language::kEnglish, at("2025-12-11T18:00:00+06:00"), kBishkek) ==
        "11 December 2025, 18:00 (+06:00)");
  CHECK(until_words(Language::kRussian, domain::kEndOfTime, kBishkek) == "без ограничения");
}

TEST_CASE("every month has a name in every language") {
  for (int month = 1; month <= 12; ++month) {
    const std::string text =
        std::string("2025-") + (month < 10 ? "0" : "") + std::to_string(month) + "-09";
    for (const Language language : kLanguages)
      CHECK(day_words(language, *domain::parse_day(text)).find("(?") == std::string::npos);
  }
}

}  // namespace
}  // namespace kuboluk::speech
