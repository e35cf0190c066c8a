#include "ledger/report/changes.h"

#include <algorithm>
#include <map>

#include "ledger/domain/event.h"
#include "ledger/domain/ids.h"
#include "ledger/domain/view.h"
#include "ledger/report/election_records.h"

namespace kuboluk::report {
namespace {

using domain::Record;
using domain::RecordAct;

// By log index.
using Found = std::map<std::uint64_t, StatusChange>;

StatusChange& at(Found& found, const RecordAct& act) {
  StatusChange& change = found[act.index];
  change.index = act.index;
  change.type = act.type;
  change.decided = act.valid;
  change.recorded = act.known;
  if (change.paragraph.empty()) change.paragraph = act.paragraph;
  const std::string_view decree = act.change.word("decree");
  if (decree != domain::kNotGiven) change.decree = decree;
  return change;
}

bool undoes_something(const RecordAct& act) {
  return act.change.word("undoes") != domain::kNotGiven;
}

// True if `act` takes away a line of that type.
bool undoes_type(const Record& record, const RecordAct& act, std::string_view type) {
  return std::any_of(record.acts.begin(), record.acts.end(), [&](const RecordAct& line) {
    return line.type == type && domain::undoes(act, line.index);
  });
}

bool changes_accreditation(const RecordAct& act) {
  return act.type == "accreditation.grant" || act.type == "accreditation.revoke" ||
         act.type == "certificate.reissue" || undoes_something(act);
}

Result<void> find_accreditations(const ElectionRecords& records, Found& found) {
  return records.each("accreditation",
                      [&](const std::string& id, const Record& record) -> Result<void> {
                        for (const RecordAct& act : record.acts) {
                          if (!changes_accreditation(act)) continue;
                          StatusChange& change = at(found, act);
                          ++change.count;
                          if (change.numbers.size() < kFeedNumbersMax) {
                            change.numbers.push_back(domain::with_check_character(id));
                          }
                        }
                        return {};
                      });
}

// Refusals make a person REFUSED; taking one back changes that again.
Result<void> find_refusals(const ElectionRecords& records, Found& found) {
  return records.each("person", [&](const std::string&, const Record& record) -> Result<void> {
    for (const RecordAct& act : record.acts) {
      const bool refusal = act.type == "accreditation.refuse";
      if (refusal || undoes_type(record, act, "accreditation.refuse")) ++at(found, act).count;
    }
    return {};
  });
}

void find_results(const Record& election, Found& found) {
  for (const RecordAct& act : election.acts) {
    if (act.type != "results.publish" && !undoes_type(election, act, "results.publish")) continue;
    at(found, act).whole_election = true;
  }
}

Result<void> add_origin(const batch::LedgerReader& reader, StatusChange& change) {
  const auto event = event_at(reader, change.index);
  if (!event) return event.error();
  change.by = event->event.by;
  const auto seal = confirmed(reader, change.index);
  if (!seal) return seal.error();
  change.confirmed = *seal;
  return {};
}

// What is asked for of all that was found.
std::vector<StatusChange> cut(Found found, std::optional<std::uint64_t> from) {
  std::vector<StatusChange> items;
  for (auto one = found.lower_bound(from.value_or(0)); one != found.end(); ++one)
    items.push_back(std::move(one->second));
  if (items.size() <= kFeedItems) return items;
  const auto surplus = static_cast<std::ptrdiff_t>(items.size() - kFeedItems);
  if (from) {
    items.erase(items.end() - surplus, items.end());
  } else {
    items.erase(items.begin(), items.begin() + surplus);
  }
  return items;
}

Result<void> put_ledger(const batch::LedgerReader& reader, Changes& changes) {
  const auto position = reader.position();
  if (!position) return position.error();
  changes.size = position->size;
  const auto genesis = event_at(reader, 0);
  if (!genesis) return genesis.error();
  const auto info = domain::read_genesis(genesis->bytes);
  if (!info) return info.error();
  changes.ledger = info->id;
  changes.training = info->clock == domain::Clock::kScenario;
  return {};
}

}  // namespace

Result<Changes> changes(const Source& source, std::string_view election,
                        std::optional<std::uint64_t> from) {
  if (!domain::is_body_id(election)) return Error{"X.FORM", "election", "this is no election id"};
  const auto record = find_record(source.reader, domain::election_key(election));
  if (!record) return record.error();
  if (!record->has_value()) {
    return Error{std::string(kUnknownRule), "election", "the ledger knows no such election"};
  }
  Changes all;
  all.election = election_facts(**record);
  all.from = from.value_or(0);
  if (const auto put = put_ledger(source.reader, all); !put) return put.error();
  Found found;
  const ElectionRecords records(source.reader, std::string(election));
  if (auto read = find_accreditations(records, found); !read) return read.error();
  if (auto read = find_refusals(records, found); !read) return read.error();
  find_results(**record, found);
  all.items = cut(std::move(found), from);
  for (StatusChange& item : all.items) {
    if (const auto added = add_origin(source.reader, item); !added) return added.error();
  }
  const bool more = from && all.items.size() == kFeedItems;
  all.next = more ? all.items.back().index + 1 : all.size;
  return all;
}

}  // namespace kuboluk::report
