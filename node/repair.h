// What an operator asks for when a ledger folder is damaged: a new folder in its place, with all
// that this member must not forget, so that the next start takes the log from the peers and checks
// it anew (RELIABILITY 1, 2, 20).
//
// Nothing is deleted: the damaged folder is put aside under a name with the time. Neither the
// counter nor a key is touched, so what this node may sign is decided as at every start. Killed at
// any moment, the same call goes on from there; until it is done a start is refused.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "crypto/result.h"
#include "node/config.h"
#include "node/core/setup.h"

namespace kuboluk::node {

struct Repair {
  // Empty: everything in the folder is sound, nothing was changed.
  std::filesystem::path put_aside;
  std::vector<std::string> lines;  // what was found and done, for the operator
};

// `stamp`: the time, as it is to stand in a folder's name ("20251130T081000Z"). Reads the whole
// ledger. Errors, with nothing put aside: those of Store::examine() and store::salvage(); the
// folder is another node's or ledger's; it is sound and not this schema's; X.FILE.
Result<Repair> repair_ledger(const Config& config, const core::Setup& setup,
                             const std::string& stamp);

// Where the new folder is built. While it is there, a repair was cut short.
std::filesystem::path repair_folder(const std::filesystem::path& ledger);

}  // namespace kuboluk::node
