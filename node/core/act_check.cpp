#include "node/core/act_check.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "crypto/check.h"
#include "ledger/batch/builder.h"

namespace kuboluk::core {
namespace {

Result<std::string> logged_event(const batch::LedgerReader& reader, std::uint64_t index) {
  auto bytes = reader.entry(index);
  if (!bytes) return bytes.error();
  auto entry = domain::parse_entry(*bytes);
  if (!entry || entry->is_seal()) {
    return Error{std::string(domain::kDamageRule), "entry " + std::to_string(index),
                 "is not the event that the index says"};
  }
  return std::get<std::string>(std::move(entry->body));
}

struct Lookup {
  bool complete = false;                                // all events are there
  std::uint64_t first = 0;                              // index of the first one
  std::vector<const domain::SignedEvent*> other_bytes;  // same text, other signature lines
};

Result<Lookup> look_up(const batch::LedgerReader& reader, const exchange::Submission& submission) {
  Lookup found;
  for (const domain::SignedEvent& event : submission.events) {
    const auto index = reader.event_index(event.id);
    if (!index) return index.error();
    if (!index->has_value()) return Lookup{};
    if (&event == &submission.events.front()) found.first = **index;
    const auto logged = logged_event(reader, **index);
    if (!logged) return logged.error();
    if (*logged != event.bytes) found.other_bytes.push_back(&event);
  }
  found.complete = true;
  return found;
}

// Only whoever signed may learn "it is in": the executor checks signatures before it says X.DUP.
Result<Standing> repeated(const Setup& setup, const batch::LedgerReader& reader,
                          const batch::Position& position, const Lookup& found,
                          domain::Instant known) {
  for (const domain::SignedEvent* event : found.other_bytes) {
    batch::BatchBuilder builder(setup.info, setup.ruleset, reader, position);
    const auto added = builder.add({event, 1}, known);
    KUBOLUK_CHECK(!added);
    if (domain::is_damage(added.error())) return added.error();
    if (added.error().rule != "X.DUP") return Standing(Unacceptable{added.error()});
  }
  return Standing(InLog{found.first});
}

}  // namespace

Result<bool> lacks_predecessor(const Setup& setup, const batch::LedgerReader& reader,
                               const exchange::Submission& submission,
                               const std::set<Hash>& drafted) {
  if (setup.info.clock == domain::Clock::kScenario) return false;
  for (const domain::SignedEvent& event : submission.events) {
    if (!event.event.after || drafted.contains(*event.event.after)) continue;
    const bool inside = std::any_of(
        submission.events.begin(), submission.events.end(),
        [&event](const domain::SignedEvent& other) { return other.id == *event.event.after; });
    if (inside) continue;
    const auto index = reader.event_index(*event.event.after);
    if (!index) return index.error();
    if (!index->has_value()) return true;
  }
  return false;
}

domain::Instant known_time(const exchange::Submission& submission, const batch::Position& position,
                           domain::Instant now) {
  // A clock that stepped back must not stop the ledger: known times stand still until it caught up.
  return submission.recorded_at.value_or(std::max(now, position.known));
}

Result<Standing> standing_of(const Setup& setup, const batch::LedgerReader& reader,
                             const exchange::Submission& submission, domain::Instant now) {
  const auto position = reader.position();
  if (!position) return position.error();
  const domain::Instant known = known_time(submission, *position, now);
  const auto found = look_up(reader, submission);
  if (!found) return found.error();
  if (found->complete) return repeated(setup, reader, *position, *found, known);
  batch::BatchBuilder builder(setup.info, setup.ruleset, reader, *position);
  const auto added = builder.add(submission.events, known);
  if (added) return Standing(Acceptable{});
  if (domain::is_damage(added.error())) return added.error();
  // Who cannot sign cannot park: the signature is the first thing the executor checks.
  if (added.error().rule == "X.UNKNOWN") {
    const auto parked = lacks_predecessor(setup, reader, submission, {});
    if (!parked) return parked.error();
    if (*parked) return Standing(Parked{});
  }
  return Standing(Unacceptable{added.error()});
}

}  // namespace kuboluk::core
