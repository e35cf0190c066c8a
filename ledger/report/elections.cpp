#include "ledger/report/elections.h"

#include <algorithm>
#include <tuple>

#include "ledger/domain/charset.h"
#include "ledger/domain/event.h"
#include "ledger/domain/verdict.h"

namespace kuboluk::report {
namespace {

std::string given(std::string_view value) {
  return value == domain::kNotGiven ? std::string() : std::string(value);
}

}  // namespace

ElectionFacts election_facts(const domain::Record& record) {
  ElectionFacts facts;
  if (const auto parts = domain::parse_key(record.key)) facts.id = parts->id;
  facts.titles = texts_of(record, "title");
  facts.kind = given(record.fact("kind"));
  facts.voting_day = domain::parse_day(record.fact("voting-day"));
  facts.published_on = domain::parse_day(record.fact("published-on"));
  if (const auto closes = domain::parse_local_time(record.fact("closes"))) {
    facts.closes = closes->instant;
  }
  facts.ruleset = given(record.fact("ruleset"));
  facts.offset = record.offset;
  if (record.acts.empty()) return facts;
  const domain::RecordAct& set = record.acts.front();
  facts.repeat_of = given(set.change.word("of"));
  facts.called_index = set.index;
  facts.called = set.valid;
  facts.stands = domain::holds(record, set, {});
  return facts;
}

Result<std::vector<ElectionFacts>> elections(const domain::StateView& state) {
  const auto records = state.records_under("election/");
  if (!records) return records.error();
  std::vector<ElectionFacts> all;
  for (const auto& [key, text] : *records) {
    const auto record = domain::parse_record(text);
    if (!record) return record.error();
    all.push_back(election_facts(*record));
  }
  std::stable_sort(all.begin(), all.end(), [](const ElectionFacts& a, const ElectionFacts& b) {
    return a.called_index > b.called_index;
  });
  return all;
}

Result<std::optional<ElectionFacts>> election(const domain::StateView& state, std::string_view id) {
  if (!domain::is_token(id)) return std::optional<ElectionFacts>();
  const auto record = find_record(state, domain::election_key(id));
  if (!record) return record.error();
  if (!record->has_value()) return std::optional<ElectionFacts>();
  return std::optional<ElectionFacts>(election_facts(**record));
}

const ElectionFacts* current_election(std::span<const ElectionFacts> all, domain::Instant at) {
  const ElectionFacts* best = nullptr;
  // Less is better: standing before taken back, to come before past, then the nearest day.
  const auto rank = [at](const ElectionFacts& one) {
    const std::int64_t day = one.voting_day ? one.voting_day->days : INT32_MIN;
    const std::int64_t distance = day - domain::day_of(at, one.offset).days;
    return std::tuple(!one.stands, distance < 0, distance < 0 ? -distance : distance);
  };
  for (const ElectionFacts& one : all) {
    if (best == nullptr || rank(one) < rank(*best)) best = &one;
  }
  return best;
}

Result<OrganisationFacts> organisation(const domain::StateView& state, std::string_view id) {
  OrganisationFacts facts;
  facts.id = id;
  if (!domain::is_token(id)) return facts;
  const auto record = find_record(state, domain::plain_key("organisation", id));
  if (!record) return record.error();
  if (!record->has_value()) return facts;
  facts.names = texts_of(**record, "name");
  facts.kind = given((*record)->fact("kind"));
  facts.mission = given((*record)->fact("mission"));
  return facts;
}

Result<void> add_registered(const domain::StateView& state, const std::string& id,
                            Organisations& all) {
  if (id.empty() || all.contains(id)) return {};
  auto found = organisation(state, id);
  if (!found) return found.error();
  if (!found->names.empty()) all.emplace(id, std::move(*found));
  return {};
}

}  // namespace kuboluk::report
