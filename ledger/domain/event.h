// Events: texts signed by their author (DESIGN.md 4, ledger/FORMATS.md "Event").
//
//     kuboluk/event/v1
//     ledger <ledger id>
//     type <act type>
//     by <author id>
//     signed <local time>
//     expires <local time>
//     at <local time>              when the act takes effect
//     after <event id>             optional
//     ruleset <id>@<version>
//     part <i>/<n> <act hash>      only in divided acts
//     <lines of the type, in the order of its ActSpec>
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "crypto/bytes.h"
#include "crypto/result.h"
#include "ledger/domain/act_spec.h"
#include "ledger/domain/time.h"

namespace kuboluk::domain {

// Largest event with its signatures, in bytes: C2SP entry bundles have 16-bit lengths, and the
// entry adds a header line.
inline constexpr std::size_t kEventBytesMax = 65'000;
// Most parts of one act: with kEventBytesMax the largest act has about 32 MB and 600,000 persons.
// Stops an author from holding a batch open for ever.
inline constexpr std::uint32_t kPartsMax = 500;
// Longest time between `signed` and `expires`.
inline constexpr std::int64_t kExpiresMsMax = 7 * kDayMs;

// What stands for "not given" in every column.
inline constexpr std::string_view kNotGiven = "-";

struct Line {
  std::string key;
  std::vector<std::string> values;  // one per column
  bool operator==(const Line&) const = default;
};

// One part of an act that is too large for one event. `act` is SHA-256 of the text that the whole
// act would have as one event (without the part line): act id and hash of the whole list in one.
struct Part {
  std::uint32_t number = 1;  // 1 .. count
  std::uint32_t count = 1;   // 2 .. kPartsMax
  Hash act{};
  bool operator==(const Part&) const = default;
};

// Value type. Lines of a type that the vocabulary does not know have one value each: the rest of
// the line.
struct Event {
  std::string ledger;
  std::string type;
  std::string by;
  Instant signed_at;
  Instant expires;
  Instant at;
  Offset offset;  // of all local times in the event
  std::optional<Hash> after;
  std::string ruleset;
  std::optional<Part> part;
  std::vector<Line> lines;

  // The first value of the first line with that key; kNotGiven if there is none.
  std::string_view value(std::string_view key) const;
  // As value(), but nothing where the value is not given.
  std::optional<std::string> given(std::string_view key) const;
  // All lines with that key, in order; valid as long as the event lives and is not changed.
  std::vector<const Line*> all(std::string_view key) const;

  bool operator==(const Event&) const = default;
};

// Accepts exactly what print_event emits. Errors: X.FORM with line and what was expected; the text
// of a line is not repeated (it may hold what should not have been sent). Sizes are not judged
// here.
Result<Event> parse_event(std::string_view text);

// X.FORM naming the line and column whose value does not fit its kind, so that a value can never
// smuggle in a line of its own; X.SIZE for a free text over its limit.
Result<std::string> print_event(const Event& event);

// The text's SHA-256: the event id.
Hash event_id(std::string_view text);

// Divides the act so that the text of every part has at most `text_bytes_max` bytes. One element
// (without part line) if it fits as it is. X.SIZE if it cannot be divided enough.
Result<std::vector<Event>> divide(const Event& whole, std::size_t text_bytes_max);

// The whole act of a complete set of parts in order 1..n. X.FORM if a part is missing, doubled,
// differs in its head or the hash does not fit.
Result<Event> join(std::span<const Event> parts);

}  // namespace kuboluk::domain
