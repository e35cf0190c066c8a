#include "ledger/domain/author_keys.h"

#include <utility>

#include "ledger/domain/view.h"

namespace kuboluk::domain {

Result<AuthorKeys> author_keys_in(const Record& record) {
  AuthorKeys keys;
  for (const std::string& text : record.facts_of("author-key")) {
    auto key = crypto::VerifierKey::parse(text);
    if (!key) return Error{std::string(kDamageRule), "record " + record.key, "key does not parse"};
    keys.keys.push_back(std::move(*key));
  }
  const std::string threshold(record.fact("threshold"));
  if (threshold != kNotGiven) keys.threshold = static_cast<std::uint32_t>(threshold[0] - '0');
  return keys;
}

}  // namespace kuboluk::domain
