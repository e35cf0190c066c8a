#include "tools/scenario/aggregates.h"

#include <algorithm>
#include <boost/json/array.hpp>
#include <optional>
#include <set>
#include <vector>

#include "ledger/domain/event.h"
#include "ledger/domain/line_reader.h"
#include "ledger/domain/record.h"
#include "ledger/domain/verdict.h"
#include "tools/scenario/answers.h"
#include "tools/scenario/election_records.h"

namespace kuboluk::tools {
namespace {

namespace json = boost::json;
using domain::Record;
using domain::TwoClocks;

Error bad_query(const Query& query, std::string detail) {
  return Error{"FILE", "line " + std::to_string(query.line), std::move(detail)};
}

Result<Filter> read_filter(const Query& query, std::string_view key) {
  const json::value* value = query.args.if_contains(key);
  if (value == nullptr) return Filter();
  const Error fault = bad_query(query, "\"" + std::string(key) + "\" must be a list of texts");
  if (!value->is_array()) return fault;
  Ids ids;
  for (const json::value& id : value->get_array()) {
    if (!id.is_string()) return fault;
    ids.emplace(id.get_string());
  }
  return Filter(std::move(ids));
}

Result<Filters> read_filters(const Query& query) {
  auto decrees = read_filter(query, "decrees");
  if (!decrees) return decrees.error();
  auto organisations = read_filter(query, "orgs");
  if (!organisations) return organisations.error();
  auto kinds = read_filter(query, "kinds");
  if (!kinds) return kinds.error();
  return Filters{*decrees, *organisations, *kinds};
}

// Citizenship codes of the person as the list of that application gives them (`listed` facts of the
// person's record: application, organisation, citizenships, ...).
Result<void> add_nationalities(const ElectionRecords& election, const ElectionRecords::Granted& one,
                               Ids& codes) {
  const auto person = election.find(domain::object_key("person", election.id(), one.person));
  if (!person) return person.error();
  for (const std::string& listed : person->facts_of("listed")) {
    const auto words = domain::split_words(listed);
    if (!words || words->size() < 3 || (*words)[0] != one.application) continue;
    std::string_view list = (*words)[2];
    while (!list.empty() && list != domain::kNotGiven) {
      const std::size_t comma = list.find(',');
      codes.emplace(list.substr(0, comma));
      list.remove_prefix(comma == std::string_view::npos ? list.size() : comma + 1);
    }
  }
  return {};
}

using Count = Result<std::size_t>;

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
    if (const auto added = add_nationalities(election, one, codes); !added) return added.error();
  }
  return codes.size();
}

// The organisation whose list the person stands on in that application; empty if on none.
std::string listing_organisation(const Record& person, std::string_view application) {
  for (const std::string& listed : person.facts_of("listed")) {
    const auto words = domain::split_words(listed);
    if (words && words->size() >= 2 && (*words)[0] == application) {
      return std::string((*words)[1]);
    }
  }
  return {};
}

// True if a refusal of the person that holds passes the filters.
Result<bool> refusal_passes(const ElectionRecords& election, const Record& person,
                            const Filters& filters, TwoClocks clocks) {
  for (const domain::RecordAct& act : person.acts) {
    if (act.type != "accreditation.refuse" || !domain::holds(person, act, clocks)) continue;
    if (!passes(filters.decrees, act.change.word("decree"))) continue;
    const auto organisation = listing_organisation(person, act.change.word("application"));
    const auto wanted = election.organisation_passes(filters, organisation);
    if (!wanted || *wanted) return wanted;
  }
  return false;
}

// Persons, each once however often refused: those who stand refused now.
Count count_refused(const ElectionRecords& election, const Filters& filters, TwoClocks clocks) {
  std::size_t count = 0;
  const auto read =
      election.each("person", [&](const std::string&, const Record& record) -> Result<void> {
        const domain::PersonAnswer answer = domain::fold_person(record, clocks);
        if (answer.stage != domain::PersonStage::kRefused) return {};
        const auto wanted = refusal_passes(election, record, filters, clocks);
        if (!wanted) return wanted.error();
        count += *wanted ? 1 : 0;
        return {};
      });
  if (!read) return read.error();
  return count;
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

struct CountSpec {
  std::string_view what;
  Count (*count)(const ElectionRecords&, const Filters&, TwoClocks);
};

constexpr CountSpec kCounts[] = {
    {"invitations", count_invitations},
    {"granted", count_granted},
    {"active", count_active},
    {"refused", count_refused},
    {"organisations", count_organisations},
    {"nationalities", count_nationalities},
};

Result<json::object> answer_count(const Query& query, const ElectionRecords& election,
                                  TwoClocks clocks) {
  const std::string what = text_of(query.args, "what");
  const auto filters = read_filters(query);
  if (!filters) return filters.error();
  for (const CountSpec& spec : kCounts) {
    if (spec.what != what) continue;
    const Count count = spec.count(election, *filters, clocks);
    if (!count) return count.error();
    return json::object{{"count", static_cast<std::int64_t>(*count)}};
  }
  return bad_query(query, "\"what\" is nothing that can be counted");
}

json::array to_json(const Ids& ids) {
  return json::array(ids.begin(), ids.end());
}

struct Invited {
  Ids all;
  Ids declined;
};

// An organisation with several invitations has declined if it declined one and still holds no
// other.
Result<Invited> invited(const ElectionRecords& election, TwoClocks clocks) {
  Invited found;
  Ids open;
  const auto read =
      election.each("invitation", [&](const std::string&, const Record& record) -> Result<void> {
        if (holding(record, "invitation.send", clocks) == nullptr) return {};
        const std::string organisation(record.fact("organisation"));
        found.all.insert(organisation);
        const bool declined = holding(record, "invitation.decline", clocks) != nullptr;
        (declined ? found.declined : open).insert(organisation);
        return {};
      });
  if (!read) return read.error();
  for (const std::string& organisation : open)
    found.declined.erase(organisation);
  return found;
}

Result<json::object> answer_silent(const ElectionRecords& election, TwoClocks clocks) {
  auto found = invited(election, clocks);
  if (!found) return found.error();
  for (const std::string& organisation : found->declined)
    found->all.erase(organisation);
  const auto read =
      election.each("application", [&](const std::string&, const Record& record) -> Result<void> {
        if (holding(record, "application.submit", clocks) != nullptr) {
          found->all.erase(std::string(record.fact("organisation")));
        }
        return {};
      });
  if (!read) return read.error();
  return json::object{{"orgs", to_json(found->all)}};
}

Result<json::object> answer_declined(const ElectionRecords& election, TwoClocks clocks) {
  const auto found = invited(election, clocks);
  if (!found) return found.error();
  return json::object{{"orgs", to_json(found->declined)}};
}

Result<json::object> answer_search(const Query& query, const ElectionRecords& election,
                                   const NameTable& names, TwoClocks clocks) {
  const std::vector<std::string> persons =
      names.find(election.id(), text_of(query.args, "name"), clocks.known);
  const auto all = election.granted({}, clocks);
  if (!all) return all.error();
  Ids numbers;
  for (const ElectionRecords::Granted& one : *all) {
    if (std::binary_search(persons.begin(), persons.end(), one.person)) numbers.insert(one.number);
  }
  return json::object{{"accreditations", to_json(numbers)}};
}

}  // namespace

Result<json::object> answer_aggregate(const Query& query, const domain::StateView& state,
                                      const NameTable& names) {
  const ElectionRecords election(state, text_of(query.args, "election"));
  const TwoClocks clocks{query.valid, query.known};
  if (query.kind == QueryKind::kSearch) return answer_search(query, election, names, clocks);
  if (query.kind == QueryKind::kSilent) return answer_silent(election, clocks);
  if (query.kind == QueryKind::kDeclined) return answer_declined(election, clocks);
  return answer_count(query, election, clocks);
}

}  // namespace kuboluk::tools
