// Times, ages and texts as every machine form, page and command prints them: one place, so that
// they agree to the character.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "crypto/result.h"
#include "ledger/domain/ruleset.h"
#include "ledger/domain/time.h"
#include "ledger/proof/answer.h"

namespace kuboluk::forms {

// "30 seconds", "3 minutes", "26 hours", "12 days": whole units, rounded down.
std::string duration_words(std::uint64_t seconds);

// "3 minutes ago", "just now".
std::string age_words(std::uint64_t seconds);

// "2025-11-12T15:00:00+06:00", or "no limit" for kEndOfTime.
std::string local_words(domain::Instant instant, domain::Offset offset);

// True if the ledger has the election asked about (or, for a status, one that has the number).
bool knows_election(const proof::LawFacts& law);
inline constexpr std::string_view kUnknownElection = "the ledger knows no election of that name";

// POSIX seconds as "2025-11-12T09:00:03Z".
std::string utc_words(std::uint64_t posix_seconds);

// The text of a paragraph under that ruleset ("KR-REG-197+CL-68@1"), or of an integrity rule.
// Nothing if this program does not know it.
std::optional<std::string> paragraph_text(const domain::Rulesets& rulesets,
                                          std::string_view ruleset_name, std::string_view rule);

// One printable line: control characters and bytes that are no UTF-8 of the ledger's tables become
// "?", and what is over `bytes_max` is cut. For text that nobody has verified, so that a file
// cannot steer a terminal.
std::string printable(std::string_view text, std::size_t bytes_max);

// As above for what a person typed: paths, addresses.
std::string printable_argument(std::string_view text);

// A time as typed: local with offset ("2025-11-21T15:00:00+06:00") or UTC ("2025-11-21T09:00:00Z",
// milliseconds allowed). X.FORM naming `option` otherwise.
Result<domain::Instant> parse_typed_time(std::string_view option, std::string_view text);

}  // namespace kuboluk::forms
