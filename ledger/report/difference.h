// What changed between two states of one list: two sizes, two known times, or paper and today.
#pragma once

#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "ledger/report/accredited.h"

namespace kuboluk::report {

enum class DifferenceKind {
  kNew,       // granted since
  kAnnulled,  // the grant does not hold any more
  kRevoked,
  kRestored,  // was revoked, is not any more
  kCardReplaced,
  kMoved,      // organisation, application or decree is another one
  kAuthority,  // begins or ends at another time
  kVerdict,    // any other change of the verdict by the record
};
// "new", "annulled", "revoked", "restored", "card_replaced", "moved", "authority", "verdict"
std::string_view to_key(DifferenceKind kind);

struct Difference {
  std::string number;
  std::string printed;
  std::set<DifferenceKind> kinds;       // at least one
  std::optional<AccreditedRow> before;  // nothing: not in the list then
  std::optional<AccreditedRow> after;
};

// Rows as accredited() gives them (whole lists: without a filter, or with the same one on both
// sides), each in key order. Verdicts are compared by the record, so that old data is no change.
std::vector<Difference> difference(std::span<const AccreditedRow> before,
                                   std::span<const AccreditedRow> after);

}  // namespace kuboluk::report
