#include "ledger/report/revocations.h"

#include <algorithm>

#include "ledger/domain/event.h"
#include "ledger/domain/ids.h"
#include "ledger/proof/list_proof.h"

namespace kuboluk::report {
namespace {

using domain::Record;
using domain::RecordAct;

// Who signed each act and when it was confirmed, read once per log index.
class ActReader {
 public:
  explicit ActReader(const batch::LedgerReader& reader) : reader_(reader) {}

  struct Origin {
    std::string by;
    Confirmed confirmed;
  };
  Result<Origin> origin(std::uint64_t index) {
    const auto known = known_.find(index);
    if (known != known_.end()) return known->second;
    const auto event = event_at(reader_, index);
    if (!event) return event.error();
    const auto seal = confirmed(reader_, index);
    if (!seal) return seal.error();
    return known_.emplace(index, Origin{event->event.by, *seal}).first->second;
  }

 private:
  const batch::LedgerReader& reader_;
  std::map<std::uint64_t, Origin> known_;
};

std::string word(const RecordAct& act, std::string_view key) {
  const std::string_view value = act.change.word(key);
  return value == domain::kNotGiven ? std::string() : std::string(value);
}

Result<Revocation> read_revocation(ActReader& acts, const Record& record, const RecordAct& act,
                                   domain::TwoClocks clocks) {
  const auto origin = acts.origin(act.index);
  if (!origin) return origin.error();
  Revocation found;
  const auto parts = domain::parse_key(record.key);
  found.number = parts ? parts->id : std::string();
  found.printed = domain::with_check_character(found.number);
  found.organisation = record.fact("organisation");
  found.decree = word(act, "decree");
  found.by = origin->by;
  found.index = act.index;
  found.decided = act.valid;
  found.recorded = act.known;
  found.confirmed = origin->confirmed;
  found.paragraph = act.paragraph;
  found.ground = word(act, "ground");
  found.limb = word(act, "limb");
  found.reason = act.change.reason;
  found.stands = domain::holds(record, act, clocks);
  return found;
}

Result<void> add_undoings(ActReader& acts, const Record& record, domain::TwoClocks clocks,
                          Revocation& into) {
  for (const RecordAct& later : record.acts) {
    if (!domain::undoes(later, into.index) || later.known > clocks.known) continue;
    const auto origin = acts.origin(later.index);
    if (!origin) return origin.error();
    into.undone_by.push_back({later.index, later.type, origin->by, later.paragraph, later.valid,
                              later.known, word(later, "effect"), later.change.reason});
  }
  return {};
}

Result<ReplacedCard> read_card(ActReader& acts, const Record& record, const RecordAct& act) {
  const auto origin = acts.origin(act.index);
  if (!origin) return origin.error();
  ReplacedCard card;
  const auto parts = domain::parse_key(record.key);
  card.accreditation_printed = domain::with_check_character(parts ? parts->id : std::string());
  card.organisation = record.fact("organisation");
  card.old_printed = domain::with_check_character(word(act, "replaces"));
  card.new_printed = domain::with_check_character(word(act, "certificate"));
  card.index = act.index;
  card.decided = act.valid;
  card.recorded = act.known;
  card.confirmed = origin->confirmed;
  card.by = origin->by;
  card.paragraph = act.paragraph;
  card.reason = act.change.reason;
  return card;
}

// Everything on one accreditation's record that the audit view shows.
Result<void> read_record(ActReader& acts, const Record& record, RevocationsReport& report) {
  for (const RecordAct& act : record.acts) {
    if (act.known > report.clocks.known) continue;
    if (act.type == "accreditation.revoke") {
      auto found = read_revocation(acts, record, act, report.clocks);
      if (!found) return found.error();
      if (const auto added = add_undoings(acts, record, report.clocks, *found); !added) {
        return added.error();
      }
      report.standing += found->stands ? 1 : 0;
      report.revocations.push_back(std::move(*found));
    } else if (act.type == "certificate.reissue") {
      auto card = read_card(acts, record, act);
      if (!card) return card.error();
      report.replaced.push_back(std::move(*card));
    }
  }
  return {};
}

template <class Row>
void sort_by_index(std::vector<Row>& rows) {
  std::stable_sort(rows.begin(), rows.end(),
                   [](const Row& a, const Row& b) { return a.index < b.index; });
}

}  // namespace

Result<RevocationsReport> revocations(const Source& source, std::string_view election,
                                      domain::TwoClocks clocks) {
  auto list = accredited(source, election, clocks, {});
  if (!list) return list.error();
  // The same bytes that were verified: their records are all there are.
  const auto proof = proof::parse_list_proof(list->proof);
  if (!proof) return proof.error();
  RevocationsReport report;
  report.clocks = clocks;
  ActReader acts(source.reader);
  for (const std::string& text : proof->records) {
    const auto record = domain::parse_record(text);
    if (!record) return record.error();
    if (const auto read = read_record(acts, *record, report); !read) return read.error();
  }
  sort_by_index(report.revocations);
  sort_by_index(report.replaced);
  report.election = std::move(list->election);
  report.organisations = std::move(list->organisations);
  report.confirmation = std::move(list->confirmation);
  report.law = std::move(list->law);
  report.cannot_tell = std::move(list->cannot_tell);
  report.notes = std::move(list->notes);
  report.proof_path = std::move(list->proof_path);
  return report;
}

}  // namespace kuboluk::report
