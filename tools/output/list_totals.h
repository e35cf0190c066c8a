// Sums over the shown rows of a verified list: the same for the text and the JSON form.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>

#include "ledger/proof/verifier.h"
#include "tools/output/answer_text.h"

namespace kuboluk::tools {

struct ListTotals {
  std::uint64_t in_election = 0;  // rows of the whole list
  std::uint64_t shown = 0;        // rows that pass the filter
  std::map<domain::Verdict, std::uint64_t> by_verdict;
  std::map<std::string, std::uint64_t> by_decree;  // shown rows with a decree
  std::set<std::string> organisations;             // of shown rows
};

ListTotals total_list(const proof::VerifiedList& list, const ListFilter& filter);

}  // namespace kuboluk::tools
