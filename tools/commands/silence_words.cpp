// A certificate of silence in words and as JSON. The sentences are those of DESIGN.md 5 "Silence":
// what is provable, and what is not.
#include <boost/json.hpp>
#include <ostream>

#include "tools/commands/silence.h"
#include "tools/output/answer_json.h"
#include "tools/output/answer_text.h"
#include "tools/output/words.h"

namespace kuboluk::tools {

namespace json = boost::json;
using proof::ForwardingFinding;
using proof::SilenceAnswer;
using proof::SilenceFinding;

namespace {

constexpr std::string_view kNotProven = "that none was made or signed";
constexpr std::string_view kNeverLogged =
    "for an act never logged, the receipt plus absence shows a broken promise of the receipt's "
    "signer and the sequencer";

void line(std::ostream& out, std::string_view label, const std::string& value) {
  constexpr std::size_t kLabelWidth = 15;
  if (value.empty()) return;
  out << "  " << label << std::string(kLabelWidth - std::min(kLabelWidth - 1, label.size()), ' ')
      << value << '\n';
}

std::string act_words(const proof::HistoryAct& act, domain::Offset offset) {
  std::string words = act.type;
  words.append(", entry ").append(std::to_string(act.index));
  words.append(", recorded ").append(local_words(act.known, offset));
  return words;
}

// "application APP-odihr-3", or "person odihr-041 of application APP-odihr-3".
std::string subject(const proof::Silence& certificate) {
  std::string words;
  if (!certificate.person.empty()) {
    words.append("person ").append(certificate.person).append(" of ");
  }
  return words.append("application ").append(certificate.application);
}

// The sentence that the proof supports. With a later decision it holds up to that entry, and
// everything that was recorded by the end of the day lies before it.
std::string silent_words(const SilenceAnswer& answer) {
  const std::string day = domain::print_day(answer.certificate.by);
  const std::uint64_t size = answer.later ? answer.later->index : answer.confirmation->size;
  std::string words = "no decision on " + subject(answer.certificate);
  words.append(" is recorded up to size ").append(std::to_string(size));
  if (answer.later) {
    words.append(", and the entry after it is known after the end of ").append(day);
  } else {
    words.append(", whose seal is known at or after the end of ").append(day);
  }
  return words;
}

std::string sentence(const SilenceAnswer& answer) {
  const std::string day = domain::print_day(answer.certificate.by);
  switch (answer.finding) {
    case SilenceFinding::kSilent:
      return "NOT ANSWERED BY " + day + ": " + silent_words(answer);
    case SilenceFinding::kAnswered:
      return "ANSWERED: a decision on " + subject(answer.certificate) +
             " was recorded by the end of " + day;
    case SilenceFinding::kWithdrawn:
      return "WITHDRAWN: the sender had taken application " + answer.certificate.application +
             " back by the end of " + day;
    case SilenceFinding::kNotReceived:
      return "NOT RECEIVED: no filing of " + subject(answer.certificate) +
             " is recorded by the end of " + day;
    case SilenceFinding::kCannotTell:
      return "CANNOT TELL: " + answer.cannot_tell;
  }
  return "";
}

std::string forwarding_words(const SilenceAnswer& answer) {
  switch (answer.forwarding) {
    case ForwardingFinding::kForwarded:
      return act_words(*answer.forwarded, answer.law.offset);
    case ForwardingFinding::kNotForwarded:
      return "NO: the ministry had the documents, and no forwarding is recorded by the end of " +
             domain::print_day(answer.certificate.by);
    case ForwardingFinding::kNotNeeded:
      return "not needed: the commission received it";
    case ForwardingFinding::kNotShown:
      return "";
  }
  return "";
}

std::string_view finding_key(SilenceFinding finding) {
  switch (finding) {
    case SilenceFinding::kSilent:
      return "silent";
    case SilenceFinding::kAnswered:
      return "answered";
    case SilenceFinding::kWithdrawn:
      return "withdrawn";
    case SilenceFinding::kNotReceived:
      return "not_received";
    case SilenceFinding::kCannotTell:
      return "cannot_tell";
  }
  return "";
}

std::string_view forwarding_key(ForwardingFinding finding) {
  switch (finding) {
    case ForwardingFinding::kForwarded:
      return "forwarded";
    case ForwardingFinding::kNotForwarded:
      return "not_forwarded";
    case ForwardingFinding::kNotNeeded:
      return "not_needed";
    case ForwardingFinding::kNotShown:
      return "not_shown";
  }
  return "";
}

json::value act_json(const std::optional<proof::HistoryAct>& act, domain::Offset offset) {
  if (!act) return nullptr;
  json::object out;
  out["entry"] = act->index;
  out["type"] = act->type;
  out["in_effect"] = local_words(act->valid, offset);
  out["recorded"] = domain::print_known_time(act->known);
  out["undone"] = act->undone;
  return out;
}

json::value receipt_json(const std::optional<exchange::Receipt>& receipt) {
  if (!receipt) return nullptr;
  json::object out;
  out["by"] = receipt->by;
  out["received"] = domain::print_known_time(receipt->received);
  out["until"] = domain::print_known_time(receipt->until);
  return out;
}

json::object silence_json(const SilenceSaid& said) {
  const SilenceAnswer& answer = said.answer;
  const domain::Offset offset = answer.law.offset;
  json::object out;
  out["kind"] = "silence";
  out["verdict"] = finding_key(answer.finding);
  out["words"] = sentence(answer);
  out["exit"] = static_cast<int>(silence_exit(answer.finding));
  out["not_proven"] = kNotProven;
  out["application"] = answer.certificate.application;
  out["election"] = answer.certificate.election;
  out["person"] = answer.certificate.person.empty() ? json::value(nullptr)
                                                    : json::value(answer.certificate.person);
  out["by"] = domain::print_day(answer.certificate.by);
  out["until"] = local_words(answer.until, offset);
  out["forwarding"] = forwarding_key(answer.forwarding);
  out["filed"] = act_json(answer.filed, offset);
  out["forwarded"] = act_json(answer.forwarded, offset);
  out["withdrawn"] = act_json(answer.withdrawn, offset);
  json::array decisions;
  for (const proof::HistoryAct& act : answer.decisions)
    decisions.push_back(act_json(act, offset));
  out["decisions"] = std::move(decisions);
  out["later"] = act_json(answer.later, offset);
  out["answered"] = json::array(said.answered.begin(), said.answered.end());
  out["receipt"] = receipt_json(said.receipt);
  add_evidence(out, &*answer.confirmation, answer.law, answer.notes);
  return out;
}

void print_acts(const SilenceAnswer& answer, std::ostream& out) {
  const domain::Offset offset = answer.law.offset;
  if (answer.filed) line(out, "received", act_words(*answer.filed, offset));
  if (answer.filed) line(out, "forwarded", forwarding_words(answer));
  if (answer.withdrawn) line(out, "withdrawn", act_words(*answer.withdrawn, offset));
  for (const proof::HistoryAct& act : answer.decisions) {
    line(out, "decided", act_words(act, offset) + (act.undone ? " (undone later)" : ""));
  }
  if (answer.later) line(out, "decided later", act_words(*answer.later, offset));
}

void print_limits(const SilenceSaid& said, std::ostream& out) {
  const SilenceFinding finding = said.answer.finding;
  if (finding == SilenceFinding::kSilent) line(out, "not proven", std::string(kNotProven));
  if (finding == SilenceFinding::kNotReceived) line(out, "note", std::string(kNeverLogged));
  if (said.receipt) {
    line(out, "receipt",
         "by " + said.receipt->by + ", received " +
             local_words(said.receipt->received, said.answer.law.offset) +
             "; its signature and the event that it names were checked");
  }
}

}  // namespace

Exit silence_exit(SilenceFinding finding) {
  if (finding == SilenceFinding::kSilent) return Exit::kHolds;
  return finding == SilenceFinding::kCannotTell ? Exit::kCannotTell : Exit::kOther;
}

void say_silence(const SilenceSaid& said, const Session& session) {
  const SilenceAnswer& answer = said.answer;
  if (session.json) {
    session.out << json::serialize(silence_json(said)) << '\n';
    return;
  }
  std::ostream& out = session.out;
  if (answer.confirmation->training()) out << "TRAINING: this is no real election\n";
  out << sentence(answer) << '\n';
  line(out, "election", answer.certificate.election);
  print_acts(answer, out);
  if (!said.answered.empty()) line(out, "answered", name_list(said.answered));
  print_limits(said, out);
  for (const std::string& note : answer.notes)
    line(out, "note", note);
  print_confirmation(out, *answer.confirmation, answer.law.offset);
}

}  // namespace kuboluk::tools
