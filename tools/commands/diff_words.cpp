// What changed between two lists, in words and as JSON.
#include <boost/json.hpp>
#include <ostream>

#include "tools/commands/diff_state.h"
#include "tools/output/answer_json.h"
#include "tools/output/answer_text.h"
#include "tools/output/words.h"

namespace kuboluk::tools {

namespace json = boost::json;

namespace {

std::string known_words(domain::Instant known, domain::Offset offset) {
  return known == domain::kEndOfTime ? "all that is recorded" : local_words(known, offset);
}

std::string point_words(const DiffPoint& point, domain::Offset offset) {
  std::string words;
  if (point.size) words.append("size ").append(std::to_string(*point.size)).append(", known ");
  return words.append(known_words(point.clocks.known, offset));
}

std::string kinds_of(const report::Difference& change) {
  std::string words;
  for (const report::DifferenceKind kind : change.kinds) {
    if (!words.empty()) words.append(", ");
    words.append(report::to_key(kind));
  }
  return words;
}

std::string side_words(const std::optional<report::AccreditedRow>& row) {
  if (!row) return "not in the list";
  std::string words(domain::to_text(row->by_record()));
  return words.append(", card ").append(row->facts.certificate);
}

void print_both_clocks(std::ostream& out, domain::Instant valid, domain::Instant known,
                       domain::Offset offset) {
  out << "in effect " << local_words(valid, offset) << ", recorded " << local_words(known, offset)
      << '\n';
}

void print_number(std::ostream& out, const NumberChange& change, domain::Offset offset) {
  out << "  " << change.difference.printed << ": " << kinds_of(change.difference) << '\n';
  out << "      was " << side_words(change.difference.before) << "; is "
      << side_words(change.difference.after) << '\n';
  for (const domain::RecordAct& act : change.acts) {
    out << "      entry " << act.index << ", " << act.type << ": ";
    print_both_clocks(out, act.valid, act.known, offset);
  }
}

void print_refused(std::ostream& out, const RefusedPerson& refused, domain::Offset offset) {
  out << "  " << refused.person << ": refused on " << refused.application << ", " << refused.ground
      << '\n';
  out << "      entry " << refused.index << ", decree " << refused.decree << ": ";
  print_both_clocks(out, refused.valid, refused.known, offset);
}

void print_notes(std::ostream& out, const DiffFound& found) {
  for (const DiffPoint* point : {&found.from, &found.to}) {
    if (!point->shared) continue;
    out << "  note: the entry after size " << *point->size
        << " is known at the same time, and counts as known\n";
  }
  if (!found.after.cannot_tell.empty()) {
    out << "  note: CANNOT TELL, " << found.after.cannot_tell << '\n';
  }
}

json::object point_json(const DiffPoint& point, domain::Offset offset) {
  const bool all = point.clocks.known == domain::kEndOfTime;
  json::object out;
  out["at"] = local_words(point.clocks.valid, offset);
  out["known"] =
      all ? json::value(nullptr) : json::value(domain::print_known_time(point.clocks.known));
  out["size"] = point.size ? json::value(*point.size) : json::value(nullptr);
  out["shared_time"] = point.shared;
  return out;
}

json::value side_json(const std::optional<report::AccreditedRow>& row) {
  if (!row) return nullptr;
  json::object out;
  out["verdict"] = domain::to_key(row->by_record());
  out["certificate"] = row->facts.certificate;
  out["decree"] = row->facts.decree;
  return out;
}

json::object number_json(const NumberChange& change, domain::Offset offset) {
  json::object out;
  out["number"] = change.difference.number;
  out["number_printed"] = change.difference.printed;
  json::array kinds;
  for (const report::DifferenceKind kind : change.difference.kinds)
    kinds.push_back(json::value(report::to_key(kind)));
  out["kinds"] = std::move(kinds);
  out["before"] = side_json(change.difference.before);
  out["after"] = side_json(change.difference.after);
  json::array acts;
  for (const domain::RecordAct& act : change.acts) {
    json::object one;
    one["entry"] = act.index;
    one["type"] = act.type;
    one["paragraph"] = act.paragraph;
    one["in_effect"] = local_words(act.valid, offset);
    one["recorded"] = domain::print_known_time(act.known);
    acts.push_back(std::move(one));
  }
  out["acts"] = std::move(acts);
  return out;
}

json::object refused_json(const RefusedPerson& refused, domain::Offset offset) {
  json::object out;
  out["person"] = refused.person;
  out["application"] = refused.application;
  out["decree"] = refused.decree;
  out["ground"] = refused.ground;
  out["reason"] = refused.reason;
  out["entry"] = refused.index;
  out["in_effect"] = local_words(refused.valid, offset);
  out["recorded"] = domain::print_known_time(refused.known);
  return out;
}

json::object diff_json(const DiffFound& found, Exit exit) {
  const domain::Offset offset = found.after.law.offset;
  json::object out;
  out["kind"] = "diff";
  out["exit"] = static_cast<int>(exit);
  out["election"] = found.after.election.id;
  out["from"] = point_json(found.from, offset);
  out["to"] = point_json(found.to, offset);
  out["granted_before"] = found.before.granted;
  out["granted_after"] = found.after.granted;
  json::array numbers;
  for (const NumberChange& change : found.numbers)
    numbers.push_back(number_json(change, offset));
  out["changes"] = std::move(numbers);
  json::array refused;
  for (const RefusedPerson& one : found.refused)
    refused.push_back(refused_json(one, offset));
  out["refused"] = std::move(refused);
  add_evidence(out, &found.after.confirmation, found.after.law, found.after.notes);
  return out;
}

}  // namespace

void say_diff(const DiffFound& found, Exit exit, const Session& session) {
  if (session.json) {
    session.out << json::serialize(diff_json(found, exit)) << '\n';
    return;
  }
  std::ostream& out = session.out;
  const domain::Offset offset = found.after.law.offset;
  if (found.after.confirmation.training()) out << "TRAINING: this is no real election\n";
  out << found.numbers.size() << " numbers changed and " << found.refused.size()
      << " persons were refused in " << found.after.election.id << "\n  between "
      << point_words(found.from, offset) << "\n  and     " << point_words(found.to, offset) << '\n';
  for (const NumberChange& change : found.numbers)
    print_number(out, change, offset);
  for (const RefusedPerson& refused : found.refused)
    print_refused(out, refused, offset);
  out << "  accredited then " << found.before.granted << ", now " << found.after.granted << '\n';
  print_notes(out, found);
  print_confirmation(out, found.after.confirmation, offset);
}

}  // namespace kuboluk::tools
