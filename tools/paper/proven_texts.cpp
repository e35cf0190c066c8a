#include "tools/paper/proven_texts.h"

namespace kuboluk::tools::paper {

Texts election_titles(std::span<const proof::Part> parts, std::string_view election) {
  const std::string key = domain::election_key(election);
  for (const proof::Part& part : parts) {
    if (part.key != key || !part.record) continue;
    const Result<domain::Record> record = domain::parse_record(*part.record);
    return record ? texts_of(*record, "title") : Texts{};
  }
  return {};
}

Result<Texts> organisation_names(const batch::LedgerReader& reader, const Hash& status_root,
                                 std::string_view organisation) {
  const std::string key = domain::plain_key("organisation", organisation);
  const Result<proof::Part> part = proof::build_part(reader, status_root, key);
  if (!part) return part.error();
  const Result<void> proven = proof::check_part(*part, status_root);
  if (!proven) return proven.error();
  if (!part->record) return Texts{};
  const Result<domain::Record> record = domain::parse_record(*part->record);
  if (!record) return record.error();
  return texts_of(*record, "name");
}

}  // namespace kuboluk::tools::paper
