// Sums over the shown rows of a verified list: the same for the text and the JSON form.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "ledger/proof/verifier.h"

namespace kuboluk::forms {

// Which rows of a verified list are shown; empty: all. The list itself is verified whole, whatever
// is shown.
struct ListFilter {
  std::string organisation;
  std::vector<std::string> decrees;
  bool shows(const proof::ListRow& row) const;
};

struct ListTotals {
  std::uint64_t in_election = 0;  // rows of the whole list
  std::uint64_t shown = 0;        // rows that pass the filter
  std::map<domain::Verdict, std::uint64_t> by_verdict;
  std::map<std::string, std::uint64_t> by_decree;  // shown rows with a decree
  std::set<std::string> organisations;             // of shown rows
};

ListTotals total_list(const proof::VerifiedList& list, const ListFilter& filter);

}  // namespace kuboluk::forms
