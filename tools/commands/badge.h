// `kuboluk badge`: the printed certificate of one observer, from a status proof that is verified
// here first and then printed itself, as codes on the back.
#pragma once

#include <cstdint>
#include <string>

#include "tools/command.h"
#include "tools/reader_files.h"

namespace kuboluk::tools {

struct BadgeOptions {
  std::string number;  // as typed, with or without check group
  std::string election;
  TypedClocks clocks;
  std::string ledger;  // a folder, or
  std::string proof;   // a file, or
  std::string node;    // the address of a node
  std::string policy;
  std::string url;              // base address of the pages
  std::string language = "ky";  // of what is printed large
  // "x.pdf": that file; "x.svg": x.svg, x-back.svg, ...; else a folder, for both forms and the
  // proof. Nothing is ever replaced.
  std::string out;
  bool any = false;  // also for a number that may not observe; the card then says so
  std::uint64_t age_limit_hours = kAgeLimitHours;
};

// kOther if the verdict is neither ACTIVE nor NOT YET (kCannotTell for that one), unless `any`.
Exit run_badge(const BadgeOptions& options, const Session& session);

}  // namespace kuboluk::tools
