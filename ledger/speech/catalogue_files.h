// The catalogue as it is compiled in; the definition is generated at build time by
// cmake/EmbedFiles.cmake.
#pragma once

#include <span>
#include <string_view>

namespace kuboluk::speech {

struct CatalogueFile {
  std::string_view origin;  // "catalogue.txt"
  std::string_view text;    // the exact bytes of the file
};

// One file; static storage.
std::span<const CatalogueFile> catalogue_files();

}  // namespace kuboluk::speech
