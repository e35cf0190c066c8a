# Writes OUTPUT, a .cpp with the exact bytes of the files named in LIST (one per line). Bytes in hex
# and not a raw string literal: no compiler limit on the length, and nothing in a text can end it.
file(STRINGS "${LIST}" files)
set(arrays "")
set(rows "")
set(count 0)
foreach(file IN LISTS files)
  get_filename_component(name "${file}" NAME)
  file(READ "${file}" bytes HEX)
  string(REGEX REPLACE "(..)" "'\\\\x\\1'," bytes "${bytes}")
  string(REGEX REPLACE "(......................................................................)"
    "\\1\n    " bytes "${bytes}")
  string(APPEND arrays "constexpr char kFile${count}[] = {\n    ${bytes}};\n")
  string(APPEND rows
    "    RulesetFile{\"${name}\", std::string_view(kFile${count}, sizeof kFile${count})},\n")
  math(EXPR count "${count} + 1")
endforeach()
file(WRITE "${OUTPUT}" "// Generated from ledger/rulesets by cmake/EmbedRulesets.cmake.
#include \"ledger/domain/ruleset_files.h\"

#include <array>

namespace kuboluk::domain {
namespace {

${arrays}
constexpr std::array<RulesetFile, ${count}> kFiles{
${rows}};

}  // namespace

std::span<const RulesetFile> ruleset_files() { return kFiles; }

}  // namespace kuboluk::domain
")
