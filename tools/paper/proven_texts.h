// Names and titles for paper, out of records that are proven under a verified status root.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "crypto/result.h"
#include "ledger/batch/change.h"
#include "ledger/proof/part.h"
#include "tools/paper/evidence_facts.h"

namespace kuboluk::tools::paper {

// The titles in the election's record. `parts` are those of a proof that was verified; empty if
// they do not hold that record.
Texts election_titles(std::span<const proof::Part> parts, std::string_view election);

// The names in an organisation's record, read from a ledger and checked against the status root
// that the reader's policy vouches for: a folder's bytes are no more trusted than a node's. Empty
// if there is no such record. Errors: map, X.FORM, damage.
Result<Texts> organisation_names(const batch::LedgerReader& reader, const Hash& status_root,
                                 std::string_view organisation);

}  // namespace kuboluk::tools::paper
