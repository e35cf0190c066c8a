#include <algorithm>
#include <tuple>

#include "ledger/report/election_report.h"

namespace kuboluk::report {
namespace {

void count(Tally& tally, const AccreditedRow& row) {
  ++tally.granted;
  ++tally.by_verdict[row.verdict];
}

// Most first; of equal ones the first id.
template <class One, class Id>
void sort_by_size(std::vector<One>& all, Id id) {
  std::sort(all.begin(), all.end(), [&](const One& a, const One& b) {
    return std::tuple(b.tally.granted, id(a)) < std::tuple(a.tally.granted, id(b));
  });
}

std::vector<DecreeTally> sort_decrees(std::map<std::string, DecreeTally> by_id) {
  std::vector<DecreeTally> all;
  for (auto& [id, decree] : by_id)
    all.push_back(std::move(decree));
  std::sort(all.begin(), all.end(), [](const DecreeTally& a, const DecreeTally& b) {
    return std::tuple(a.decided, a.recorded, a.index) < std::tuple(b.decided, b.recorded, b.index);
  });
  return all;
}

void count_decree(std::map<std::string, DecreeTally>& decrees, const AccreditedRow& row) {
  DecreeTally& decree = decrees[row.facts.decree];
  decree.decree = decree.tally.filter.decree = row.facts.decree;
  if (row.grant) {
    decree.decided = row.grant->decided;
    decree.recorded = row.grant->recorded;
    decree.index = row.grant->index;
  }
  count(decree.tally, row);
}

}  // namespace

RowTotals total(const std::vector<AccreditedRow>& rows) {
  RowTotals totals;
  std::map<std::string, DecreeTally> decrees;
  std::map<std::string, Tally> organisations;
  std::map<std::string, Tally> citizenships;
  for (const AccreditedRow& row : rows) {
    if (!row.granted()) continue;
    count(totals.all, row);
    count_decree(decrees, row);
    count(organisations[row.facts.organisation], row);
    for (const std::string& code : row.citizenships)
      count(citizenships[code], row);
    totals.several_citizenships += row.citizenships.size() > 1 ? 1 : 0;
    totals.without_citizenship += row.citizenships.empty() ? 1 : 0;
  }
  totals.by_decree = sort_decrees(std::move(decrees));
  for (auto& [id, tally] : organisations) {
    tally.filter.organisation = id;
    totals.by_organisation.push_back({OrganisationFacts{id, {}, "", ""}, std::move(tally)});
  }
  sort_by_size(totals.by_organisation,
               [](const OrganisationTally& one) { return one.organisation.id; });
  for (auto& [code, tally] : citizenships) {
    tally.filter.citizenship = code;
    totals.by_citizenship.push_back({code, std::move(tally)});
  }
  sort_by_size(totals.by_citizenship, [](const CitizenshipTally& one) { return one.code; });
  return totals;
}

}  // namespace kuboluk::report
