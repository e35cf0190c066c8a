#include "ledger/report/election_report.h"

#include "ledger/domain/event.h"
#include "ledger/report/counts.h"

namespace kuboluk::report {
namespace {

std::string word(const domain::RecordAct& act, std::string_view key) {
  const std::string_view value = act.change.word(key);
  return value == domain::kNotGiven ? std::string() : std::string(value);
}

// Of the organisations by id, with their names; those not met before are read.
Result<OrganisationFacts> named(const domain::StateView& state, ElectionReport& report,
                                const std::string& id) {
  const auto known = report.organisations.find(id);
  if (known != report.organisations.end()) return known->second;
  auto found = organisation(state, id);
  if (!found) return found.error();
  if (!id.empty()) report.organisations.emplace(id, *found);
  return found;
}

Result<void> put_named(const domain::StateView& state, const Ids& ids, ElectionReport& report,
                       std::vector<OrganisationFacts>& into) {
  for (const std::string& id : ids) {
    auto found = named(state, report, id);
    if (!found) return found.error();
    into.push_back(std::move(*found));
  }
  return {};
}

Result<void> put_totals(const domain::StateView& state, const std::vector<AccreditedRow>& rows,
                        ElectionReport& report) {
  RowTotals totals = total(rows);
  report.all = std::move(totals.all);
  report.by_decree = std::move(totals.by_decree);
  report.by_organisation = std::move(totals.by_organisation);
  report.by_citizenship = std::move(totals.by_citizenship);
  report.several_citizenships = totals.several_citizenships;
  report.without_citizenship = totals.without_citizenship;
  for (OrganisationTally& one : report.by_organisation) {
    auto found = named(state, report, one.organisation.id);
    if (!found) return found.error();
    one.organisation = std::move(*found);
  }
  return {};
}

Result<void> put_refused(const ElectionRecords& records, domain::TwoClocks clocks,
                         const domain::StateView& state, ElectionReport& report) {
  auto all = standing_refusals(records, {}, clocks);
  if (!all) return all.error();
  for (const StandingRefusal& one : *all) {
    if (const auto found = named(state, report, one.organisation); !found) return found.error();
    const domain::RecordAct& act = one.refusal;
    report.refused.push_back({one.person, word(act, "application"), one.organisation,
                              word(act, "decree"), act.index, act.valid, act.known,
                              word(act, "ground"), act.change.reason});
  }
  return {};
}

Result<void> put_invited(const ElectionRecords& records, domain::TwoClocks clocks,
                         const domain::StateView& state, ElectionReport& report) {
  const auto found = invited(records, clocks);
  if (!found) return found.error();
  report.invitations = found->invitations;
  if (auto put = put_named(state, found->all, report, report.invited); !put) return put;
  if (auto put = put_named(state, found->silent, report, report.silent); !put) return put;
  return put_named(state, found->declined, report, report.declined);
}

std::vector<GrantTime> grant_times(const std::vector<AccreditedRow>& rows) {
  std::vector<GrantTime> times;
  for (const AccreditedRow& row : rows) {
    if (!row.grant) continue;
    times.push_back({row.grant->decided, row.facts.from.value_or(row.grant->decided)});
  }
  return times;
}

}  // namespace

Result<ElectionReport> election_report(const Source& source, std::string_view election,
                                       domain::TwoClocks clocks) {
  auto list = accredited(source, election, clocks, {});
  if (!list) return list.error();
  ElectionReport report;
  report.clocks = clocks;
  report.numbers = list->numbers;
  report.annulled = list->numbers - list->granted;
  report.organisations = std::move(list->organisations);
  if (auto put = put_totals(source.reader, list->rows, report); !put) return put.error();
  const ElectionRecords records(source.reader, std::string(election));
  if (auto put = put_refused(records, clocks, source.reader, report); !put) return put.error();
  if (auto put = put_invited(records, clocks, source.reader, report); !put) return put.error();
  const domain::Instant now{static_cast<std::int64_t>(source.policy.clock_s) * domain::kSecondMs};
  const domain::Instant at = clocks.valid == domain::kEndOfTime ? now : clocks.valid;
  auto clock = legal_clock(source.reader, source.policy.rulesets, election, at, clocks.known,
                           grant_times(list->rows));
  if (!clock) return clock.error();
  report.clock = std::move(*clock);
  report.election = std::move(list->election);
  report.confirmation = std::move(list->confirmation);
  report.law = std::move(list->law);
  report.cannot_tell = std::move(list->cannot_tell);
  report.notes = std::move(list->notes);
  report.proof_path = std::move(list->proof_path);
  return report;
}

}  // namespace kuboluk::report
