#include "tools/names/name_table.h"

#include <algorithm>

namespace kuboluk::tools {

void NameTable::add(std::string_view election, std::string_view person, std::string_view name,
                    domain::Instant known) {
  std::vector<Spelling>& spellings = elections_[std::string(election)][std::string(person)];
  Spelling spelling{{}, known};
  for (const NameWord& word : fold_.fold(name)) {
    for (const std::set<std::string>& keys : word)
      spelling.words.insert(keys.begin(), keys.end());
  }
  if (!spelling.words.empty()) spellings.push_back(std::move(spelling));
}

std::vector<std::string> NameTable::find(std::string_view election, std::string_view name,
                                         domain::Instant known) const {
  std::vector<std::string> found;
  const auto persons = elections_.find(election);
  if (persons == elections_.end()) return found;
  const std::vector<NameWord> wanted = fold_.fold(name);
  if (wanted.empty()) return found;
  const auto fits = [&wanted, known](const Spelling& spelling) {
    const auto has = [&spelling](const NameWord& word) {
      return std::any_of(word.begin(), word.end(), [&spelling](const std::set<std::string>& keys) {
        return std::includes(spelling.words.begin(), spelling.words.end(), keys.begin(),
                             keys.end());
      });
    };
    return spelling.known <= known && std::all_of(wanted.begin(), wanted.end(), has);
  };
  for (const auto& [person, spellings] : persons->second) {
    if (std::any_of(spellings.begin(), spellings.end(), fits)) found.push_back(person);
  }
  return found;
}

}  // namespace kuboluk::tools
