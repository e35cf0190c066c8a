// Everything that is checked before a node opens its first socket: files against each other and
// against the genesis (RELIABILITY 10, 11, 58).
#pragma once

#include <memory>

#include "crypto/result.h"
#include "node/config.h"
#include "node/core/setup.h"
#include "node/journal.h"
#include "node/keys.h"
#include "node/storage.h"

namespace kuboluk::node {

// What the files say together, all of it checked.
struct Checked {
  core::Setup setup;
  NodeKeys keys;
  std::optional<Counter> counter;  // there if the node signs trees
};

// Reads and checks all files but the ledger; changes nothing. Errors name the file and what is
// wrong: X.FILE, X.FORM, X.KEY, X.LEDGER, C2SP.policy, CONFIG.
Result<Checked> check_files(const Config& config);

// One more key file, sealed or not, with the configured pass phrase. Errors: those of
// crypto::read_key_file.
Result<crypto::NamedKey> read_sealed_key(const Config& config, const std::filesystem::path& file,
                                         crypto::KeyRole role);

// Opens the ledger folder, or makes a new ledger there, unless a repair was cut short (repair.h);
// makes the counter of a new one. `journal` gets what the operator should know. Errors: STORE,
// X.FILE.
Result<std::unique_ptr<Storage>> open_storage(const Config& config, const core::Setup& setup,
                                              std::optional<Counter> counter,
                                              const Journal& journal);

}  // namespace kuboluk::node
