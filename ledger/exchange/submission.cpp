#include "ledger/exchange/submission.h"

#include <algorithm>
#include <utility>

#include "crypto/sha256.h"
#include "ledger/exchange/statement.h"

namespace kuboluk::exchange {
namespace {

constexpr std::string_view kSignaturePrefix = "\u2014 ";  // em dash, space
constexpr std::string_view kRecordedStart = "kuboluk/recorded/v1\n";

// The next note, taken off the front of a body that is not empty: a text, the first empty line, the
// signature lines. What has no empty line is one piece to the end.
std::string_view take_note(std::string_view& body) {
  const std::size_t text_end = body.find("\n\n");
  std::size_t end = text_end == std::string_view::npos ? body.size() : text_end + 2;
  while (body.substr(end).starts_with(kSignaturePrefix)) {
    const std::size_t line_end = body.find('\n', end);
    end = line_end == std::string_view::npos ? body.size() : line_end + 1;
  }
  const std::string_view note = body.substr(0, end);
  body.remove_prefix(end);
  return note;
}

Error about_note(std::size_t number, const Error& error) {
  return {error.rule, "submission, note " + std::to_string(number) + ": " + error.object,
          error.detail};
}

Error time_fault(std::string detail) {
  return {"X.TIME", "submission", std::move(detail)};
}

// The recorded statement that a submission begins with on a training ledger, and nowhere else.
Result<std::optional<Recorded>> open_first(std::string_view note, const domain::LedgerInfo& info,
                                           const std::optional<crypto::VerifierKey>& operator_key) {
  const bool found = note.starts_with(kRecordedStart);
  if (info.clock == domain::Clock::kReal) {
    if (!found) return std::optional<Recorded>();
    return time_fault("a recorded statement is for training ledgers; this one has a real clock");
  }
  if (!found) {
    return time_fault(
        "on a training ledger the operator's recorded statement must come first, and is missing");
  }
  if (!operator_key) {
    return Error{"X.SIGNATURE", "submission", "no operator key is known to check the statement by"};
  }
  Result<Recorded> recorded = open_recorded(note, info.id, *operator_key);
  if (!recorded) return about_note(1, recorded.error());
  return std::optional<Recorded>(*std::move(recorded));
}

// The notes from `first` on.
Result<std::vector<domain::SignedEvent>> parse_events(const std::vector<std::string_view>& notes,
                                                      std::size_t first) {
  std::vector<domain::SignedEvent> events;
  events.reserve(notes.size() - first);
  for (std::size_t i = first; i < notes.size(); ++i) {
    Result<domain::SignedEvent> event = domain::parse_signed_event(notes[i]);
    if (!event) return about_note(i + 1, event.error());
    events.push_back(*std::move(event));
  }
  return events;
}

bool lists_exactly(const Recorded& recorded, const std::vector<domain::SignedEvent>& events) {
  return std::ranges::equal(recorded.events, events, {}, {}, &domain::SignedEvent::id);
}

}  // namespace

std::vector<std::string_view> split_notes(std::string_view body) {
  std::vector<std::string_view> notes;
  while (!body.empty()) {
    // With the recorded statement, one note more than the events. Beyond that nothing is divided: a
    // body of empty lines would make a piece of every two bytes.
    if (notes.size() > kSubmissionEventsMax) {
      notes.push_back(std::exchange(body, {}));
    } else {
      notes.push_back(take_note(body));
    }
  }
  return notes;
}

Result<Submission> parse_submission(std::string_view body, const domain::LedgerInfo& info,
                                    const std::optional<crypto::VerifierKey>& operator_key) {
  if (body.size() > kSubmissionBytesMax) {
    return Error{"X.SIZE", "submission",
                 "it has " + std::to_string(body.size()) + " bytes; at most " +
                     std::to_string(kSubmissionBytesMax) + " are allowed"};
  }
  const std::vector<std::string_view> notes = split_notes(body);
  if (notes.empty()) return Error{"X.FORM", "submission", "it is empty"};
  const std::size_t first = info.clock == domain::Clock::kScenario ? 1 : 0;
  if (notes.size() - first > kSubmissionEventsMax) {
    return Error{"X.SIZE", "submission",
                 "it has more than " + std::to_string(kSubmissionEventsMax) + " events"};
  }
  const Result<std::optional<Recorded>> recorded = open_first(notes[0], info, operator_key);
  if (!recorded) return recorded.error();
  Result<std::vector<domain::SignedEvent>> events = parse_events(notes, first);
  if (!events) return events.error();
  Submission submission{crypto::sha256(bytes_of(body)), std::string(body), *std::move(events), {}};
  if (!*recorded) return submission;
  if (!lists_exactly(**recorded, submission.events)) {
    return time_fault("the recorded statement does not list exactly the events that follow it");
  }
  submission.recorded_at = (*recorded)->recorded;
  return submission;
}

Result<crypto::VerifierKey> operator_key_of(std::string_view genesis) {
  const auto refuse = [](std::string detail) {
    return Error{"X.FORM", "genesis", std::move(detail)};
  };
  const Result<domain::SignedEvent> event = domain::parse_signed_event(genesis);
  if (!event) return refuse(event.error().object + ": " + event.error().detail);
  if (event->event.type != "ledger.genesis") {
    return refuse("it is not an event of type ledger.genesis");
  }
  const domain::AuthorKeys keys = domain::genesis_keys(event->event, "operator");
  if (keys.keys.empty()) return refuse("it lists no key of the operator");
  return keys.keys.front();
}

}  // namespace kuboluk::exchange
