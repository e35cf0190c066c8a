#include "ledger/report/election_records.h"

#include "ledger/domain/charset.h"

namespace kuboluk::report {

using domain::Record;
using domain::RecordAct;
using domain::TwoClocks;

bool passes(const Filter& filter, std::string_view value) {
  return !filter || filter->contains(std::string(value));
}

const RecordAct* holding(const Record& record, std::string_view type, TwoClocks clocks) {
  for (const RecordAct& act : record.acts) {
    if (act.type == type && domain::holds(record, act, clocks)) return &act;
  }
  return nullptr;
}

Result<void> ElectionRecords::each(std::string_view kind, const Visit& visit) const {
  if (!domain::is_token(id_)) return {};
  const std::string prefix = std::string(kind) + "/" + id_ + "/";
  const auto records = state_.records_under(prefix);
  if (!records) return records.error();
  for (const auto& [key, text] : *records) {
    const auto record = domain::parse_record(text);
    if (!record) return record.error();
    if (const auto visited = visit(key.substr(prefix.size()), *record); !visited) {
      return visited.error();
    }
  }
  return {};
}

Result<Record> ElectionRecords::find(const std::string& key) const {
  const auto text = state_.record(key);
  if (!text) return text.error();
  return text->has_value() ? domain::parse_record(**text) : Result<Record>(Record{});
}

Result<bool> ElectionRecords::organisation_passes(const Filters& filters,
                                                  std::string_view organisation) const {
  if (!passes(filters.organisations, organisation)) return false;
  if (!filters.kinds) return true;
  const auto record = find(domain::plain_key("organisation", organisation));
  if (!record) return record.error();
  return passes(filters.kinds, record->fact("kind"));
}

Result<std::vector<ElectionRecords::Granted>> ElectionRecords::granted(const Filters& filters,
                                                                       TwoClocks clocks) const {
  std::vector<Granted> all;
  if (!domain::is_token(id_)) return all;
  const auto election = find(domain::election_key(id_));
  if (!election) return election.error();
  const auto read =
      each("accreditation", [&](const std::string& number, const Record& record) -> Result<void> {
        const auto answer = domain::fold_accreditation(record, *election, clocks);
        if (answer.grant == nullptr || !passes(filters.decrees, record.fact("decree"))) return {};
        const auto wanted = organisation_passes(filters, record.fact("organisation"));
        if (!wanted) return wanted.error();
        if (!*wanted) return {};
        all.push_back({number, std::string(record.fact("person")),
                       std::string(record.fact("organisation")),
                       std::string(record.fact("application")),
                       answer.findings.decide() == domain::Verdict::kActive});
        return {};
      });
  if (!read) return read.error();
  return all;
}

}  // namespace kuboluk::report
