// What a replay knows of persons beside the ledger: names and documents as the scenario file gives
// them, until disclosures carry them. In memory only; nothing of it is ever written, sent or put
// into an error.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/domain/time.h"
#include "ledger/domain/view.h"
#include "tools/names/name_table.h"
#include "tools/scenario/commitment.h"
#include "tools/scenario/scenario.h"

namespace kuboluk::tools {

struct PersonFields {
  NameFields name;
  DocumentFields document;
};

// What one entry of `persons`, or the arguments of an update, say about a person; a field that is
// not given is empty. X.FORM, without the value, if a field is no text or holds characters that a
// name or number cannot have.
Result<PersonFields> person_fields(const boost::json::object& given);

// `base` with everything that `update` gives.
PersonFields merged(PersonFields base, const PersonFields& update);

class PersonTable {
 public:
  // What is known of the person; empty fields if nothing is.
  PersonFields find(std::string_view election, std::string_view person) const;

  // Takes over what an accepted command says about persons. `state` is the ledger after the
  // command.
  Result<void> learn(const Command& command, std::string_view election,
                     const domain::StateView& state);

  // Spellings of all names learnt, for search.
  const NameTable& names() const { return names_; }

 private:
  void put(std::string_view election, std::string_view person, const PersonFields& fields,
           domain::Instant known);

  std::map<std::string, PersonFields, std::less<>> persons_;  // "<election>/<person>"
  NameTable names_;
};

// The person of an accreditation by its record; empty if there is no such accreditation.
Result<std::string> person_of(const domain::StateView& state, std::string_view election,
                              std::string_view accreditation);

}  // namespace kuboluk::tools
