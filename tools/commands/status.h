// `kuboluk status` and `kuboluk history`: one number, answered from a status proof that is verified
// here, whether it comes from a file or was just built from a ledger folder. Without a flag a
// ledger or a node is asked for an accreditation, then for a card, then for a person who was
// refused, as the page /o/<number> does; a proof file answers its own question. The answer says
// which.
#pragma once

#include <cstdint>
#include <string>

#include "tools/command.h"
#include "tools/reader_files.h"

namespace kuboluk::tools {

struct StatusOptions {
  std::string number;  // as typed, with or without check group
  std::string election;
  TypedClocks clocks;
  std::string ledger;  // a folder, or
  std::string proof;   // a file, or
  std::string node;    // the address of a node
  std::string policy;
  bool person = false;       // the number is only looked for as a person id
  bool certificate = false;  // only as that of a card
  std::string out;           // where the verified proof is kept; empty: nowhere
  std::uint64_t age_limit_hours = kAgeLimitHours;
};

Exit run_status(const StatusOptions& options, const Session& session);
Exit run_history(const StatusOptions& options, const Session& session);

}  // namespace kuboluk::tools
