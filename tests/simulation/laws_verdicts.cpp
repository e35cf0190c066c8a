// Laws 5 and 7: everybody judges alike, and stores what follows from the log.
#include "crypto/encoding.h"
#include "crypto/sha256.h"
#include "ledger/batch/builder.h"
#include "ledger/exchange/statement.h"
#include "tests/simulation/laws.h"

namespace kuboluk::simulation {
namespace {

using core::test::Institutions;

// Rules of the protocol depend on clock and state of the node; those of the law do not.
bool is_rule_of_law(const std::string& rule) {
  return !rule.starts_with("P.");
}

}  // namespace

void Laws::gets_draft(const Seat& seat, const exchange::Draft& draft) {
  // Entries and the log that they are judged on: a draft that is late is judged on another one.
  std::string all =
      std::to_string(members_[seat.place].kept.size) + " " + std::to_string(draft.from);
  for (const std::string& entry : draft.entries)
    all += "\n" + entry;
  drafts_[{seat.place, draft.round}] = crypto::sha256(bytes_of(all));
}

void Laws::says_verdict(const Seat& seat, const exchange::Verdict& verdict) {
  const auto draft = drafts_.find({seat.place, verdict.round});
  if (draft == drafts_.end()) return;
  std::string said = "yes, " + crypto::to_hex(verdict.root);
  if (!verdict.refusal.empty()) {
    const auto refusal =
        exchange::open_refusal(verdict.refusal, institutions_.info().id, seat.keys().node_key());
    if (!refusal) return broken(Law::kOrder, seat.id, "sends a refusal that it has not signed");
    if (!is_rule_of_law(refusal->rule)) return;
    said = "no, " + refusal->rule + " at " + std::to_string(refusal->index);
  }
  const auto [place, fresh] = judged_.emplace(draft->second, std::pair{said, seat.id});
  if (fresh || place->second.first == said) return;
  broken(Law::kSameVerdict, seat.id,
         "says \"" + said + "\" to the draft to which " + place->second.second + " said \"" +
             place->second.first + "\"");
}

void Laws::says_committed(const Seat& seat, const core::Accepted& accepted) {
  if (accepted.size > held_size_) {
    return broken(Law::kCommitted, seat.id,
                  "answers that size " + std::to_string(accepted.size) +
                      " is committed, and nobody has seen a quorum");
  }
  for (const Hash& event : accepted.events) {
    const auto index = history_.index_of(event);
    if (index && *index < accepted.size) continue;
    return broken(Law::kOrder, seat.id, "answers that an act is in the log, and it is not");
  }
}

void Laws::refuses(const Seat& seat, std::span<const domain::SignedEvent> events,
                   domain::Instant now, const Error& refusal) {
  const Kept& kept = members_[seat.place].kept;
  if (kept.size > history_.size()) return;
  batch::MemoryLedger older;
  const batch::MemoryLedger* ledger = &history_.model();
  if (kept.size < history_.size()) {
    auto made = history_.model_at(kept.size);
    if (!made) return broken(Law::kFold, seat.id, "the log does not replay");
    older = std::move(*made);
    ledger = &older;
  }
  const batch::Position position = *ledger->position();
  batch::BatchBuilder builder(institutions_.info(), institutions_.ruleset(), *ledger, position);
  const auto added = builder.add(events, std::max(now, position.known));
  const std::string expected = added ? "accepted" : added.error().rule;
  if (expected == refusal.rule) return;
  broken(Law::kSameVerdict, seat.id,
         "refuses an act by " + refusal.rule + " at size " + std::to_string(kept.size) +
             "; the naive model says " + expected);
}

void Laws::signs_rejection(Seat& seat, const core::SignRejection& request) {
  const std::string note = seat.keys().sign(request);
  const auto rejection =
      exchange::open_rejection(note, institutions_.info().id, seat.keys().node_key());
  if (!rejection) return broken(Law::kPromise, seat.id, "signs a rejection that does not read");
  if (rejection->size != members_[seat.place].kept.size)
    broken(Law::kPromise, seat.id, "rejects at a size that is not its committed one");
}

// --- law 5, at the end

void Laws::inspect(Seat& seat) {
  const store::Identity identity{seat.setup().info.id, seat.id};
  if (seat.disk().is_empty()) return;
  const bool was_rotten = seat.rotten;
  auto opened = store::Store::open(seat.disk().folder(), identity);
  if (!opened) {
    if (!was_rotten)
      broken(Law::kRecovery, seat.id, "a sound disk does not open: " + opened.error().message());
    return;
  }
  const auto report = (*opened)->scrub({});
  if (!report || report->damages > 0) {
    if (was_rotten) return;
    const Error error = report ? report->first_damage.value_or(Error()) : report.error();
    return broken(Law::kFold, seat.id, "scrub finds damage on a sound disk: " + error.message());
  }
  const auto snapshot = (*opened)->snapshot();
  if (!snapshot) return broken(Law::kRecovery, seat.id, "a sound disk gives no snapshot");
  compare_all(seat, **snapshot);
}

void Laws::compare_all(Seat& seat, const store::Snapshot& snapshot) {
  const batch::Position position = *snapshot.position();
  if (position.size == 0) return;
  for (std::uint64_t index = 0; index < position.size; ++index) {
    const auto entry = snapshot.entry(index);
    if (!entry || index >= history_.size() || *entry != history_.entries()[index])
      return broken(Law::kSameVerdict, seat.id, "another entry at " + std::to_string(index));
  }
  const auto expected = history_.position(position.size);
  if (!expected || *expected != position)
    return broken(Law::kFold, seat.id, "its position is not that of the fold");
  batch::MemoryLedger older;
  if (position.size < history_.size()) {
    auto made = history_.model_at(position.size);
    if (!made) return broken(Law::kFold, seat.id, "the log does not replay");
    older = std::move(*made);
  }
  const batch::LedgerReader& model = position.size < history_.size() ? older : history_.model();
  const auto mine = snapshot.records_under("");
  const auto naive = model.records_under("");
  if (!mine || !naive || *mine != *naive)
    broken(Law::kFold, seat.id, "its records are not those of the fold");
}

}  // namespace kuboluk::simulation
