// Paths of the public face. Pure. Not for other boxes.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "node/http/router.h"

namespace kuboluk::node::http {

struct FaceRoute {
  Page page = Page::kHome;
  Form form = Form::kPage;
  std::vector<std::string> words;
  unsigned keys = kNoKeys;  // of the query
};

// Nothing if these segments are no page of the public face.
std::optional<FaceRoute> find_face_route(const std::vector<std::string>& segments);

}  // namespace kuboluk::node::http
