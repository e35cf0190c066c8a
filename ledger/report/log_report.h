// What /log shows: entries of the committed log, one line each.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "ledger/report/elections.h"

namespace kuboluk::report {

inline constexpr std::uint64_t kLogRows = 50;
// Most rows of one page: bounds the entries that one request reads.
inline constexpr std::uint64_t kLogRowsMax = 1000;

struct LogRow {
  std::uint64_t index = 0;
  domain::Instant known;
  std::string type;      // act type, or "seal"
  std::string by;        // author; empty for a seal
  std::string election;  // empty: none
  std::string
      object_kind;        // "accreditation", "application", "decree", "organisation", ... or empty
  std::string object;     // its id, without check character
  std::string paragraph;  // rule id; empty: none
  std::optional<domain::Instant> valid;  // takes effect; nothing for a seal
  std::string event_id;                  // hex; empty for a seal
  std::uint64_t persons = 0;             // named by a grant, a refusal or an application
  std::string part;                      // "2/5" of a divided act; else empty
  std::uint64_t confirmed_size = 0;      // first checkpoint that holds it
};

struct LogReport {
  std::uint64_t size = 0;
  domain::Offset offset;
  bool training = false;
  std::string ledger;
  std::vector<LogRow> rows;     // newest first, or ascending if asked from an index
  Organisations organisations;  // authors and objects of the rows, by id
  std::map<std::string, ElectionFacts> elections;  // objects of the rows, by id
  std::optional<std::uint64_t> older;              // index to ask from for the next older page
  std::optional<std::uint64_t> newer;
};

// Without `from` the newest `count`, newest first; with it the entries from that index on, oldest
// first (none where it is the size or more). Errors: damage.
Result<LogReport> log_report(const Source& source, std::optional<std::uint64_t> from,
                             std::uint64_t count = kLogRows);

// One entry as above; `ruleset` may be null. Errors: damage.
Result<LogRow> log_row(const batch::LedgerReader& reader, const domain::Ruleset* ruleset,
                       std::uint64_t index);

}  // namespace kuboluk::report
