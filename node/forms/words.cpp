#include "node/forms/words.h"

#include <array>

#include "ledger/domain/charset.h"

namespace kuboluk::forms {

namespace {

struct Unit {
  std::uint64_t seconds;
  std::string_view one;
  std::string_view many;
};
// From 48 of a unit on the next larger one is used: "26 hours" says more than "1 day".
constexpr std::array<Unit, 4> kUnits = {{{86'400, "day", "days"},
                                         {3'600, "hour", "hours"},
                                         {60, "minute", "minutes"},
                                         {1, "second", "seconds"}}};

// Length of the character of our tables that starts at `at`, or 0.
std::size_t character_length(std::string_view text, std::size_t at) {
  const auto lead = static_cast<std::uint8_t>(text[at]);
  const std::size_t length = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
  if (at + length > text.size()) return 0;
  const std::string_view character = text.substr(at, length);
  if (character == " ") return 1;
  return domain::free_text_fault(character) ? 0 : length;
}

}  // namespace

std::string duration_words(std::uint64_t seconds) {
  for (const Unit& unit : kUnits) {
    const bool large_enough =
        unit.seconds == 86'400 ? seconds >= 2 * unit.seconds : seconds >= unit.seconds;
    if (!large_enough && unit.seconds != 1) continue;
    const std::uint64_t count = seconds / unit.seconds;
    return std::to_string(count) + " " + std::string(count == 1 ? unit.one : unit.many);
  }
  return "0 seconds";
}

std::string age_words(std::uint64_t seconds) {
  return seconds == 0 ? "just now" : duration_words(seconds) + " ago";
}

std::string local_words(domain::Instant instant, domain::Offset offset) {
  if (instant == domain::kEndOfTime) return "no limit";
  // Known times have milliseconds; a local time shows the whole second they lie in.
  const std::int64_t rest =
      ((instant.ms % domain::kSecondMs) + domain::kSecondMs) % domain::kSecondMs;
  return domain::print_local_time(domain::Instant{instant.ms - rest}, offset);
}

bool knows_election(const proof::LawFacts& law) {
  return !law.ruleset.empty();
}

std::string utc_words(std::uint64_t posix_seconds) {
  // Year 9999 ends there: a signed timestamp may be anything.
  constexpr std::uint64_t kLastSecond = 253'402'300'799;
  if (posix_seconds > kLastSecond) return "after the year 9999";
  const domain::Instant instant{static_cast<std::int64_t>(posix_seconds) * domain::kSecondMs};
  return domain::print_known_time(instant).substr(0, 19) + "Z";
}

std::optional<std::string> paragraph_text(const domain::Rulesets& rulesets,
                                          std::string_view ruleset_name, std::string_view rule) {
  if (const domain::Ruleset* ruleset = rulesets.find_by_name(ruleset_name)) {
    const auto found = ruleset->rules.find(rule);
    if (found != ruleset->rules.end()) return found->second.text;
  }
  const auto found = domain::integrity_rules().find(rule);
  if (found != domain::integrity_rules().end()) return found->second;
  return std::nullopt;
}

std::string printable(std::string_view text, std::size_t bytes_max) {
  std::string safe;
  for (std::size_t at = 0; at < text.size();) {
    if (safe.size() >= bytes_max) return safe + "...";
    const std::size_t length = character_length(text, at);
    if (length == 0) {
      safe += '?';
      ++at;
    } else {
      safe += text.substr(at, length);
      at += length;
    }
  }
  return safe;
}

std::string printable_argument(std::string_view text) {
  constexpr std::size_t kArgumentBytesMax = 4'096;  // longest path that Linux takes
  return printable(text, kArgumentBytesMax);
}

Result<domain::Instant> parse_typed_time(std::string_view option, std::string_view text) {
  if (const auto local = domain::parse_local_time(text)) return local->instant;
  if (const auto known = domain::parse_known_time(text)) return *known;
  if (text.size() == 20 && text.back() == 'Z') {
    const std::string with_ms = std::string(text.substr(0, 19)) + ".000Z";
    if (const auto known = domain::parse_known_time(with_ms)) return *known;
  }
  return Error{"X.FORM", std::string(option),
               "\"" + printable(text, 40) +
                   "\" is no time; write 2025-11-21T15:00:00+06:00 or 2025-11-21T09:00:00Z"};
}

}  // namespace kuboluk::forms
