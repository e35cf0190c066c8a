// Pages into files: all or none, and never over a file that is there.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "crypto/result.h"
#include "tools/paper/badge.h"
#include "tools/paper/document.h"

namespace kuboluk::tools::paper {

// "x.pdf": one PDF. "x.svg": the first page under that name, the others as "x-<page>.svg". Anything
// else is a folder, made if it is not there, for "<name>.pdf", "<name>-<page>.svg" and the proof as
// "<name>.kuboluk". Gives the names of the files written. X.FILE (one of them is there already;
// then nothing was written), "paper".
Result<std::vector<std::filesystem::path>> print_files(const std::filesystem::path& out,
                                                       std::string_view name,
                                                       const std::vector<NamedPage>& pages,
                                                       const DocumentFacts& facts,
                                                       std::string_view proof);

}  // namespace kuboluk::tools::paper
