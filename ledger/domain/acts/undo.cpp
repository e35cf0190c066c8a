// What takes an act away again: a court's judgment, or the commission rescinding its own decision.
// Nothing is erased: every record that the act changed gets a line that says which line of it no
// longer holds, and from when.
#include <algorithm>
#include <set>

#include "crypto/check.h"
#include "ledger/domain/acts/acts.h"
#include "ledger/domain/acts/checks.h"
#include "ledger/domain/acts/lines.h"
#include "ledger/domain/line_reader.h"
#include "ledger/domain/signed_event.h"
#include "ledger/domain/verdict.h"

namespace kuboluk::domain::acts {
namespace {

constexpr std::string_view kExTunc = "ex_tunc";
constexpr std::string_view kExNunc = "ex_nunc";

// One decision to be undone: in which records, and the lines of which type and word.
struct Target {
  std::string name;  // as the act gave it
  std::string type;  // of the undone act
  std::string word;  // "decree", "scope", "new"
  std::string value;
  std::string own_key;            // the record whose lines of that type are all meant
  std::set<std::string> records;  // keys, own_key among them
};

// An annulment ex tunc takes more than one ex nunc: it is possible after it, not the other way
// round.
bool undone_already(const Record& record, const RecordAct& line, std::string_view effect) {
  return std::any_of(record.acts.begin(), record.acts.end(), [&](const RecordAct& later) {
    const bool covers = effect == kExNunc || later.change.word("effect") == kExTunc;
    return covers && undoes(later, line.index);
  });
}

// Log indexes of the lines of the target in one record that the effect still changes.
std::vector<std::uint64_t> standing_lines(const Record& record, const Target& target,
                                          std::string_view effect) {
  std::vector<std::uint64_t> indexes;
  for (const RecordAct& line : record.acts) {
    const bool named =
        record.key == target.own_key || line.change.word(target.word) == target.value;
    if (line.type != target.type || !named) continue;
    if (!undone_already(record, line, effect)) indexes.push_back(line.index);
  }
  return indexes;
}

// The event at that index, of this batch or of the log.
Result<Event> event_at(const ActContext& act, std::uint64_t index) {
  if (const Event* open = act.workspace.decree_event(index)) return *open;
  const auto bytes = act.workspace.base().entry(index);
  if (!bytes) return bytes.error();
  const auto entry = parse_entry(*bytes);
  auto event = entry && !entry->is_seal() ? parse_signed_event(std::get<std::string>(entry->body))
                                          : Result<SignedEvent>(Error{"X.FORM", "", "no event"});
  if (event) return std::move(event->event);
  return Error{std::string(kDamageRule), "entry " + std::to_string(index),
               "it is not the decree it was"};
}

// The lines "grant" or "refuse" of the decree, read again from the log: decrees of a thousand
// persons have no thousand facts.
Result<std::vector<Line>> decree_lines(const ActContext& act, const Record& decree,
                                       std::string_view key) {
  const auto range = split_words(decree.fact("entries"));
  KUBOLUK_CHECK(range && range->size() == 2);
  const auto first = parse_decimal(range->at(0), act.first_index);
  const auto last = parse_decimal(range->at(1), act.first_index);
  KUBOLUK_CHECK(first && last);
  std::vector<Line> lines;
  for (std::uint64_t index = *first; index <= *last; ++index) {
    const auto event = event_at(act, index);
    if (!event) return event.error();
    for (const Line* line : event->all(key))
      lines.push_back(*line);
  }
  return lines;
}

// The accreditations that a decree of revocations names, and their persons.
Result<void> add_revoked(const ActContext& act, const Record& decree, Target& target) {
  for (const std::string& number : decree.facts_of("accreditation")) {
    const std::string key = object_key("accreditation", act.election(), number);
    const auto accreditation = act.require(key, "the accreditation");
    if (!accreditation) return accreditation.error();
    target.records.insert(key);
    target.records.insert(object_key("person", act.election(), accreditation->fact("person")));
  }
  return {};
}

Result<void> add_decree_objects(const ActContext& act, const Record& decree, Target& target) {
  const auto add = [&](std::string_view kind, const std::string& id) {
    target.records.insert(object_key(kind, act.election(), id));
  };
  if (target.type == "accreditation.revoke") return add_revoked(act, decree, target);
  const bool grant = target.type == "accreditation.grant";
  const auto lines = decree_lines(act, decree, grant ? "grant" : "refuse");
  if (!lines) return lines.error();
  for (const Line& line : *lines) {
    add("person", line.values[grant ? 3 : 0]);
    add("application", line.values[grant ? 2 : 1]);
    if (!grant) continue;
    add("accreditation", line.values[0]);
    add("certificate", line.values[1]);
  }
  return {};
}

Result<Target> decree_target(const ActContext& act, const std::string& name,
                             const std::string& decree, std::string_view type) {
  const auto record = act.require(object_key("decree", act.election(), decree), "the decree");
  if (!record) return record.error();
  Target target{name,         std::string(record->fact("type")), "decree", decree, record->key,
                {record->key}};
  if (!type.empty() && target.type != type) {
    return act.refuse("X.UNKNOWN", name, "the decree is no " + std::string(type));
  }
  if (const auto added = add_decree_objects(act, *record, target); !added) return added.error();
  return target;
}

// Decisions on a whole election that may be taken back: the commission's own. The call is another
// body's.
bool can_be_undone(std::string_view type) {
  return type == "election.invalidate" || type == "election.repeat" || type == "results.publish";
}

Result<Target> election_target(const ActContext& act, const std::string& name,
                               const std::string& type, const std::string& value) {
  const bool repeat = type == "election.repeat";
  const std::string key = election_key(act.election());
  const std::string fresh_key = repeat ? election_key(value) : std::string();
  Target target{name, type, repeat ? "new" : "scope", value, fresh_key, {key}};
  if (repeat) target.records.insert(fresh_key);
  const auto election = act.require(key, "the election");
  if (!election) return election.error();
  for (const RecordAct& line : election->acts) {
    if (!can_be_undone(type) || value == kNotGiven) break;
    if (line.type == type && line.change.word(target.word) == value) return target;
  }
  return act.refuse("X.UNKNOWN", name, "the election's record has no such act that can be undone");
}

// "<type>:<decree, scope or new election>", or for a court the number of a decree alone.
Result<Target> find_target(const ActContext& act, const std::string& name) {
  const std::size_t colon = name.find(':');
  if (colon == std::string::npos) return decree_target(act, name, name, "");
  const std::string type = name.substr(0, colon);
  const std::string value = name.substr(colon + 1);
  if (type.starts_with("accreditation.")) return decree_target(act, name, value, type);
  if (type == "list.publish") {
    const std::string key = object_key("decree", act.election(), value);
    return Target{name, type, "decree", value, key, {key}};
  }
  return election_target(act, name, type, value);
}

// What the undoing act adds to the records of all its targets: one line per record, however many
// lines it undoes.
using Undone = std::map<std::string, std::vector<std::uint64_t>>;

Result<void> gather(const ActContext& act, const Target& target, std::string_view effect,
                    Undone& undone) {
  bool found = false;
  for (const std::string& key : target.records) {
    const auto record = act.workspace.find(key);
    if (!record) return record.error();
    if (!*record) continue;
    for (const std::uint64_t index : standing_lines(**record, target, effect)) {
      auto& lines = undone[key];
      if (std::find(lines.begin(), lines.end(), index) == lines.end()) lines.push_back(index);
      found = true;
    }
  }
  if (found) return {};
  return act.refuse("X.NOTACTIVE", target.name, "the act does not stand any more");
}

Result<void> write(const ActContext& act, const Undone& undone, std::string_view effect,
                   const std::string& reason) {
  for (const auto& [key, indexes] : undone) {
    auto record = act.require(key, "the record");
    if (!record) return record.error();
    std::vector<std::string> words;
    for (const std::uint64_t index : indexes)
      words.push_back(std::to_string(index));
    act.touch(std::move(*record),
              {{{"undoes", join_list(words)}, {"effect", std::string(effect)}}, reason});
  }
  return {};
}

Result<void> judge(ActContext& act) {
  const auto election = act.require(election_key(act.election()), "the election");
  if (!election) return election.error();
  const std::string reason = "case " + act.event.given("case").value_or("without number");
  const auto annuls = act.event.given("annuls");
  if (!annuls) return {};  // a challenge that failed: the log keeps the judgment, nothing changes
  const auto target = find_target(act, *annuls);
  if (!target) return target.error();
  const std::string_view effect = act.event.value("effect");
  if (effect != kExTunc && effect != kExNunc) {
    return act.refuse("X.FORM", *annuls, "the effect of an annulment is ex_tunc or ex_nunc");
  }
  Undone undone;
  if (const auto gathered = gather(act, *target, effect, undone); !gathered)
    return gathered.error();
  return write(act, undone, effect, reason);
}

Result<void> rescind(ActContext& act) {
  const auto election = act.require(election_key(act.election()), "the election");
  if (!election) return election.error();
  Undone undone;
  const auto lines = act.event.all("rescinds");
  for (const Line* line : lines) {
    const auto target = find_target(act, line->values[0]);
    if (!target) return target.error();
    if (const auto gathered = gather(act, *target, kExNunc, undone); !gathered)
      return gathered.error();
  }
  if (lines.empty()) return act.refuse("X.FORM", act.election(), "the decision rescinds nothing");
  return write(act, undone, kExNunc, act.event.given("reason").value_or(""));
}

}  // namespace

const Act kCourtDecision{{"court.decision",
                          {kElectionLine,
                           {"case", Times::kOnce, {{"case", ColumnKind::kText}}},
                           {"annuls", Times::kAtMostOnce, {{"annuls", ColumnKind::kText}}},
                           {"effect", Times::kAtMostOnce, {{"effect", ColumnKind::kToken}}}}},
                         judge};

const Act kRescind{{"decision.rescind",
                    {kElectionLine,
                     kOptionalReasonLine,
                     {"rescinds", Times::kAny, {{"rescinds", ColumnKind::kText}}}}},
                   rescind};

}  // namespace kuboluk::domain::acts
