#include "ledger/report/counts.h"

#include <algorithm>

#include "ledger/domain/acts/checks.h"

namespace kuboluk::report {
namespace {

using domain::Record;
using domain::RecordAct;
using domain::TwoClocks;

// The organisation whose list the person stands on in that application; empty if on none.
std::string listing_organisation(const Record& person, std::string_view application) {
  const auto listing = domain::acts::listing_for(person, application);
  return listing ? listing->organisation : std::string();
}

// The last refusal of the person that holds and passes the filters; null for none.
Result<const RecordAct*> passing_refusal(const ElectionRecords& election, const Record& person,
                                         const Filters& filters, TwoClocks clocks) {
  const RecordAct* found = nullptr;
  for (const RecordAct& act : person.acts) {
    if (act.type != "accreditation.refuse" || !domain::holds(person, act, clocks)) continue;
    if (!passes(filters.decrees, act.change.word("decree"))) continue;
    const auto organisation = listing_organisation(person, act.change.word("application"));
    const auto wanted = election.organisation_passes(filters, organisation);
    if (!wanted) return wanted.error();
    if (*wanted) found = &act;
  }
  return found;
}

// Organisations whose application holds.
Result<Ids> applicants(const ElectionRecords& election, TwoClocks clocks) {
  Ids found;
  const auto read =
      election.each("application", [&](const std::string&, const Record& record) -> Result<void> {
        if (holding(record, "application.submit", clocks) != nullptr) {
          found.insert(std::string(record.fact("organisation")));
        }
        return {};
      });
  if (!read) return read.error();
  return found;
}

}  // namespace

Count count_granted(const ElectionRecords& election, const Filters& filters, TwoClocks clocks) {
  const auto all = election.granted(filters, clocks);
  if (!all) return all.error();
  return all->size();
}

Count count_active(const ElectionRecords& election, const Filters& filters, TwoClocks clocks) {
  const auto all = election.granted(filters, clocks);
  if (!all) return all.error();
  const auto active = std::count_if(all->begin(), all->end(),
                                    [](const ElectionRecords::Granted& one) { return one.active; });
  return static_cast<std::size_t>(active);
}

Count count_organisations(const ElectionRecords& election, const Filters& filters,
                          TwoClocks clocks) {
  const auto all = election.granted(filters, clocks);
  if (!all) return all.error();
  Ids organisations;
  for (const ElectionRecords::Granted& one : *all)
    organisations.insert(one.organisation);
  return organisations.size();
}

Count count_nationalities(const ElectionRecords& election, const Filters& filters,
                          TwoClocks clocks) {
  const auto all = election.granted(filters, clocks);
  if (!all) return all.error();
  Ids codes;
  for (const ElectionRecords::Granted& one : *all) {
    const auto person = election.find(domain::object_key("person", election.id(), one.person));
    if (!person) return person.error();
    for (std::string& code : citizenships_of(*person, one.application))
      codes.insert(std::move(code));
  }
  return codes.size();
}

Result<std::vector<StandingRefusal>> standing_refusals(const ElectionRecords& election,
                                                       const Filters& filters, TwoClocks clocks) {
  std::vector<StandingRefusal> found;
  const auto read =
      election.each("person", [&](const std::string& id, const Record& record) -> Result<void> {
        const domain::PersonAnswer answer = domain::fold_person(record, clocks);
        if (answer.stage != domain::PersonStage::kRefused) return {};
        const auto refusal = passing_refusal(election, record, filters, clocks);
        if (!refusal) return refusal.error();
        if (*refusal == nullptr) return {};
        const auto application = (*refusal)->change.word("application");
        found.push_back({id, listing_organisation(record, application), **refusal});
        return {};
      });
  if (!read) return read.error();
  return found;
}

Count count_refused(const ElectionRecords& election, const Filters& filters, TwoClocks clocks) {
  const auto all = standing_refusals(election, filters, clocks);
  if (!all) return all.error();
  return all->size();
}

Count count_invitations(const ElectionRecords& election, const Filters& filters, TwoClocks clocks) {
  std::size_t count = 0;
  const auto read =
      election.each("invitation", [&](const std::string&, const Record& record) -> Result<void> {
        if (holding(record, "invitation.send", clocks) == nullptr) return {};
        const auto wanted = election.organisation_passes(filters, record.fact("organisation"));
        if (!wanted) return wanted.error();
        count += *wanted ? 1 : 0;
        return {};
      });
  if (!read) return read.error();
  return count;
}

Result<Invited> invited(const ElectionRecords& election, TwoClocks clocks) {
  Invited found;
  Ids open;
  const auto read =
      election.each("invitation", [&](const std::string&, const Record& record) -> Result<void> {
        if (holding(record, "invitation.send", clocks) == nullptr) return {};
        const std::string organisation(record.fact("organisation"));
        ++found.invitations;
        found.all.insert(organisation);
        const bool declined = holding(record, "invitation.decline", clocks) != nullptr;
        (declined ? found.declined : open).insert(organisation);
        return {};
      });
  if (!read) return read.error();
  for (const std::string& organisation : open)
    found.declined.erase(organisation);
  const auto applied = applicants(election, clocks);
  if (!applied) return applied.error();
  for (const std::string& organisation : found.all) {
    if (!found.declined.contains(organisation) && !applied->contains(organisation)) {
      found.silent.insert(organisation);
    }
  }
  return found;
}

std::vector<std::string> citizenships_of(const Record& person, std::string_view application) {
  const auto listing = domain::acts::listing_for(person, application);
  if (!listing) return {};
  std::vector<std::string> codes = domain::acts::split_list(listing->citizenships);
  std::sort(codes.begin(), codes.end());
  codes.erase(std::unique(codes.begin(), codes.end()), codes.end());
  return codes;
}

}  // namespace kuboluk::report
