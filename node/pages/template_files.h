// The files of node/pages/templates as they are compiled in; the definition is generated at build
// time by cmake/EmbedFiles.cmake.
#pragma once

#include <span>
#include <string_view>

namespace kuboluk::pages {

struct TemplateFile {
  std::string_view name;  // "observer.html"
  std::string_view text;  // the exact bytes of the file
};

// In order of names; static storage.
std::span<const TemplateFile> template_files();

}  // namespace kuboluk::pages
