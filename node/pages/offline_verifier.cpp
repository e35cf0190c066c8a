#include "node/pages/offline_verifier.h"

#include "crypto/bytes.h"
#include "crypto/check.h"
#include "crypto/encoding.h"

namespace kuboluk::pages {

namespace {

// As tools/verifier/README.md says: base64 between the tags of an element that stands empty, once.
void fill(std::string& page, std::string_view id, std::string_view bytes) {
  std::string opening = "<script type=\"text/plain\" id=\"";
  opening.append(id).append("\">");
  const std::size_t begin = page.find(opening + "</script>");
  KUBOLUK_CHECK(begin != std::string::npos);
  page.insert(begin + opening.size(), crypto::to_base64(bytes_of(bytes)));
}

}  // namespace

std::string_view offline_verifier() {
  return verifier_files().front().text;
}

std::string offline_verifier_with(std::string_view policy, std::string_view proof) {
  std::string page(offline_verifier());
  fill(page, "policy", policy);
  fill(page, "proof", proof);
  return page;
}

}  // namespace kuboluk::pages
