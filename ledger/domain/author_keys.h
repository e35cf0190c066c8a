// An author's keys as a status record has them.
#pragma once

#include "ledger/domain/record.h"
#include "ledger/domain/signed_event.h"

namespace kuboluk::domain {

// Of the record of a member or an organisation. Error: damage, if a recorded key does not parse.
Result<AuthorKeys> author_keys_in(const Record& record);

}  // namespace kuboluk::domain
