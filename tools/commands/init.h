// `kuboluk init`: a new ledger in a new folder: its genesis, signed by the operator, and the first
// checkpoint.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "tools/command.h"

namespace kuboluk::tools {

struct InitOptions {
  std::string folder;
  std::string name;     // "kuboluk.example/kg"
  std::string ruleset;  // "KR-REG-197+CL-68", with or without version
  std::string offset;   // "+06:00"
  std::string clock = "real";
  std::uint64_t merge_delay_s = 3'600;
  std::string operator_key;             // author key file of the operator
  std::string log_key;                  // log key file; its seed becomes the key of this ledger
  std::vector<std::string> authors;     // "<id>=<vkey or file>"; an id may come several times
  std::vector<std::string> thresholds;  // "<id>=<k>"; default 1
  std::vector<std::string> readings;    // "<gap>=<choice>" or "<rule id>=<text>"
};

// `passphrase` opens the key files and seals the ledger's own copy of the log key; empty: none.
Exit run_init(const InitOptions& options, std::string_view passphrase, const Session& session);

}  // namespace kuboluk::tools
