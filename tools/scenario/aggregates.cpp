#include "tools/scenario/aggregates.h"

#include <algorithm>
#include <boost/json/array.hpp>
#include <optional>
#include <vector>

#include "ledger/domain/verdict.h"
#include "ledger/report/counts.h"
#include "tools/scenario/answers.h"

namespace kuboluk::tools {
namespace {

namespace json = boost::json;
using domain::TwoClocks;
using report::ElectionRecords;
using report::Filter;
using report::Filters;
using report::Ids;

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

struct CountSpec {
  std::string_view what;
  report::Count (*count)(const ElectionRecords&, const Filters&, TwoClocks);
};

constexpr CountSpec kCounts[] = {
    {"invitations", report::count_invitations},
    {"granted", report::count_granted},
    {"active", report::count_active},
    {"refused", report::count_refused},
    {"organisations", report::count_organisations},
    {"nationalities", report::count_nationalities},
};

Result<json::object> answer_count(const Query& query, const ElectionRecords& election,
                                  TwoClocks clocks) {
  const std::string what = text_of(query.args, "what");
  const auto filters = read_filters(query);
  if (!filters) return filters.error();
  for (const CountSpec& spec : kCounts) {
    if (spec.what != what) continue;
    const report::Count count = spec.count(election, *filters, clocks);
    if (!count) return count.error();
    return json::object{{"count", static_cast<std::int64_t>(*count)}};
  }
  return bad_query(query, "\"what\" is nothing that can be counted");
}

json::array to_json(const Ids& ids) {
  return json::array(ids.begin(), ids.end());
}

Result<json::object> answer_silent(const ElectionRecords& election, TwoClocks clocks) {
  const auto found = report::invited(election, clocks);
  if (!found) return found.error();
  return json::object{{"orgs", to_json(found->silent)}};
}

Result<json::object> answer_declined(const ElectionRecords& election, TwoClocks clocks) {
  const auto found = report::invited(election, clocks);
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
