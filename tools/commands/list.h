// `kuboluk list`: every accreditation of an election, from a list proof that shows that none is
// missing.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "tools/command.h"
#include "tools/reader_files.h"

namespace kuboluk::tools {

struct ListOptions {
  std::string election;
  TypedClocks clocks;
  std::string ledger;  // a folder, or
  std::string proof;   // a file, or
  std::string node;    // the address of a node
  std::string policy;
  std::string organisation;          // show only its rows; empty: all
  std::vector<std::string> decrees;  // show only rows of these; empty: all
  std::string out;                   // where the verified proof is kept; empty: nowhere
  std::uint64_t age_limit_hours = kAgeLimitHours;
};

Exit run_list(const ListOptions& options, const Session& session);

// Says a verified list. kOther if it shows that the ledger does not know the election, kCannotTell
// if the law, the age or a quorum left it open, else kHolds.
Exit say_list(const proof::VerifiedList& list, const ListOptions& shown, const Session& session);

}  // namespace kuboluk::tools
