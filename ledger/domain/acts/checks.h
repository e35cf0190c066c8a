// Checks that several rules share. Each answers "allowed", a refusal, or damage.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "ledger/domain/workspace.h"

namespace kuboluk::domain::acts {

// The window of the ruleset for an act that counts as made at `made` (KR.R3.7, KZ.DL).
Result<void> check_window(const ActContext& act, const Record& election, Instant made);

// When a filing counts as made: max(at, known - merge delay), so that a sequencer cannot make it
// late by waiting (DESIGN.md 5).
Instant filing_time(const ActContext& act);

// The election is called or repeated by a decision in force.
bool is_called(const ActContext& act, const Record& election);

// X.DUP if the decree number is used in the election.
Result<void> check_decree_unused(const ActContext& act, const std::string& decree);
// X.FORM if the decree number is not given or is no number: asked last.
Result<void> check_decree_form(const ActContext& act, const std::string& decree);

// A new decree record of this act with its entries, without act line.
Record make_decree(const ActContext& act, const std::string& decree);
// One line per application that the decree decides on, with the number of persons: `applications`
// has one element per person.
Result<void> touch_applications(const ActContext& act, const std::string& decree,
                                const std::vector<std::string>& applications);

// What a person's record says of one application: one `listed` fact.
struct Listing {
  std::string application;
  std::string organisation;
  std::string citizenships;  // comma-joined, or -
  std::string document_valid;
  std::string name;      // commitment, or -
  std::string document;  // commitment, or -
};
std::vector<Listing> listings(const Record& person);
std::optional<Listing> listing_for(const Record& person, std::string_view application);
std::string print_listing(const Listing& listing);

bool contains(const std::vector<std::string>& list, std::string_view value);
// The words of a comma-joined list; none for "-".
std::vector<std::string> split_list(std::string_view list);
std::string join_list(const std::vector<std::string>& list);

}  // namespace kuboluk::domain::acts
