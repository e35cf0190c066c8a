// The description of the public interface, compiled in.
#pragma once

#include <span>
#include <string_view>

namespace kuboluk::forms {

struct EmbeddedFile {
  std::string_view name;
  std::string_view text;
};
std::span<const EmbeddedFile> open_api_files();

// OpenAPI 3.1, JSON.
std::string_view open_api();

}  // namespace kuboluk::forms
