#include "ledger/proof/ledger_source.h"

#include <algorithm>

#include "ledger/domain/entry.h"
#include "ledger/domain/view.h"
#include "ledger/proof/status_proof.h"

namespace kuboluk::proof {

namespace {

Error damage(std::string_view object, const Error& cause) {
  return Error{std::string(domain::kDamageRule), std::string(object), cause.message()};
}

}  // namespace

Result<std::optional<domain::Record>> LedgerSource::object(const std::string& key) {
  if (parts_.size() == parts_max_) {
    return Error{"X.SIZE", key, "the answer needs more objects than a proof may hold"};
  }
  auto part = build_part(reader_, map_root_, key);
  if (!part) return part.error();
  parts_.push_back(std::move(*part));
  if (!parts_.back().record) return std::optional<domain::Record>();
  auto record = domain::parse_record(*parts_.back().record);
  if (!record) return damage(key, record.error());
  return std::optional<domain::Record>(std::move(*record));
}

Result<std::vector<std::string>> LedgerSource::elsewhere(std::string_view kind,
                                                         const Asked& asked) {
  auto elections = reader_.records_under("election/");
  if (!elections) return elections.error();
  std::vector<std::string> found;
  for (const auto& [key, text] : *elections) {
    const auto parts = domain::parse_key(key);
    if (!parts) return damage(key, Error{"X.FORM", key, "not a key of the status map"});
    if (parts->id == asked.election) continue;
    auto record = reader_.record(domain::object_key(kind, parts->id, asked.id));
    if (!record) return record.error();
    if (*record) found.push_back(parts->id);
  }
  std::sort(found.begin(), found.end());
  if (found.size() > kElsewhereMax) found.resize(kElsewhereMax);
  return found;
}

Result<std::string> ledger_of_seal(std::string_view seal) {
  auto entry = domain::parse_entry(seal);
  if (!entry) return damage("seal", entry.error());
  if (!entry->is_seal()) {
    return damage("seal", Error{"X.FORM", "entry", "the last entry is not a seal"});
  }
  return {boost::system::in_place_value, std::get<domain::Seal>(entry->body).ledger};
}

}  // namespace kuboluk::proof
