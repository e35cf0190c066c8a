// `kuboluk keygen`: one secret key in one file that is never overwritten; prints the public half.
#pragma once

#include <string>

#include "tools/command.h"

namespace kuboluk::tools {

struct KeygenOptions {
  std::string role;  // author, cosigner, node, transport, log, witness
  std::string name;  // key name: "cec.kuboluk.example/author/1"
  std::string out;
};

// The passphrase that seals the file; empty: none. From the environment, because a command line is
// seen by everybody on the machine.
Exit run_keygen(const KeygenOptions& options, std::string_view passphrase, const Session& session);

}  // namespace kuboluk::tools
