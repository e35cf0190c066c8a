#include "tests/simulation/promises.h"

#include <algorithm>

#include "ledger/batch/builder.h"
#include "ledger/exchange/statement.h"

namespace kuboluk::simulation {

void Promises::forget(std::size_t place) {
  std::erase_if(open_, [place](const Promise& promise) { return promise.place == place; });
}

void Promises::look(Laws& laws, Seat& seat) {
  std::erase_if(open_, [&](const Promise& promise) {
    return promise.place == seat.place && is_kept(laws, seat, promise);
  });
}

bool Promises::is_kept(Laws& laws, Seat& seat, const Promise& promise) {
  const Kept& kept = laws.kept(seat);
  const bool in_log = std::all_of(promise.events.begin(), promise.events.end(),
                                  [&](const domain::SignedEvent& event) {
                                    const auto index = laws.history().index_of(event.id);
                                    return index && *index < kept.size;
                                  });
  if (in_log) return true;
  const bool pending = kept.acts.contains(promise.submission);
  if (promise.parked && pending) return true;
  const auto note = seat.snapshot().rejection(promise.events.front().id);
  if (note && note->has_value()) {
    ++rejected_;
    return holds(laws, seat, promise, **note);
  }
  if (!pending && note) {
    laws.broken(Law::kPromise, seat.id,
                "has promised \"" + promise.words +
                    "\", and it is neither in the log nor rejected nor pending");
    return true;
  }
  return false;
}

// Recomputed by whoever holds the log: at that size, at that time, the same rule.
bool Promises::holds(Laws& laws, const Seat& seat, const Promise& promise,
                     const std::string& note) {
  const auto rejection =
      exchange::open_rejection(note, institutions_.info().id, seat.keys().node_key());
  if (!rejection || rejection->size > laws.history().size()) {
    laws.broken(Law::kPromise, seat.id, "keeps a rejection that cannot be checked");
    return true;
  }
  const auto model = laws.history().model_at(rejection->size);
  if (!model) return true;
  const batch::Position position = *model->position();
  batch::BatchBuilder builder(institutions_.info(), institutions_.ruleset(), *model, position);
  const auto added = builder.add(promise.events, std::max(rejection->time, position.known));
  const std::string expected = added ? "acceptable" : added.error().rule;
  if (expected != rejection->rule) {
    laws.broken(Law::kPromise, seat.id,
                "has rejected \"" + promise.words + "\" by " + rejection->rule + " at size " +
                    std::to_string(rejection->size) + "; recomputed: " + expected);
  }
  return true;
}

}  // namespace kuboluk::simulation
