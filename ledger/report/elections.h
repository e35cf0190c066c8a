// Elections and organisations as people name them.
#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/report/source.h"

namespace kuboluk::report {

struct ElectionFacts {
  std::string id;
  Texts titles;      // may be empty: then show the id
  std::string kind;  // "parliamentary"
  std::optional<domain::Day> voting_day;
  std::optional<domain::Day> published_on;  // of the decision that set it
  std::optional<domain::Instant> closes;    // explicit closing of accreditation, if the law has one
  std::string ruleset;                      // "KR-REG-197+CL-68@1"
  std::string repeat_of;                    // election that this one repeats; empty: none
  domain::Offset offset;                    // of the ledger
  std::uint64_t called_index = 0;           // log index of the act that set it
  domain::Instant called;                   // that act takes effect
  bool stands = true;                       // false: the act that set it was taken back
};

// Newest call first. Errors of all functions here: damage.
Result<std::vector<ElectionFacts>> elections(const domain::StateView& state);
// Nothing if there is no such election.
Result<std::optional<ElectionFacts>> election(const domain::StateView& state, std::string_view id);
ElectionFacts election_facts(const domain::Record& record);

// The election that a look-up of a bare number asks at `at`: the one with the voting day nearest on
// or after that day; if there is none, the latest. Elections taken back come last. Null for none.
const ElectionFacts* current_election(std::span<const ElectionFacts> all, domain::Instant at);

struct OrganisationFacts {
  std::string id;
  Texts names;          // may be empty: then show the id
  std::string kind;     // "igo", "embassy", ...; empty: not known
  std::string mission;  // umbrella mission; empty: none (G11: never added up with its members)
  bool operator==(const OrganisationFacts&) const = default;
};
// Only the id is filled if it is not registered.
Result<OrganisationFacts> organisation(const domain::StateView& state, std::string_view id);

using Organisations = std::map<std::string, OrganisationFacts>;
// Adds the organisation of that id, which may be an author's or a member's: nobody else can have
// the id (org.register refuses it). Nothing is added for bodies that the law names, nor for "".
Result<void> add_registered(const domain::StateView& state, const std::string& id,
                            Organisations& all);

}  // namespace kuboluk::report
