// Builds the lines of one act from the arguments of a command. Internal to tools/scenario: see
// acts.h.
#pragma once

#include <boost/json/object.hpp>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/domain/event.h"
#include "tools/scenario/acts.h"

namespace kuboluk::tools {

class ActLines {
 public:
  // The references must outlive it.
  ActLines(const Command& command, const ActSources& sources)
      : command_(command), sources_(sources) {}

  // Finds the election of the act: the argument `election`, or, where the command names only an
  // application, the election of the ledger's newest application of that number. "-" if there is
  // none.
  Result<void> resolve_election(const domain::ActSpec& spec);
  // Adds what the arguments give for that line of the act: none, one or several.
  Result<void> add(const domain::LineSpec& spec);

  std::vector<domain::Line> take() { return std::move(lines_); }
  const std::string& election() const { return election_; }
  std::vector<std::string> unused_args() const;

 private:
  using Builder = Result<void> (ActLines::*)(const domain::LineSpec&);
  struct Exception;  // a line that is not one to one
  static Builder find_builder(std::string_view type, std::string_view key);

  Result<void> add_plain(const domain::LineSpec& spec);
  Result<void> add_election(const domain::LineSpec& spec);
  Result<void> add_author_key(const domain::LineSpec& spec);
  Result<void> add_texts(const domain::LineSpec& spec);
  Result<void> add_items(const domain::LineSpec& spec);
  Result<void> add_item(const domain::LineSpec& spec, const boost::json::object& item);
  Result<void> add_persons(const domain::LineSpec& spec);
  Result<void> add_person(const boost::json::object& given);
  Result<void> add_update(const domain::LineSpec& spec);
  Result<void> add_correction(const domain::LineSpec& spec);

  const boost::json::value* use(std::string_view arg);
  void push(const domain::LineSpec& spec, std::vector<std::string> values);
  std::string text_arg(std::string_view arg);
  // Commitments to the groups that `fields` gives; "-" for a group that is empty.
  std::string name_commitment(std::string_view organisation, std::string_view person,
                              const NameFields& name) const;
  std::string document_commitment(std::string_view organisation, std::string_view person,
                                  const DocumentFields& document) const;
  Result<std::string> document_valid(const DocumentFields& document) const;

  const Command& command_;
  const ActSources& sources_;
  std::string election_{domain::kNotGiven};
  std::vector<domain::Line> lines_;
  std::set<std::string> used_;     // arguments that a line took
  std::set<std::string> unknown_;  // keys inside lists that no column took: "persons.x"
};

}  // namespace kuboluk::tools
