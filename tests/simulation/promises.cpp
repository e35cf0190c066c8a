#include "tests/simulation/promises.h"

#include <algorithm>
#include <set>
#include <span>

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

bool Promises::in_log(const Laws& laws, const Seat& seat, const Promise& promise) {
  const std::uint64_t size = laws.kept(seat).size;
  return std::all_of(promise.events.begin(), promise.events.end(),
                     [&](const domain::SignedEvent& event) {
                       const auto index = laws.history().index_of(event.id);
                       return index && *index < size;
                     });
}

// The others may hold the act as well, and it may come into the log by them; but whoever gave the
// receipt is bound by it alone.
void Promises::dropped(Laws& laws, const Seat& seat, const core::Effect& effect) {
  std::span<const Hash> acts;
  if (const auto* drop = std::get_if<core::PersistDropped>(&effect)) acts = drop->acts;
  if (const auto* commit = std::get_if<core::PersistCommit>(&effect)) acts = commit->done;
  if (acts.empty()) return;
  const std::set<Hash>& rejected = laws.kept(seat).rejected;
  for (const Promise& promise : open_) {
    if (promise.place != seat.place || in_log(laws, seat, promise)) continue;
    if (std::find(acts.begin(), acts.end(), promise.submission) == acts.end()) continue;
    if (rejected.contains(promise.events.front().id)) continue;
    laws.broken(Law::kPromise, seat.id,
                "has promised \"" + promise.words + "\" and drops it without a rejection");
  }
}

bool Promises::is_kept(Laws& laws, Seat& seat, const Promise& promise) {
  const Kept& kept = laws.kept(seat);
  if (in_log(laws, seat, promise)) return true;
  const bool pending = kept.acts.contains(promise.submission);
  if (promise.parked && pending) return true;
  const auto note = seat.snapshot().rejection(promise.events.front().id);
  if (note && note->has_value()) {
    ++rejected_;
    return holds(laws, seat, promise, **note);
  }
  // A bit of the stored rejection has turned: whoever asks is told of the damage, and that is all.
  if (!note && seat.rotten && kept.rejected.contains(promise.events.front().id)) return true;
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
