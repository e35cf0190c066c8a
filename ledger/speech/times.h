// Times as people say them. Exact forms are for machines; these round down to whole minutes, hours
// or days, and every local time carries its offset.
#pragma once

#include <cstdint>
#include <string>

#include "ledger/domain/time.h"
#include "ledger/speech/language.h"

namespace kuboluk::speech {

// "30 секунд", "3 минуты", "26 часов", "12 дней": whole units, rounded down. From 48 of a unit on
// the next larger one is used: "26 hours" says more than "1 day".
std::string duration_words(Language language, std::uint64_t seconds);
// "3 мүнөт мурун", "3 минуты назад"; below one minute "just now".
std::string age_words(Language language, std::uint64_t seconds);

// "2025-ж. 12-ноябрь", "12 ноября 2025 г.", "12 November 2025".
std::string day_words(Language language, domain::Day day);
// "..., 15:00 (+06:00)"; for kEndOfTime "without limit".
std::string time_words(Language language, domain::Instant instant, domain::Offset offset);
// "07:42", for the time of day of something recent.
std::string clock_words(domain::Instant instant, domain::Offset offset);
// The last moment of what ends at `end` (exclusive): the whole day before, where it ends at
// midnight, else the time.
std::string until_words(Language language, domain::Instant end, domain::Offset offset);

// RFC 3339 with that offset, for the datetime attribute of <time>; empty for kEndOfTime.
std::string machine_time(domain::Instant instant, domain::Offset offset);

}  // namespace kuboluk::speech
