#include "ledger/domain/acts/checks.h"

#include <algorithm>
#include <map>

#include "crypto/check.h"
#include "ledger/domain/ids.h"
#include "ledger/domain/line_reader.h"
#include "ledger/domain/verdict.h"

namespace kuboluk::domain::acts {

Result<void> check_window(const ActContext& act, const Record& election, Instant made) {
  const auto refuse = [&](const std::string& detail) {
    return act.refuse(act.ruleset.window_rule, election.key, detail);
  };
  if (!holds(election, election.acts.front(), {kEndOfTime, kEndOfTime})) {
    return refuse("the decision that set the election was taken back");
  }
  if (election.acts.front().valid > made)
    return refuse("the election is not called yet at that time");
  if (act.ruleset.window == WindowKind::kExplicitClosing) {
    const auto closes = parse_local_time(election.fact("closes"));
    if (!closes) return refuse("the election names no closing time of accreditation");
    if (made < closes->instant) return {};
    return refuse("accreditation closed at " + print_local_time(closes->instant, act.info.offset));
  }
  const auto voting_day = parse_day(election.fact("voting-day"));
  KUBOLUK_CHECK(voting_day.has_value());
  const Day last{voting_day->days - act.ruleset.window_days};
  if (day_of(made, act.info.offset) <= last) return {};
  return refuse("the last permitted day is " + print_day(last) + ", this is " +
                print_day(day_of(made, act.info.offset)));
}

Instant filing_time(const ActContext& act) {
  return std::max(act.event.at, Instant{act.known.ms - act.info.merge_delay_ms});
}

bool is_called(const ActContext& act, const Record& election) {
  const RecordAct& first = election.acts.front();
  const auto published = parse_day(election.fact("published-on"));
  return published && day_of(act.event.at, act.info.offset) >= *published &&
         holds(election, first, {kEndOfTime, kEndOfTime});
}

Result<void> check_decree_unused(const ActContext& act, const std::string& decree) {
  const auto known = act.exists(object_key("decree", act.election(), decree));
  if (!known) return known.error();
  if (*known) return act.refuse("X.DUP", decree, "the decree number is used in this election");
  return {};
}

Result<void> check_decree_form(const ActContext& act, const std::string& decree) {
  if (is_number(decree)) return {};
  return act.refuse("X.FORM", act.election(),
                    "a decree's number is groups of letters and digits joined by hyphens");
}

Record make_decree(const ActContext& act, const std::string& decree) {
  Record record = act.make_record(object_key("decree", act.election(), decree));
  record.add_fact("type", act.event.type);
  record.add_fact("by", act.event.by);
  record.add_fact("entries", std::to_string(act.first_index) + " " + std::to_string(act.index));
  return record;
}

Result<void> touch_applications(const ActContext& act, const std::string& decree,
                                const std::vector<std::string>& applications) {
  std::map<std::string, std::size_t> persons;
  for (const std::string& id : applications)
    ++persons[id];
  for (const auto& [id, count] : persons) {
    auto record = act.require(object_key("application", act.election(), id), "the application");
    if (!record) return record.error();
    act.touch(std::move(*record), {{{"decree", decree}, {"persons", std::to_string(count)}}, ""});
  }
  return {};
}

std::vector<Listing> listings(const Record& person) {
  std::vector<Listing> all;
  for (const std::string& fact : person.facts_of("listed")) {
    const auto words = split_words(fact);
    if (!words || words->size() != 6) continue;
    const auto word = [&](std::size_t i) { return std::string((*words)[i]); };
    all.push_back({word(0), word(1), word(2), word(3), word(4), word(5)});
  }
  return all;
}

std::optional<Listing> listing_for(const Record& person, std::string_view application) {
  for (Listing& listing : listings(person)) {
    if (listing.application == application) return std::move(listing);
  }
  return std::nullopt;
}

std::string print_listing(const Listing& listing) {
  return listing.application + " " + listing.organisation + " " + listing.citizenships + " " +
         listing.document_valid + " " + listing.name + " " + listing.document;
}

bool contains(const std::vector<std::string>& list, std::string_view value) {
  return std::find(list.begin(), list.end(), value) != list.end();
}

std::vector<std::string> split_list(std::string_view list) {
  std::vector<std::string> words;
  if (list == kNotGiven) return words;
  while (true) {
    const std::size_t comma = list.find(',');
    words.emplace_back(list.substr(0, comma));
    if (comma == std::string_view::npos) return words;
    list.remove_prefix(comma + 1);
  }
}

std::string join_list(const std::vector<std::string>& list) {
  std::string out;
  for (const std::string& word : list)
    out += (out.empty() ? "" : ",") + word;
  return out.empty() ? std::string(kNotGiven) : out;
}

}  // namespace kuboluk::domain::acts
