#include "node/forms/openapi.h"

namespace kuboluk::forms {

std::string_view open_api() {
  return open_api_files().front().text;
}

}  // namespace kuboluk::forms
