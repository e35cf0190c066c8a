// Salted commitments to a person's name and identity document: what stands in an event instead of
// them (DESIGN.md 4, "Personal data"). HMAC-SHA-256 under a 32-byte salt over a text of fixed
// lines:
//
//     kuboluk/commitment/v1
//     ledger <ledger id>
//     person <person id>
//     group name | document
//     name_lat <text>        or: document <number>
//     name_cyr <text>        or: expires <day>
//
// A field that is not given is "-". The values are free text of one line, so no value can look like
// another line.
#pragma once

#include <string>
#include <string_view>

#include "crypto/bytes.h"

namespace kuboluk::tools {

// The two groups are opened apart: a name may become public, a document never does.
struct NameFields {
  std::string latin;  // as in the passport
  std::string cyrillic;
  bool empty() const { return latin.empty() && cyrillic.empty(); }
  bool operator==(const NameFields&) const = default;
};
struct DocumentFields {
  std::string number;
  std::string expires;  // day
  bool empty() const { return number.empty() && expires.empty(); }
  bool operator==(const DocumentFields&) const = default;
};

inline constexpr std::string_view kNameGroup = "name";
inline constexpr std::string_view kDocumentGroup = "document";

Hash commit_name(ByteView salt, std::string_view ledger, std::string_view person,
                 const NameFields& name);
Hash commit_document(ByteView salt, std::string_view ledger, std::string_view person,
                     const DocumentFields& document);

}  // namespace kuboluk::tools
