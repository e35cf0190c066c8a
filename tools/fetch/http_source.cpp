#include "tools/fetch/http_source.h"

namespace kuboluk::tools {

Result<std::string> HttpSource::read(std::string_view path, std::size_t bytes_max) const {
  Result<HttpAnswer> answer = client_.get(path, bytes_max);
  if (!answer) return answer.error();
  if (answer->status == 200) return std::move(answer->body);
  const std::string object = name() + "/" + std::string(path);
  if (answer->status == 404 || answer->status == 410) {
    return Error{std::string(kAbsentRule), object, "the server has no such file"};
  }
  return Error{std::string(kUnreachableRule), object,
               "HTTP status " + std::to_string(answer->status)};
}

}  // namespace kuboluk::tools
