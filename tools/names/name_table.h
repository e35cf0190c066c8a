// Names of persons, in memory, for search: never written anywhere (DESIGN.md 4, "Personal data").
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/domain/time.h"
#include "tools/names/name_fold.h"

namespace kuboluk::tools {

class NameTable {
 public:
  // One spelling of the person's name, learnt at `known`. Earlier spellings stay: who looks for the
  // misspelt name of a corrected card must find the person too.
  void add(std::string_view election, std::string_view person, std::string_view name,
           domain::Instant known);

  // Ids of the persons of that election, sorted, who have every word of `name` in a spelling learnt
  // by `known` (inclusive). Nobody for a text without letters and digits.
  std::vector<std::string> find(std::string_view election, std::string_view name,
                                domain::Instant known) const;

 private:
  struct Spelling {
    std::set<std::string> words;  // every key of every word
    domain::Instant known;
  };
  NameFold fold_;
  // election -> person -> spellings
  std::map<std::string, std::map<std::string, std::vector<Spelling>>, std::less<>> elections_;
};

}  // namespace kuboluk::tools
