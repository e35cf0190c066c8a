#include "tools/paper/paper_words.h"

#include "ledger/speech/catalogue.h"
#include "ledger/speech/words.h"

namespace kuboluk::tools::paper {

namespace {

template <class Say>
std::string in_all(std::string_view between, const Say& say) {
  std::string all;
  for (const Language language : speech::kLanguages) {
    if (!all.empty()) all.append(between);
    all.append(say(language));
  }
  return all;
}

}  // namespace

std::string_view sign_of(domain::Verdict verdict) {
  switch (verdict) {
    case domain::Verdict::kActive:
      return "✓";
    case domain::Verdict::kNotYet:
      return "◷";
    case domain::Verdict::kExpired:
      return "■";
    case domain::Verdict::kMistyped:
    case domain::Verdict::kCannotTell:
    case domain::Verdict::kOtherElection:
      return "?";
    case domain::Verdict::kNoSuchNumber:
    case domain::Verdict::kRefused:
    case domain::Verdict::kRevoked:
    case domain::Verdict::kSuperseded:
      return "✗";
  }
  return "";
}

std::string say_all(std::string_view key, std::string_view between) {
  return in_all(between, [key](Language language) { return speech::say(language, key); });
}

std::string say_all(domain::Verdict verdict, std::string_view between) {
  return in_all(between,
                [verdict](Language language) { return speech::verdict_word(language, verdict); });
}

std::string day_words(domain::Instant instant, domain::Offset offset, Language language) {
  const std::string iso = domain::print_day(domain::day_of(instant, offset));
  if (language == Language::kEnglish) return iso;
  std::string day = iso.substr(8, 2);
  return day.append(".").append(iso, 5, 2).append(".").append(iso, 0, 4);
}

std::string time_words(domain::Instant instant, domain::Offset offset, Language language) {
  constexpr std::int64_t kMinuteMs = 60 * domain::kSecondMs;
  const std::int64_t rest = ((instant.ms % kMinuteMs) + kMinuteMs) % kMinuteMs;
  const std::string local = domain::print_local_time(domain::Instant{instant.ms - rest}, offset);
  return day_words(instant, offset, language).append(" ").append(local, 11, 5);
}

}  // namespace kuboluk::tools::paper
