// `kuboluk init --training`: the folder of a five-institution network for one scenario file.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "tools/command.h"

namespace kuboluk::tools {

struct InitTrainingOptions {
  std::string folder;
  std::string scenario;               // file
  std::uint16_t base_port = 0;        // first of ten ports; 0: free ones
  std::vector<std::string> rulesets;  // files of further rulesets
};

// kBadFile: the folder is not empty, the scenario file is none, or no port is free.
Exit run_init_training(const InitTrainingOptions& options, const Session& session);

}  // namespace kuboluk::tools
