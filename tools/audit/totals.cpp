#include "tools/audit/totals.h"

#include "ledger/domain/record.h"
#include "ledger/domain/signed_event.h"
#include "ledger/domain/verdict.h"

namespace kuboluk::tools {

namespace {

using Records = std::vector<std::pair<std::string, std::string>>;

Result<std::vector<domain::Record>> parsed_under(const batch::LedgerReader& reader,
                                                 std::string_view prefix) {
  const Result<Records> texts = reader.records_under(prefix);
  if (!texts) return texts.error();
  std::vector<domain::Record> records;
  for (const auto& [key, text] : *texts) {
    Result<domain::Record> record = domain::parse_record(text);
    if (!record) return record.error();
    records.push_back(std::move(*record));
  }
  return records;
}

void count_accreditation(const domain::Record& record, const domain::Record& election,
                         AuditTotals& totals) {
  if (record.first_act("accreditation.grant") == nullptr) return;
  ++totals.accreditations;
  const domain::AccreditationAnswer answer = domain::fold_accreditation(record, election, {});
  if (answer.revoked != nullptr) ++totals.revoked;
}

}  // namespace

Result<void> count_entry(const domain::Entry& entry, AuditTotals& totals) {
  ++totals.entries;
  if (entry.is_seal()) {
    ++totals.batches;
    return {};
  }
  const Result<domain::SignedEvent> event =
      domain::parse_signed_event(std::get<std::string>(entry.body));
  if (!event) {
    return Error{event.error().rule, "entry " + std::to_string(entry.index), event.error().detail};
  }
  ++totals.events;
  ++totals.events_by_type[event->event.type];
  return {};
}

Result<void> count_records(const batch::LedgerReader& reader, AuditTotals& totals) {
  const Result<std::vector<domain::Record>> elections = parsed_under(reader, "election/");
  if (!elections) return elections.error();
  const Result<Records> organisations = reader.records_under("organisation/");
  if (!organisations) return organisations.error();
  totals.elections = elections->size();
  totals.organisations = organisations->size();
  for (const domain::Record& election : *elections) {
    const std::string id = domain::parse_key(election.key)->id;
    const auto granted = parsed_under(reader, "accreditation/" + id + "/");
    if (!granted) return granted.error();
    for (const domain::Record& record : *granted)
      count_accreditation(record, election, totals);
    const auto persons = parsed_under(reader, "person/" + id + "/");
    if (!persons) return persons.error();
    for (const domain::Record& person : *persons) {
      if (domain::fold_person(person, {}).stage == domain::PersonStage::kRefused) {
        ++totals.refused_persons;
      }
    }
  }
  return {};
}

}  // namespace kuboluk::tools
