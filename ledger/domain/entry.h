// Entries: the leaves of the log. A header line, then an event with its signatures or a seal
// (DESIGN.md 4).
//
//     kuboluk/entry/v1 1042 2025-11-12T09:00:03.512Z
//     kuboluk/seal/v1
//     ledger <ledger id>
//     clock real | scenario
//     after <last committed size before this seal>
//     status-root <base64>
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>

#include "crypto/bytes.h"
#include "crypto/result.h"
#include "ledger/domain/time.h"

namespace kuboluk::domain {

// Largest entry: 16-bit length of C2SP entry bundles.
inline constexpr std::size_t kEntryBytesMax = 65'535;

enum class Clock { kReal, kScenario };
std::string_view to_text(Clock clock);

struct Seal {
  std::string ledger;
  Clock clock = Clock::kReal;
  std::uint64_t after = 0;  // 0 before the first commit
  Hash status_root{};
  bool operator==(const Seal&) const = default;
};

struct Entry {
  std::uint64_t index = 0;
  Instant known;  // never decreases along the log
  std::variant<std::string, Seal>
      body;  // the bytes of a signed event, not parsed further; or a seal
  bool is_seal() const { return std::holds_alternative<Seal>(body); }
  bool operator==(const Entry&) const = default;
};

std::string print_entry(const Entry& entry);
// Accepts exactly what print_entry emits. Errors: X.FORM, X.SIZE, naming the entry's index where it
// can be read.
Result<Entry> parse_entry(std::string_view bytes);

}  // namespace kuboluk::domain
