#include "node/forms/list_totals.h"

#include <algorithm>

namespace kuboluk::forms {

bool ListFilter::shows(const proof::ListRow& row) const {
  if (!organisation.empty() && row.accreditation.organisation != organisation) return false;
  return decrees.empty() ||
         std::find(decrees.begin(), decrees.end(), row.accreditation.decree) != decrees.end();
}

ListTotals total_list(const proof::VerifiedList& list, const ListFilter& filter) {
  ListTotals totals;
  totals.in_election = list.rows().size();
  for (const proof::ListRow& row : list.rows()) {
    if (!filter.shows(row)) continue;
    ++totals.shown;
    ++totals.by_verdict[row.verdict];
    if (!row.accreditation.decree.empty()) ++totals.by_decree[row.accreditation.decree];
    if (!row.accreditation.organisation.empty()) {
      totals.organisations.insert(row.accreditation.organisation);
    }
  }
  return totals;
}

}  // namespace kuboluk::forms
