#include "tools/scenario/commitment.h"

#include <utility>

#include "crypto/check.h"
#include "crypto/sha256.h"

namespace kuboluk::tools {
namespace {

using Field = std::pair<std::string_view, std::string_view>;

Hash commit(ByteView salt, std::string_view ledger, std::string_view person, std::string_view group,
            const Field& first, const Field& second) {
  std::string message = "kuboluk/commitment/v1";
  for (const auto& [key, value] :
       {Field{"ledger", ledger}, Field{"person", person}, Field{"group", group}, first, second}) {
    KUBOLUK_CHECK(value.find('\n') == std::string_view::npos);
    message += "\n" + std::string(key) + " " + (value.empty() ? "-" : std::string(value));
  }
  message += "\n";
  return crypto::hmac_sha256(salt, bytes_of(message));
}

}  // namespace

Hash commit_name(ByteView salt, std::string_view ledger, std::string_view person,
                 const NameFields& name) {
  return commit(salt, ledger, person, kNameGroup, {"name_lat", name.latin},
                {"name_cyr", name.cyrillic});
}

Hash commit_document(ByteView salt, std::string_view ledger, std::string_view person,
                     const DocumentFields& document) {
  return commit(salt, ledger, person, kDocumentGroup, {"document", document.number},
                {"expires", document.expires});
}

}  // namespace kuboluk::tools
