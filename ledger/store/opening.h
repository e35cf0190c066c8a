// What is checked when a store is opened, before anything is answered from it.
#pragma once

#include <string>
#include <string_view>

#include "crypto/result.h"
#include "ledger/log/checkpoint.h"
#include "ledger/store/store.h"

namespace kuboluk::store {

// The text of meta "identity". Its first two lines stay as they are in every schema, so that any
// program can say whose version it found.
std::string print_identity(const Identity& identity);
// STORE: another schema version (newer or older, with what to do), or damage. `folder` names it in
// the error.
Result<Identity> parse_identity(const std::string& folder, std::string_view text);

// The checkpoint that a note carries. STORE if it is none.
Result<log::Checkpoint> read_checkpoint(std::string_view note);

// Position against the log's edge and tiles, the last entry (a seal with the map's root), the
// genesis and the checkpoint, in constant time; the proposal, which it must begin, and all its
// pending entries; what was cosigned. Errors: damage.
Result<void> check_state(const Snapshot& snapshot);

}  // namespace kuboluk::store
