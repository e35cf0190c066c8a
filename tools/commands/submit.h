// `kuboluk submit`: events into a ledger folder, all of them or none.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "tools/command.h"

namespace kuboluk::tools {

struct SubmitOptions {
  std::vector<std::string> files;  // signed events, or texts that are signed with `key`
  std::string ledger;
  std::string key;          // author key file; needed for unsigned texts only
  std::string log_key;      // empty: keys/log in the ledger folder
  std::string recorded_at;  // clock scenario only
};

Exit run_submit(const SubmitOptions& options, std::string_view passphrase, const Session& session);

}  // namespace kuboluk::tools
