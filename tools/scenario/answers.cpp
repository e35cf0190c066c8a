#include "tools/scenario/answers.h"

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>
#include <optional>
#include <vector>

#include "ledger/domain/charset.h"
#include "ledger/domain/record.h"
#include "ledger/proof/status_proof.h"
#include "ledger/proof/verifier.h"
#include "tools/command.h"
#include "tools/scenario/aggregates.h"

namespace kuboluk::tools {
namespace {

namespace json = boost::json;
using domain::Verdict;
using proof::Question;

struct ById {
  QueryKind kind;
  Question question;
  std::string_view arg;     // names the object
  std::string_view object;  // kind of its record
};

constexpr ById kById[] = {
    {QueryKind::kStatus, Question::kAccreditation, "accreditation", "accreditation"},
    {QueryKind::kCertificate, Question::kCertificate, "certificate", "certificate"},
    {QueryKind::kPerson, Question::kPerson, "person", "person"},
    {QueryKind::kApplication, Question::kApplication, "application", "application"},
    {QueryKind::kHistory, Question::kHistory, "accreditation", "accreditation"},
};

const ById* find_by_id(QueryKind kind) {
  const auto found = std::find_if(std::begin(kById), std::end(kById),
                                  [kind](const ById& each) { return each.kind == kind; });
  return found == std::end(kById) ? nullptr : found;
}

// Where the query names no election: the one whose object of that id is the newest; the newest
// election if none has it.
Result<std::string> find_election(const ById& by_id, const std::string& id,
                                  const domain::StateView& state) {
  std::string election;
  std::uint64_t newest = 0;
  const auto elections = state.records_under("election/");
  if (!elections) return elections.error();
  for (const auto& [key, text] : *elections) {
    const auto parts = domain::parse_key(key);
    if (!parts) continue;
    if (election.empty()) election = parts->id;
    if (!domain::is_token(id)) continue;
    const auto found = state.record(domain::object_key(by_id.object, parts->id, id));
    if (!found) return found.error();
    if (!found->has_value()) continue;
    const auto record = domain::parse_record(**found);
    if (!record) return record.error();
    if (record->acts.front().index < newest) continue;
    newest = record->acts.front().index;
    election = parts->id;
  }
  return {boost::system::in_place_value, election};
}

void add_text(json::object& answer, std::string_view key, const std::string& text) {
  if (!text.empty()) answer.emplace(key, text);
}

// A person or an application that has no verdict of its own stands at a stage.
std::string status_key(const proof::StatusAnswer& answer) {
  const bool has_stage =
      answer.asked.question == Question::kPerson || answer.asked.question == Question::kApplication;
  const bool by_stage =
      answer.asked.question == Question::kApplication || answer.verdict == Verdict::kNoSuchNumber;
  if (has_stage && by_stage && !answer.stage.empty()) return answer.stage;
  return std::string(domain::to_key(answer.verdict));
}

json::object describe(const proof::StatusAnswer& answer) {
  json::object described;
  described.emplace("status", status_key(answer));
  add_text(described, "accreditation", answer.accreditation.number);
  add_text(described, "person", answer.accreditation.person);
  add_text(described, "organisation", answer.accreditation.organisation);
  add_text(described, "application", answer.accreditation.application);
  add_text(described, "decree", answer.accreditation.decree);
  add_text(described, "by", answer.superseded_by);
  add_text(described, "stage", answer.stage);
  if (answer.decisive) {
    add_text(described, "ground", answer.decisive->ground);
    add_text(described, "limb", answer.decisive->limb);
    add_text(described, "paragraph", answer.decisive->paragraph);
  }
  if (!answer.other_elections.empty()) {
    described.emplace("elections",
                      json::array(answer.other_elections.begin(), answer.other_elections.end()));
  }
  json::array events;
  for (const proof::HistoryAct& act : answer.history)
    events.emplace_back(act.type);
  described.emplace("events", std::move(events));
  return described;
}

json::object not_found() {
  return {{"status", "not_found"}, {"events", json::array()}};
}

Result<json::object> answer_by_id(const ById& by_id, const Query& query,
                                  const AnswerSources& sources) {
  const std::string id = text_of(query.args, by_id.arg);
  std::string election = text_of(query.args, "election");
  if (election.empty()) {
    const auto found = find_election(by_id, id, sources.fold);
    if (!found) return found.error();
    election = *found;
  }
  const domain::TwoClocks clocks{query.valid, query.known};
  const auto asked = proof::asked_from_typed(by_id.question, election, id);
  if (!asked) return not_found();
  if (const auto mistyped = proof::mistyped_verdict(by_id.question, election, id, clocks)) {
    return describe(mistyped->answer());
  }
  const auto bytes = sources.proofs.status_proof(asked->asked);
  if (!bytes) return bytes.error();
  const proof::ReaderPolicy reader{sources.policy, sources.rulesets, sources.clock_s,
                                   kClockSkewSeconds, kAgeLimitHours * 3600};
  const auto verdict = proof::verify_status(reader, *bytes, asked->asked, clocks);
  if (!verdict) return verdict.error();
  return describe(verdict->answer());
}

// A list as text in sorted order, so that lists compare as sets of ids with their number.
std::vector<std::string> sorted_texts(const json::array& list) {
  std::vector<std::string> texts;
  for (const json::value& value : list)
    texts.push_back(json::serialize(value));
  std::sort(texts.begin(), texts.end());
  return texts;
}

}  // namespace

Result<std::string> BuiltProofs::status_proof(const proof::Asked& asked) const {
  const auto built = proof::build_status_proof(ledger_, policy_, checkpoint_note_, asked, clock_s_,
                                               kClockSkewSeconds);
  if (!built) return built.error();
  return proof::print_status_proof(*built);
}

Result<json::object> answer_query(const Query& query, const AnswerSources& sources) {
  if (const ById* by_id = find_by_id(query.kind)) return answer_by_id(*by_id, query, sources);
  return answer_aggregate(query, sources.fold, sources.names);
}

bool meets(const json::object& expect, const json::object& answer) {
  return std::all_of(expect.begin(), expect.end(), [&answer](const json::key_value_pair& wanted) {
    const json::value* got = answer.if_contains(wanted.key());
    if (got == nullptr) return false;
    if (wanted.key() != "events" && wanted.value().is_array() && got->is_array()) {
      return sorted_texts(wanted.value().get_array()) == sorted_texts(got->get_array());
    }
    return wanted.value() == *got;
  });
}

std::string text_of(const json::object& args, std::string_view key) {
  const json::value* value = args.if_contains(key);
  return value != nullptr && value->is_string() ? std::string(value->get_string()) : std::string();
}

}  // namespace kuboluk::tools
