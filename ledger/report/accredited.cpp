#include "ledger/report/accredited.h"

#include <algorithm>

#include "ledger/domain/ids.h"
#include "ledger/proof/list_proof.h"
#include "ledger/report/counts.h"

namespace kuboluk::report {
namespace {

using domain::Verdict;

// `record_text`: of the same accreditation, as the proof has it.
Result<AccreditedRow> make_row(const proof::ListRow& row, const std::string& record_text) {
  const auto record = domain::parse_record(record_text);
  if (!record) return record.error();
  AccreditedRow made;
  made.facts = row.accreditation;
  made.printed = domain::with_check_character(row.accreditation.number);
  if (!row.accreditation.certificate.empty()) {
    made.certificate_printed = domain::with_check_character(row.accreditation.certificate);
  }
  made.verdict = row.verdict;
  made.verdict_by_record = row.verdict_by_record;
  made.decisive = row.decisive;
  const domain::RecordAct* grant = record->first_act("accreditation.grant");
  if (made.granted() && grant != nullptr) made.grant = {grant->index, grant->valid, grant->known};
  return made;
}

// The frame of a report: everything but the rows that are shown.
AccreditedReport frame(const proof::VerifiedList& list, const RowFilter& filter) {
  AccreditedReport report;
  report.clocks = list.clocks();
  report.filter = filter;
  report.numbers = list.rows().size();
  report.confirmation = list.confirmation();
  report.law = list.law();
  report.cannot_tell = list.cannot_tell();
  report.notes = list.notes();
  report.proof_path = "/list/accreditation/" + list.election();
  return report;
}

Result<void> add_citizenships(const domain::StateView& state, std::string_view election,
                              AccreditedRow& row) {
  if (row.facts.person.empty()) return {};
  const auto person = find_record(state, domain::object_key("person", election, row.facts.person));
  if (!person) return person.error();
  if (*person) row.citizenships = citizenships_of(**person, row.facts.application);
  return {};
}

Result<void> add_organisation(const domain::StateView& state, const AccreditedRow& row,
                              AccreditedReport& report) {
  const std::string& id = row.facts.organisation;
  if (id.empty() || report.organisations.contains(id)) return {};
  auto found = organisation(state, id);
  if (!found) return found.error();
  report.organisations.emplace(id, std::move(*found));
  return {};
}

// The election's facts as the list proof itself shows them.
Result<ElectionFacts> election_in(const proof::ListProof& proof) {
  for (const proof::Part& part : proof.parts) {
    if (part.key != domain::election_key(proof.election) || !part.record) continue;
    const auto record = domain::parse_record(*part.record);
    if (!record) return record.error();
    return election_facts(*record);
  }
  return Error{std::string(kUnknownRule), "election", "the ledger knows no such election"};
}

// What the proof itself does not show of a row, from the state where there is one.
Result<void> complete(const domain::StateView* state, AccreditedReport& report,
                      AccreditedRow& row) {
  if (state == nullptr) {
    const std::string& id = row.facts.organisation;
    if (!id.empty()) report.organisations.emplace(id, OrganisationFacts{id, {}, "", ""});
    return {};
  }
  const auto added = add_citizenships(*state, report.election.id, row);
  if (!added) return added.error();
  return add_organisation(*state, row, report);
}

// `bytes` are those of `proof`; they are what is verified. `state`: null where there is none.
Result<AccreditedReport> read_list(const proof::ReaderPolicy& policy, const proof::ListProof& proof,
                                   std::string bytes, domain::TwoClocks clocks,
                                   const RowFilter& filter, const domain::StateView* state) {
  auto facts = election_in(proof);
  if (!facts) return facts.error();
  const auto list = proof::verify_list(policy, bytes, proof.election, clocks);
  if (!list) return list.error();
  AccreditedReport report = frame(*list, filter);
  report.election = std::move(*facts);
  report.proof = std::move(bytes);
  for (std::size_t i = 0; i < list->rows().size(); ++i) {
    auto row = make_row(list->rows()[i], proof.records[i]);
    if (!row) return row.error();
    report.granted += row->granted() ? 1 : 0;
    if (const auto done = complete(state, report, *row); !done) return done.error();
    if (filter.shows(*row)) report.rows.push_back(std::move(*row));
  }
  return report;
}

}  // namespace

bool RowFilter::shows(const AccreditedRow& row) const {
  if (verdict ? row.verdict != *verdict : !row.granted()) return false;
  if (!decree.empty() && row.facts.decree != decree) return false;
  if (!organisation.empty() && row.facts.organisation != organisation) return false;
  return citizenship.empty() || std::find(row.citizenships.begin(), row.citizenships.end(),
                                          citizenship) != row.citizenships.end();
}

std::optional<Verdict> verdict_of_key(std::string_view key) {
  for (std::size_t i = 0; i < domain::kVerdictCount; ++i) {
    const auto verdict = static_cast<Verdict>(i);
    if (domain::to_key(verdict) == key) return verdict;
  }
  return std::nullopt;
}

Result<AccreditedReport> accredited(const Source& source, std::string_view election,
                                    domain::TwoClocks clocks, const RowFilter& filter) {
  if (!domain::is_body_id(election)) return Error{"X.FORM", "election", "this is no election id"};
  const auto proof =
      proof::build_list_proof(source.reader, source.policy.policy, source.checkpoint_note, election,
                              source.policy.clock_s, source.policy.skew_s);
  if (!proof) return proof.error();
  return read_list(source.policy, *proof, proof::print_list_proof(*proof), clocks, filter,
                   &source.reader);
}

Result<AccreditedReport> accredited_in_proof(const proof::ReaderPolicy& policy,
                                             std::string_view proof_bytes,
                                             std::string_view election, domain::TwoClocks clocks,
                                             const RowFilter& filter) {
  if (!domain::is_body_id(election)) return Error{"X.FORM", "election", "this is no election id"};
  const auto proof = proof::parse_list_proof(proof_bytes);
  if (!proof) return proof.error();
  if (proof->election != election) {
    return Error{"step 4", "election", "the list is of " + proof->election};
  }
  return read_list(policy, *proof, std::string(proof_bytes), clocks, filter, nullptr);
}

}  // namespace kuboluk::report
