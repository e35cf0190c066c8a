// The files of ledger/rulesets as they are compiled in; the definition is generated at build time
// by cmake/EmbedFiles.cmake.
#pragma once

#include <span>
#include <string_view>

namespace kuboluk::domain {

struct RulesetFile {
  std::string_view origin;  // "KZ-GENERIC.ruleset"
  std::string_view text;    // the exact bytes of the file
};

// In order of file names; static storage.
std::span<const RulesetFile> ruleset_files();

}  // namespace kuboluk::domain
