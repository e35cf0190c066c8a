#include "tools/commands/ruleset_files.h"

#include "tools/files.h"

namespace kuboluk::tools {
namespace {

// Largest ruleset file; the built-in ones have about 10 KB.
constexpr std::size_t kRulesetBytesMax = 1U << 20;

}  // namespace

Result<domain::Rulesets> load_rulesets(const std::vector<std::string>& files) {
  domain::Rulesets rulesets = domain::built_in_rulesets();
  for (const std::string& file : files) {
    const auto text = read_file(file, kRulesetBytesMax);
    if (!text) return text.error();
    auto ruleset = domain::parse_ruleset(file, *text);
    if (!ruleset) return ruleset.error();
    if (const auto added = rulesets.add(*std::move(ruleset)); !added) return added.error();
  }
  return rulesets;
}

}  // namespace kuboluk::tools
